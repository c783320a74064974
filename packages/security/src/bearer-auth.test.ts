import { type HttpRequest, text, view } from '@tsgi/http';
import type { Environ } from '@tsgi/protocol';
import { createClient } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type AuthEnviron, bearerAuth, insufficientScope, isSameSecret } from './bearer-auth.ts';

const show = view(({ environ }: HttpRequest<Environ & AuthEnviron<{ readonly id: string }>>) =>
  text(environ['tsgi.auth'].id),
);

const client = createClient(
  bearerAuth({
    realm: 'polls',
    verify: async (token) => {
      if (token === 'reader') throw insufficientScope('polls:write');
      return token === 'expired' ? undefined : { id: token };
    },
  })(show),
);

async function send(authorization: string | undefined, url = '/') {
  const response = await client.get(
    url,
    authorization === undefined ? {} : { headers: { Authorization: authorization } },
  );
  return [response.status, response.headers.get('www-authenticate') ?? (await response.text())];
}

describe('bearerAuth', () => {
  it.each([
    ['Bearer mF_9.B5f-4.1JqM', 'mF_9.B5f-4.1JqM'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer a-._~+/Z09==', 'a-._~+/Z09=='],
  ])('takes the token of %s', async (header, token) => {
    expect(await send(header)).toEqual([200, token]);
  });

  it.each([
    [undefined, 401, 'Bearer realm="polls"'],
    ['', 401, 'Bearer realm="polls"'],
    ['Basic YTpi', 401, 'Bearer realm="polls"'],
    ['Bearerabc', 401, 'Bearer realm="polls"'],
    ['abc', 401, 'Bearer realm="polls"'],
    ['Bearer expired', 401, 'Bearer realm="polls", error="invalid_token"'],
    ['Bearer', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer ', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer a b', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer a,b', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer abc, Bearer abc', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer "abc"', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer a=b', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer =', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer ä', 400, 'Bearer realm="polls", error="invalid_request"'],
    ['Bearer\tabc', 401, 'Bearer realm="polls"'],
    ['Bearer reader', 403, 'Bearer error="insufficient_scope", scope="polls:write"'],
  ])('answers %j with %i and %s', async (header, status, challenge) => {
    expect(await send(header)).toEqual([status, challenge]);
  });

  it('takes no token from the query, which would stand in logs', async () => {
    expect(await send(undefined, '/?access_token=abc')).toEqual([401, 'Bearer realm="polls"']);
  });

  it('answers at once where verify does', async () => {
    const app = bearerAuth({ verify: (token) => (isSameSecret(token, 'the one') ? { id: 'x' } : undefined) })(show);
    const response = await createClient(app).get('/', { headers: { Authorization: 'Bearer other' } });
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api", error="invalid_token"');
  });
});

describe('isSameSecret', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'abc', false],
    ['', '', true],
    ['é', 'e\u0301', false],
  ])('says of %j and %j %s', (given, expected, is) => {
    expect(isSameSecret(given, expected)).toBe(is);
  });
});
