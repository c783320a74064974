import type { StoreGuarantees } from '../session-store.ts';
import type { StorePlace } from './store-place.ts';

/** One thing that a store must do. */
export interface StoreCase {
  /** The guarantees that a store has to give before this is asked of it. */
  readonly needs: readonly (keyof StoreGuarantees)[];
  /** What is tried, as a sentence behind "the store". */
  readonly text: string;
  /** Tries it; throws when the store does something else. */
  readonly run: (place: StorePlace) => Promise<void>;
}
