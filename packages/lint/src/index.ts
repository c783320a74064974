export { type LintOptions, lint } from './lint.ts';
export { LintError } from './lint-error.ts';
export type { Culprit, Finding, Rule } from './rule.ts';
export { type RuleId, rules } from './specification.ts';
