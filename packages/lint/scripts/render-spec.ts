/** Renders TSGI 1.0 as one document: prose, and the rules of each part. */
import { environKeys } from '../src/environ-keys.ts';
import type { Rule } from '../src/rule.ts';
import { type Part, parts, type RuleId } from '../src/specification.ts';
import { introduction, type PartTitle, prose } from './prose.ts';

/** The text of SPEC.md. */
export function renderSpec(): string {
  const sections = parts.map((part, index) => renderPart(part, index + FIRST_PART));
  return `${[introduction, contents(), ...sections].join('\n\n')}\n`;
}

/** The number of the first part: the introduction is section 1. */
const FIRST_PART = 2;

function contents(): string {
  const lines = parts.map(({ title }, index) => {
    const heading = `${index + FIRST_PART}. ${title}`;
    return `- [${heading}](#${anchor(heading)})`;
  });
  return ['### Sections', '', ...lines].join('\n');
}

/** The anchor that a heading gets from those who show Markdown. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-');
}

function renderPart({ title, rules }: Part, section: number): string {
  const opening = isPartTitle(title) ? prose[title].replace(ENVIRON_TABLE, environTable) : '';
  const numbered = rules.map((rule, index) => renderRule(rule, `${section}.${index + 1}`));
  return [`## ${section}. ${title}`, opening, '### Rules', ...numbered].join('\n\n');
}

function isPartTitle(title: string): title is PartTitle {
  return title in prose;
}

function renderRule({ id, culprit, text, source, check }: Rule<RuleId>, number: string): string {
  const proof = typeof check === 'function' ? 'lint' : check;
  const origin = source === undefined ? '' : ` (${source})`;
  return `**${number}** ${text}${origin}  \n\`${id}\` · ${culprit} · ${proof}`;
}

/** Stands in the prose where the table of keys goes. */
const ENVIRON_TABLE = '{environ table}';

function environTable(): string {
  const rows = environKeys.map(({ key, required, text }) => `| \`${key}\` | ${required ? 'yes' : ''} | ${text} |`);
  return ['| key | required | what |', '|---|---|---|', ...rows].join('\n');
}
