import { type HttpRequest, text, tooManyRequests, view } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { createClient } from '@tsgi/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuthEnviron, type BasicCredentials, basicAuth, fixedUsers } from './basic-auth.ts';

/** Answers with what it was sent. */
const echo = view(({ environ }: HttpRequest<Environ & AuthEnviron<BasicCredentials>>) =>
  text(JSON.stringify(environ['tsgi.auth'])),
);

const open = createClient(basicAuth({ realm: 'test', verify: (credentials) => credentials })(echo));

async function send(authorization: string | undefined) {
  const response = await open.get(
    '/',
    authorization === undefined ? {} : { headers: { Authorization: authorization } },
  );
  return response.status === 200 ? ((await response.json()) as BasicCredentials) : response.status;
}

const encoded = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64');

describe('basicAuth', () => {
  it.each([
    ['ada:secret', 'ada', 'secret'],
    ['ada:se:cr:et', 'ada', 'se:cr:et'],
    ['ada:', 'ada', ''],
    [':secret', '', 'secret'],
    [':', '', ''],
    ['zoë:pässwörd €', 'zoë', 'pässwörd €'],
    ['a b: c ', 'a b', ' c '],
    ['\ufeffada:x', '\ufeffada', 'x'],
  ])('reads %j', async (userPass, name, password) => {
    expect(await send(`Basic ${encoded(userPass)}`)).toEqual({ name, password });
  });

  it.each(['basic', 'BASIC', 'bAsIc'])('knows the scheme %s', async (scheme) => {
    expect(await send(`${scheme} ${encoded('a:b')}`)).toEqual({ name: 'a', password: 'b' });
    expect(await send(`${scheme}   ${encoded('a:b')}`)).toEqual({ name: 'a', password: 'b' });
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['the scheme alone', 'Basic'],
    ['the scheme and a space', 'Basic '],
    ['another scheme', `Bearer ${encoded('a:b')}`],
    ['a scheme that begins alike', `Basically ${encoded('a:b')}`],
    ['no scheme', encoded('a:b')],
    ['no colon', `Basic ${encoded('ada')}`],
    ['nothing in base64', `Basic ${encoded('')}`],
    ['what is not base64', 'Basic a:b'],
    ['base64 without its padding', `Basic ${encoded('a:b1').replace(/=+$/, '')}`],
    ['base64 with loose bits', 'Basic YTpiMR=='],
    ['base64url', `Basic ${Buffer.from('a:\u00ff?').toString('base64url')}`],
    ['two of them', `Basic ${encoded('a:b')}, Basic ${encoded('c:d')}`],
    ['something behind it', `Basic ${encoded('a:b')} x`],
    ['latin-1', `Basic ${encoded(Buffer.from('zo\u00eb:x', 'latin1'))}`],
    ['overlong UTF-8', `Basic ${encoded(Buffer.from([0x61, 0xc0, 0xba, 0x62]))}`],
    ['a control in the name', `Basic ${encoded('a\nb:c')}`],
    ['a NUL in the password', `Basic ${encoded('a:b\0c')}`],
  ])('asks who sends %s', async (_, authorization) => {
    expect(await send(authorization)).toBe(401);
  });

  it('reads what any client writes', async () => {
    const printable = fc.string({ unit: 'binary' }).filter((value) => !/\p{Cc}/u.test(value));
    await fc.assert(
      fc.asyncProperty(
        printable.filter((name) => !name.includes(':')),
        printable,
        async (name, password) => {
          expect(await send(`Basic ${encoded(`${name}:${password}`)}`)).toEqual({ name, password });
        },
      ),
    );
  });

  it('asks in UTF-8, for its realm', async () => {
    const app = basicAuth<BasicCredentials>({ realm: 'the "back" \\ office', verify: () => undefined })(echo);
    const response = await createClient(app).get('/');
    expect(response.headers.get('www-authenticate')).toBe('Basic realm="the \\"back\\" \\\\ office", charset="UTF-8"');
  });

  it.each(['a\r\nb', 'büro', 'a\0'])('refuses the realm %j', (realm) => {
    expect(() => basicAuth({ realm, verify: () => undefined })).toThrow(
      expect.objectContaining({ code: 'options-invalid' }),
    );
  });

  it('names in the logs whom it has let in, and nobody else', async () => {
    const app = basicAuth({
      realm: 'test',
      verify: async ({ name }) => (name === 'ada' ? { name, password: '' } : undefined),
    })(echo);
    const client = createClient(app);
    const facts = async (userPass: string) =>
      (await client.get('/', { headers: { Authorization: `Basic ${encoded(userPass)}` } })).facts.user;
    expect([await facts('ada:x'), await facts('eve:x')]).toEqual(['ada', undefined]);
  });

  it('answers with the HttpError that verify throws, and passes any other error on', async () => {
    const failing = (error: Error, isLate: boolean) =>
      basicAuth<BasicCredentials>({
        realm: 'test',
        verify: () => {
          if (isLate) return Promise.reject(error);
          throw error;
        },
      })(echo);
    const headers = { Authorization: `Basic ${encoded('a:b')}` };
    for (const isLate of [true, false]) {
      const limited = await createClient(failing(tooManyRequests(5), isLate)).get('/', { headers });
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '5']);
      await expect(createClient(failing(new Error('no database'), isLate)).get('/', { headers })).rejects.toThrow(
        'no database',
      );
    }
  });
});

describe('fixedUsers', () => {
  const verify = fixedUsers({ ada: 'lovelace', alan: '' });

  it.each([
    ['ada', 'lovelace', true],
    ['ada', 'Lovelace', false],
    ['ada', 'lovelace ', false],
    ['ada', '', false],
    ['Ada', 'lovelace', false],
    ['alan', '', true],
    ['eve', '', false],
    ['__proto__', '', false],
    ['constructor', '', false],
  ])('of %s with %j says %s', (name, password, is) => {
    expect(verify({ name, password })).toEqual(is ? { name } : undefined);
  });
});
