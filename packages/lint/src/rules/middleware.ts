/** What middleware owes to both its sides, besides the rules of a server and those of an application. */
import type { Rule } from '../rule.ts';

export type MiddlewareTextId =
  | 'middleware-uncopied-mount'
  | 'middleware-late-head'
  | 'middleware-uncommitted-write'
  | 'middleware-stale-length'
  | 'middleware-buffers'
  | 'middleware-head-method'
  | 'middleware-context-lost'
  | 'middleware-key-unnamed'
  | 'middleware-routes-hidden';

export const middlewareTexts: readonly Rule<MiddlewareTextId>[] = [
  {
    id: 'middleware-uncopied-mount',
    culprit: 'application',
    text: 'Middleware adds keys to the environ in place. Where it changes a key that layers further out read, as a mount changes `SCRIPT_NAME` and `PATH_INFO`, it copies the environ and never restores it, since bodies run late.',
    check: 'review',
  },
  {
    id: 'middleware-late-head',
    culprit: 'application',
    text: 'Middleware that changes status or headers does so at the commit: when the inner application has given its first chunk that is not empty, its first `write` or its end, and before anything is passed on, also when the change has to wait for something. That happens once a request, also when the client has left. A change that throws turns the answer into its error.',
    check: 'review',
  },
  {
    id: 'middleware-uncommitted-write',
    culprit: 'application',
    text: 'What the inner application writes before that change is done queues, in order. Middleware never passes on through `write` what the inner application gave as its body.',
    source: 'PEP 3333 "The write() Callable"',
    check: 'review',
  },
  {
    id: 'middleware-stale-length',
    culprit: 'application',
    text: 'Middleware that changes the bytes of a body removes `Content-Length` or gives the new one.',
    source: 'PEP 3333 "Handling the Content-Length Header"',
    check: 'review',
  },
  {
    id: 'middleware-buffers',
    culprit: 'application',
    text: 'Middleware holds a bounded part of a body back, and says how much.',
    source: 'PEP 3333 "Buffering and Streaming"',
    check: 'review',
  },
  {
    id: 'middleware-head-method',
    culprit: 'application',
    text: 'Middleware that transforms answers treats the headers of HEAD as it would those of GET.',
    source: 'RFC 9110 §9.3.2',
    check: 'review',
  },
  {
    id: 'middleware-context-lost',
    culprit: 'application',
    text: 'Middleware that runs an application in an asynchronous context runs the pulls and the close of its body in it too.',
    check: 'review',
  },
  {
    id: 'middleware-key-unnamed',
    culprit: 'application',
    text: 'Keys that a package adds to the environ are named `tsgi.<package>` by the packages of this project and `<prefix>.<name>` by others, and typed by an exported interface.',
    source: 'PEP 3333 "environ Variables"',
    check: 'review',
  },
  {
    id: 'middleware-routes-hidden',
    culprit: 'application',
    text: "An application that has routes lists them through the function under `Symbol.for('tsgi.routes')`; what wraps it carries the same function.",
    check: 'review',
  },
];
