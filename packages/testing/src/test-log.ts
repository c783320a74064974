import type { ErrorStream } from '@tsgi/protocol';

/** The log at `tsgi.errors`, for a test to read. */
export class TestLog implements ErrorStream {
  #text = '';

  /** All that was written. */
  get text(): string {
    return this.#text;
  }

  write(text: string): void {
    this.#text += text;
  }

  flush(): void {}
}
