import { SecurityError } from './security-error.ts';

/**
 * Sees to it that an option is a list: a text, which JavaScript lets through, would be read letter by letter.
 * @throws SecurityError `options-invalid`
 */
export function assertList(option: string, value: unknown): void {
  if (Array.isArray(value)) return;
  const given = typeof value === 'string' ? `, not '${value}'; ['${value}'] is one` : '';
  throw new SecurityError('options-invalid', `${option} is a list${given}`);
}
