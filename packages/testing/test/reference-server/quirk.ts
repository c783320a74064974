/** What the reference server can do wrong, for mutants that only a server itself can be. */
export type Quirk =
  | 'takes any head'
  | 'takes any target'
  | 'takes headers with an underscore'
  | 'takes everything at once'
  | 'leaves the rest of a body'
  | 'asks for the body at once'
  | 'takes half a client for a lost one'
  | 'adds no Date'
  | 'frames by closing'
  | 'frames everything by chunks'
  | 'invents lengths'
  | 'counts the first chunk'
  | 'ends a failed body'
  | 'sends a body where there is none'
  | 'never waits for the socket';
