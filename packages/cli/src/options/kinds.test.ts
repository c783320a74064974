import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  count,
  descriptor,
  duration,
  list,
  mode,
  patience,
  port,
  size,
  text,
  urlPath,
  workers,
  yesOrNo,
} from './kinds.ts';

describe('kinds of values', () => {
  it.each<[(given: string) => unknown, string, unknown]>([
    [text, 'a b', 'a b'],
    [list, '10.0.0.0/8, unix', ['10.0.0.0/8', 'unix']],
    [yesOrNo, 'true', true],
    [yesOrNo, '1', true],
    [yesOrNo, 'OFF', false],
    [count, '1', 1],
    [descriptor, '0', 0],
    [urlPath, '/ready', '/ready'],
    [patience, '100ms', 100],
    [port, '65535', 65_535],
    [workers, 'auto', availableParallelism()],
    [workers, '3', 3],
    [mode, '660', 0o660],
    [mode, '0600', 0o600],
    [duration, '1500ms', 1500],
    [duration, '0.5s', 500],
    [duration, '2m', 120_000],
    [duration, '1h', 3_600_000],
    [size, '100B', 100],
    [size, '512KiB', 524_288],
    [size, '10MiB', 10_485_760],
    [size, '1GiB', 1_073_741_824],
  ])('%o reads %j', (read, given, value) => {
    expect(read(given)).toEqual(value);
  });

  it.each<[(given: string) => unknown, string[]]>([
    [text, ['']],
    [list, ['', 'a,,b']],
    [yesOrNo, ['', 'maybe']],
    [descriptor, ['-1', 'x']],
    [urlPath, ['', 'ready', '/a b']],
    [patience, ['0ms', '99ms']],
    [count, ['0', '', '-1', '1.5', '1e3', '0x10', '99999999999999999']],
    [port, ['65536', 'http']],
    [workers, ['0', 'all', '1025']],
    [mode, ['8', '999', '06600']],
    [duration, ['501h', '', '10', '-1s', '1d', '1 s', 's']],
    [size, ['10', '10MB', '-1KiB', '1.5MiB']],
  ])('%o refuses what it does not know', (read, given) => {
    for (const each of given) expect(() => read(each), each).toThrow(/expected/);
  });
});
