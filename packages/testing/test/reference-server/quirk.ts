/** What the reference server can do wrong, for mutants that only a server itself can be. */
export type Quirk =
  | 'takes any target'
  | 'takes headers with an underscore'
  | 'takes everything at once'
  | 'leaves the rest of a body'
  | 'asks for the body at once'
  | 'frames by closing'
  | 'sends more than Content-Length'
  | 'ends a failed body'
  | 'sends a body for HEAD'
  | 'never waits for the socket';
