import type { Culprit, Rule } from './rule.ts';
import type { RuleId } from './specification.ts';

/** Somebody broke a rule of the protocol. */
export class LintError extends Error {
  override readonly name = 'LintError';
  /** The rule's id, as in SPEC.md. */
  readonly code: RuleId;
  /** Which side of the lint layer broke it. */
  readonly culprit: Culprit;

  constructor(rule: Rule<RuleId>, finding: string) {
    super(`${finding} (${rule.id}: the ${rule.culprit} is to blame). The rule: ${rule.text}`);
    this.code = rule.id;
    this.culprit = rule.culprit;
  }
}
