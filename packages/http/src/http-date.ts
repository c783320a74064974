/** Dates in HTTP (RFC 9110 §5.6.7): seconds, always in GMT. */

/** A date as it is sent: `'Sun, 06 Nov 1994 08:49:37 GMT'`. Fractions of a second are cut off. */
export function formatHttpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/**
 * Parses the three forms that a recipient must accept.
 * @returns milliseconds since 1970; `undefined` for anything else
 */
export function parseHttpDate(text: string, now: number = Date.now()): number | undefined {
  const [, day, month, year, time] = FIXDATE.exec(text) ?? RFC850.exec(text) ?? [];
  if (day !== undefined) return toTime(fullYear(Number(year), now), month, day, time);
  const [, ascMonth, ascDay, ascTime, ascYear] = ASCTIME.exec(text) ?? [];
  return ascMonth === undefined ? undefined : toTime(Number(ascYear), ascMonth, ascDay, ascTime);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(${MONTHS.join('|')})`;
const TIME = '([0-9]{2}:[0-9]{2}:[0-9]{2})';
const FIXDATE = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ${MONTH} ([0-9]{4}) ${TIME} GMT$`);
const RFC850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, ([0-9]{2})-${MONTH}-([0-9]{2}) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} ([0-9]{2}| [0-9]) ${TIME} ([0-9]{4})$`);

/** A year of two digits that seems more than 50 years ahead is the latest one in the past that ends so. */
function fullYear(year: number, now: number): number {
  if (year >= 100) return year;
  const thisYear = new Date(now).getUTCFullYear();
  const full = thisYear - (thisYear % 100) + year;
  return full > thisYear + 50 ? full - 100 : full;
}

function toTime(year: number, month = '', day = '', time = ''): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const date = Number(day);
  // A leap second counts as the second before it.
  const result = Date.UTC(year, MONTHS.indexOf(month), date, hours, minutes, Math.min(seconds, 59));
  const isReal = hours < 24 && minutes < 60 && seconds <= 60 && new Date(result).getUTCDate() === date;
  return isReal ? result : undefined;
}
