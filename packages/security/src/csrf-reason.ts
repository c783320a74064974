/** Why a request was refused: for its developer. */
import { forbidden, type HttpError } from '@tsgi/http';

/** Which check a request has failed. */
export type CsrfReason = keyof typeof REASONS;

const REASONS = {
  'cross-site':
    'Sec-Fetch-Site says that the request comes from another site, and its Origin is not one of trustedOrigins.',
  'origin-foreign': 'Its Origin is neither that of this site, by scheme and Host, nor one of trustedOrigins.',
  'cookie-missing':
    'It has neither Sec-Fetch-Site nor Origin, and no CSRF cookie of this site: show the form by a page that calls csrfToken or csrfField, and keep its cookie.',
  'token-missing':
    'It has neither Sec-Fetch-Site nor Origin, and no token in the header X-CSRF-Token or the form field csrf_token.',
  'token-wrong':
    'Its token was not made for its cookie: it is changed, of another visitor, or from before a login or logout.',
  multipart:
    'It has neither Sec-Fetch-Site nor Origin. In a multipart form no token is looked for: send it in the header X-CSRF-Token, or name the path in checkedByView and call assertCsrf there.',
} as const;

/** The answer: 403. Only a developer is told why. */
export function csrfFailure(reason: CsrfReason, isExplained: boolean): HttpError {
  return forbidden({
    code: 'csrf-failed',
    message: `The request may have been made by another site, and was refused.${isExplained ? ` ${REASONS[reason]}` : ''}`,
    members: isExplained ? { reason } : {},
  });
}
