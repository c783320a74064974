/** A site with sessions and CSRF protection together: what OWASP's session cheat sheet asks of the whole. */
import { type HttpRequest, text, view } from '@tsgi/http';
import { type Application, compose, type Environ } from '@tsgi/protocol';
import { type SessionEnviron, session, sessions } from '@tsgi/sessions';
import { memoryStore } from '@tsgi/sessions/memory';
import { createClient, createClock } from '@tsgi/testing';
import { describe, expect, it } from 'vitest';
import { type CsrfEnviron, csrf, csrfToken, httpsOnly, securityHeaders } from '../src/index.ts';

interface Data {
  user: string;
}
type SiteRequest = HttpRequest<Environ & SessionEnviron<Data> & CsrfEnviron>;

const secret = 'a secret of thirty-two bytes or more';
const base = 'https://example.com';

function createSite(): { readonly site: Application; readonly clock: ReturnType<typeof createClock> } {
  const clock = createClock();
  const stack = compose(
    httpsOnly(),
    securityHeaders(),
    csrf({ secret }),
    sessions<Data>({ store: memoryStore({ clock }), secret, clock, idle: 600, absolute: 3600 }),
  );
  const site = stack(
    view(async (request: SiteRequest) => {
      const current = await session(request);
      switch (`${request.method} ${request.path}`) {
        case 'POST /login':
          await current.regenerate();
          current.set('user', 'ada');
          return text(csrfToken(request));
        case 'POST /logout':
          await current.destroy();
          return text('bye');
        case 'GET /token':
          return text(csrfToken(request));
        default:
          return text(current.get('user') ?? 'nobody');
      }
    }),
  );
  return { site, clock };
}

/** A client that sends neither Sec-Fetch-Site nor Origin, so that everything hangs on its tokens. */
async function visitor({ site, clock } = createSite()) {
  const client = createClient(site, { clock });
  const token = await (await client.get(`${base}/token`)).text();
  const post = (path: string, csrf_token: string) => client.post(`${base}${path}`, { form: { csrf_token } });
  const who = async (headers: Record<string, string> = {}) => (await client.get(`${base}/`, { headers })).text();
  const cookie = () => {
    const value = client.cookies.get('__Host-session', `${base}/`);
    return value === undefined ? '' : `__Host-session=${value}`;
  };
  return { client, clock, site, token, post, who, cookie };
}

describe('a site with sessions', () => {
  it('has a login change the id of the session and the CSRF token, and the old ones are dead at once', async () => {
    const { site, clock, token, post, who, cookie } = await visitor();
    const login = await post('/login', token);
    expect(await who()).toBe('ada');
    const fresh = await login.text();
    const before = cookie();
    expect((await post('/login', token)).facts['csrf.reason']).toBe('token-wrong');
    expect((await post('/login', fresh)).status).toBe(200);
    expect(cookie()).not.toBe(before);
    const thief = createClient(site, { clock });
    expect(await (await thief.get(`${base}/`, { headers: { Cookie: before } })).text()).toBe('nobody');
  });

  it('sends cookies that no script, no http and no other host of the domain gets or sets', async () => {
    const { token, post } = await visitor();
    const set = (await post('/login', token)).headers.getAll('set-cookie');
    expect(set.map((value) => value.split('=')[0])).toEqual(['__Host-session', '__Host-csrf']);
    for (const value of set) {
      expect(value).toMatch(/; HttpOnly(?:;|$)/);
      expect(value).toMatch(/; Secure(?:;|$)/);
      expect(value).toMatch(/; SameSite=Lax(?:;|$)/);
      expect(value).toMatch(/; Path=\/(?:;|$)/);
      expect(value).not.toMatch(/; Domain=/);
    }
  });

  it('ends a session at logout, for whoever kept its cookie too', async () => {
    const { site, clock, token, post, who, cookie } = await visitor();
    const fresh = await (await post('/login', token)).text();
    const kept = cookie();
    await post('/logout', fresh);
    expect(await who()).toBe('nobody');
    const thief = createClient(site, { clock });
    expect(await (await thief.get(`${base}/`, { headers: { Cookie: kept } })).text()).toBe('nobody');
  });

  it('ends a session that is idle, and one that has lasted too long, on the server', async () => {
    const idle = await visitor();
    await idle.post('/login', idle.token);
    const kept = idle.cookie();
    await idle.clock.advance(601_000);
    expect(await idle.who({ Cookie: kept })).toBe('nobody');
    const busy = await visitor();
    await busy.post('/login', busy.token);
    const seen: string[] = [];
    for (let minutes = 0; minutes < 65; minutes += 5) {
      await busy.clock.advance(300_000);
      seen.push(await busy.who());
    }
    expect([seen[0], seen[10], seen.at(-1)]).toEqual(['ada', 'ada', 'nobody']);
  });

  it('takes no id from a query, a form or another header', async () => {
    const { site, clock, token, post, cookie } = await visitor();
    await post('/login', token);
    const id = cookie().split('=')[1] ?? '';
    expect(id.length).toBeGreaterThan(43);
    const other = createClient(site, { clock });
    const query = { session: id, '__Host-session': id };
    const headers = { 'X-Session': id, Authorization: id, Cookie: `session=${id}` };
    expect(await (await other.get(`${base}/`, { query, headers })).text()).toBe('nobody');
  });

  it('keeps pages that looked at a session apart in caches', async () => {
    const { client } = await visitor();
    expect((await client.get(`${base}/`)).headers.get('vary')).toContain('Cookie');
  });
});
