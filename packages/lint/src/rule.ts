/** One sentence of the specification, together with the function that tells whether it was kept. */

/** Which side of the protocol broke a rule. A middleware is a server to what it wraps, an application to the rest. */
export type Culprit = 'server' | 'application';

/** A rule of TSGI 1.0. `Subject` is what lint knows at the moment at which the rule is checked. */
export interface Rule<Id extends string = string, Subject = never> {
  /** Its name, which never changes: the `code` of the `LintError`. */
  readonly id: Id;
  /** Who is to blame when it is broken. */
  readonly culprit: Culprit;
  /** What the rule says: a sentence or two of SPEC.md. */
  readonly text: string;
  /** Where it comes from: sections of RFCs and PEPs. Rules that TSGI itself makes have none. */
  readonly source?: string;
  /**
   * Tells what is wrong, or `undefined` when nothing is. What cannot be seen from between two layers, since it speaks
   * of bytes on a connection, of time or of how code is written, is proved elsewhere: `'conformance'` by a suite that
   * talks to a server over its socket, `'review'` by the reader and the own tests of each middleware.
   */
  readonly check: ((subject: Subject) => Finding) | 'conformance' | 'review';
}

/** What a check has found: what is wrong, as a sentence without its full stop. */
export type Finding = string | undefined;
