import { status } from '@tsgi/protocol';
import type { ProtocolError } from './wire/protocol-error.ts';
import { formatResponseHead } from './wire/response-head.ts';

/** The answer to what is not a request: the last one of its connection. Repeats nothing of what was sent. */
export function errorResponse(error: ProtocolError, dateLine: string): string {
  const line = status(error.status);
  const body = `${line.slice(4)}\n`;
  const framing = { kind: 'length', length: body.length } as const;
  const fields = [['Content-Type', 'text/plain; charset=utf-8']] as const;
  return formatResponseHead(line, fields, { framing, connection: 'close', dateLine }) + body;
}
