/** What the site remembers of a visitor. */
import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import type { CsrfEnviron } from '@tsgi/security';
import { type SessionEnviron, session } from '@tsgi/sessions';
import type { TemplatesEnviron } from '@tsgi/templates';

/** The data of a session. */
export interface PollsSession {
  /** Names a visitor who has voted, in the table of the votes. It stays when the visitor signs in or out. */
  voter: string;
  /** The id of the editor who has signed in. */
  editor: number;
}

/** What the stack gives to every view. */
export type SiteEnviron = Environ & CsrfEnviron & SessionEnviron<PollsSession> & TemplatesEnviron;

/** A request to a view of this site. */
export type SiteRequest = HttpRequest<SiteEnviron>;

/** A request of which no more is known than that it has a session. */
export type VisitorRequest = HttpRequest<Environ & SessionEnviron<PollsSession>>;

/** The id that this visitor votes by; the first vote makes it. Two votes at once in one session get the same. */
export async function voterOf(request: VisitorRequest): Promise<string> {
  const visitor = await session(request);
  return visitor.get('voter') ?? visitor.update('voter', (voter) => voter ?? randomUUID());
}
