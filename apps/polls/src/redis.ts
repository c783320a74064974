/** The Redis that all workers share, where there is one. */
import { Redis } from 'ioredis';

/** Connects to the Redis of a URL. */
export function openRedis(url: string): Redis {
  const redis = new Redis(url);
  // What needs it does without meanwhile or answers 503, and it connects again by itself.
  redis.on('error', () => undefined);
  return redis;
}
