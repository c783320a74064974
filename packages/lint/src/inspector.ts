/**
 * Runs rules over what happens, and reports what breaks them: throws where that reaches the offender, and writes to
 * `tsgi.errors` where it would not, or would corrupt something.
 */
import { LintError } from './lint-error.ts';
import type { Rule } from './rule.ts';
import type { RuleId } from './specification.ts';

/** What one `lint()` does with faults. */
export interface Policy {
  readonly mode: 'throw' | 'warn';
  readonly onFault: ((error: LintError) => void) | undefined;
  /** The rules that were reported already: in mode `warn` each one is, once. */
  readonly reported: Set<RuleId>;
}

type Rules<Subject> = readonly Rule<RuleId, Subject>[];

export class Inspector {
  readonly #policy: Policy;
  readonly #errors: unknown;

  /** @param errors where to write: what stands at `tsgi.errors`, whatever that is. */
  constructor(policy: Policy, errors: unknown) {
    this.#policy = policy;
    this.#errors = errors;
  }

  /**
   * Reports what is broken to whoever has called.
   * @returns whether nothing is
   * @throws LintError the first one, in mode `throw`
   */
  demand<Subject>(rules: Rules<Subject>, subject: Subject): boolean {
    let isKept = true;
    for (const error of faults(rules, subject)) {
      isKept = false;
      this.#policy.onFault?.(error);
      if (this.#policy.mode === 'throw') throw error;
      this.#warn(error);
    }
    return isKept;
  }

  /** Reports what is broken where nobody could catch it. */
  note<Subject>(rules: Rules<Subject>, subject: Subject): void {
    for (const error of faults(rules, subject)) {
      this.#policy.onFault?.(error);
      if (this.#policy.mode === 'throw') this.#write(error);
      else this.#warn(error);
    }
  }

  #warn(error: LintError): void {
    if (this.#policy.reported.has(error.code)) return;
    this.#policy.reported.add(error.code);
    this.#write(error);
  }

  #write(error: LintError): void {
    const text = `${error.stack ?? String(error)}\n`;
    if (canWrite(this.#errors)) this.#errors.write(text);
    else process.stderr.write(text);
  }
}

function* faults<Subject>(rules: Rules<Subject>, subject: Subject): Generator<LintError> {
  for (const rule of rules) {
    if (typeof rule.check === 'string') continue;
    const finding = rule.check(subject);
    if (finding !== undefined) yield new LintError(rule, finding);
  }
}

function canWrite(errors: unknown): errors is { write(text: string): void } {
  return typeof errors === 'object' && errors !== null && 'write' in errors && typeof errors.write === 'function';
}
