/**
 * The status line's text for a code: `status(404)` is `'404 Not Found'`. A code without a registered reason gets that
 * of its class.
 * @param code a whole number from 100 to 599
 * @throws RangeError when it is not
 * @see RFC 9110 §15 and the IANA registry of status codes
 */
export function status(code: number): string {
  return LINES.get(code) ?? unregistered(code);
}

/** The number in a status text: `statusCode('404 Not Found')` is 404. */
export function statusCode(text: string): number {
  return (text.charCodeAt(0) - 48) * 100 + (text.charCodeAt(1) - 48) * 10 + (text.charCodeAt(2) - 48);
}

/** Whether a response of this status has a body at all: not 1xx, 204 and 304 (RFC 9110 §6.4.1). */
export function mayHaveBody(status: string): boolean {
  return !status.startsWith('1') && !status.startsWith('204') && !status.startsWith('304');
}

function unregistered(code: number): string {
  if (!Number.isInteger(code) || code < 100 || code > 599) {
    throw new RangeError(`A status code is a whole number from 100 to 599, not ${code}`);
  }
  return `${code} ${CLASSES[Math.floor(code / 100) - 1]}`;
}

const CLASSES = ['Informational', 'Success', 'Redirection', 'Client Error', 'Server Error'];

const REASONS: ReadonlyMap<number, string> = new Map([
  [100, 'Continue'],
  [101, 'Switching Protocols'],
  [102, 'Processing'],
  [103, 'Early Hints'],
  [200, 'OK'],
  [201, 'Created'],
  [202, 'Accepted'],
  [203, 'Non-Authoritative Information'],
  [204, 'No Content'],
  [205, 'Reset Content'],
  [206, 'Partial Content'],
  [207, 'Multi-Status'],
  [208, 'Already Reported'],
  [226, 'IM Used'],
  [300, 'Multiple Choices'],
  [301, 'Moved Permanently'],
  [302, 'Found'],
  [303, 'See Other'],
  [304, 'Not Modified'],
  [305, 'Use Proxy'],
  [307, 'Temporary Redirect'],
  [308, 'Permanent Redirect'],
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [402, 'Payment Required'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [406, 'Not Acceptable'],
  [407, 'Proxy Authentication Required'],
  [408, 'Request Timeout'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [411, 'Length Required'],
  [412, 'Precondition Failed'],
  [413, 'Content Too Large'],
  [414, 'URI Too Long'],
  [415, 'Unsupported Media Type'],
  [416, 'Range Not Satisfiable'],
  [417, 'Expectation Failed'],
  [421, 'Misdirected Request'],
  [422, 'Unprocessable Content'],
  [423, 'Locked'],
  [424, 'Failed Dependency'],
  [425, 'Too Early'],
  [426, 'Upgrade Required'],
  [428, 'Precondition Required'],
  [429, 'Too Many Requests'],
  [431, 'Request Header Fields Too Large'],
  [451, 'Unavailable For Legal Reasons'],
  [500, 'Internal Server Error'],
  [501, 'Not Implemented'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
  [504, 'Gateway Timeout'],
  [505, 'HTTP Version Not Supported'],
  [506, 'Variant Also Negotiates'],
  [507, 'Insufficient Storage'],
  [508, 'Loop Detected'],
  [511, 'Network Authentication Required'],
]);

/** Made once: every response asks. */
const LINES: ReadonlyMap<number, string> = new Map(
  Array.from(REASONS, ([code, reason]) => [code, `${code} ${reason}`]),
);
