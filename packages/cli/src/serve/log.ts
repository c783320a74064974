/** What the command itself says while it runs: a line for each event, for people or as JSON. */
import { styleText } from 'node:util';

export type Level = 'info' | 'warn' | 'error';

export interface Log {
  say(level: Level, message: string): void;
}

/** A log on standard error. */
export function standardLog(isJson: boolean): Log {
  const hasColours = process.stderr.isTTY && process.stderr.hasColors();
  return {
    say(level, message) {
      process.stderr.write(`${isJson ? jsonLine(level, message) : readableLine(level, message, hasColours)}\n`);
    },
  };
}

/** One event as a line of JSON, without its end. */
export function jsonLine(level: Level, message: string): string {
  return JSON.stringify({ time: new Date().toISOString(), level, pid: process.pid, message });
}

function readableLine(level: Level, message: string, hasColours: boolean): string {
  const prefix = `${new Date().toISOString().slice(11, 19)} tsgi ${process.pid} `;
  const colour = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : undefined;
  if (!hasColours) return prefix + message;
  return styleText('dim', prefix) + (colour === undefined ? message : styleText(colour, message));
}
