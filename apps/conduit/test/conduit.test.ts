/** The specification of the RealWorld API, endpoint by endpoint, on each database. */
import { createOwner, type Owner } from '@tsgi/harness';
import { mount } from '@tsgi/middleware';
import { type Client, type ClientResponse, createClient } from '@tsgi/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConduit } from '../src/app.ts';
import type { Database } from '../src/models/database.ts';
import { databases } from './databases.ts';

for (const { name, open, present } of databases) {
  describe.skipIf(!present)(`Conduit on ${name}`, () => suite(open));
}

function suite(open: (owner: Owner) => Promise<Database>): void {
  const { owner, end } = createOwner();
  let client: Client;
  let people = 0;

  beforeAll(async () => {
    const database = await open(owner);
    client = createClient(mount({ '/api': createConduit({ database, secret: 'x'.repeat(32) }) }));
  });
  afterAll(end);

  /** Somebody new, with a token. */
  async function someone(): Promise<{ username: string; email: string; token: string }> {
    const username = `user${++people}`;
    const email = `${username}@example.org`;
    const { user } = await bodyOf<UserBody>(await register({ username, email, password: 'password' }));
    return { username, email, token: user.token };
  }

  function register(user: object): Promise<ClientResponse> {
    return client.post('/api/users', { json: { user } });
  }

  function as({ token }: { token: string }): { headers: Record<string, string> } {
    return { headers: { Authorization: `Token ${token}` } };
  }

  async function publish(author: { token: string }, draft: object = {}): Promise<ArticleBody['article']> {
    const article = {
      title: 'How to train your dragon',
      description: 'Ever wonder how?',
      body: 'Carefully.',
      ...draft,
    };
    const response = await client.post('/api/articles', { ...as(author), json: { article } });
    expect(response.status).toBe(201);
    return (await bodyOf<ArticleBody>(response)).article;
  }

  describe('users', () => {
    it('registers one and gives a token', async () => {
      const response = await register({ username: 'jake', email: 'jake@jake.jake', password: 'jakejake' });
      expect(response.status).toBe(201);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        user: {
          email: 'jake@jake.jake',
          username: 'jake',
          bio: '',
          image: '',
          token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as unknown,
        },
      });
    });

    it('refuses an email or a name that is taken', async () => {
      const { username, email } = await someone();
      const answers = [
        await register({ username, email: 'other@example.org', password: 'password' }),
        await register({ username: 'other', email, password: 'password' }),
      ];
      for (const response of answers) await expectErrors(response, 422, ['username or email has already been taken']);
    });

    it.each([
      [{}, ['username', 'email', 'password']],
      [{ username: '', email: 'x@example.org', password: 'x' }, ['username']],
      [{ username: 'x', email: 'no email', password: 'x' }, ['email']],
      [{ username: 'x', email: 'x@example.org', password: '' }, ['password']],
      [{ username: 7, email: 'x@example.org', password: 'x' }, ['username']],
    ])('refuses %j and names what is wrong', async (user, fields) => {
      const { body } = await expectErrors(await register(user), 422);
      expect(body.map((message) => message.split(' ')[0]?.split('.').at(-1))).toEqual(fields);
    });

    it('signs in with email and password', async () => {
      const { username, email } = await someone();
      const response = await client.post('/api/users/login', { json: { user: { email, password: 'password' } } });
      expect(response.status).toBe(200);
      expect((await bodyOf<UserBody>(response)).user).toMatchObject({
        email,
        username,
        token: expect.any(String) as unknown,
      });
    });

    it('answers a wrong password as it answers an unknown email', async () => {
      const { email } = await someone();
      for (const user of [
        { email, password: 'wrong' },
        { email: 'nobody@example.org', password: 'password' },
      ]) {
        const response = await client.post('/api/users/login', { json: { user } });
        await expectErrors(response, 401, ['email or password is invalid']);
      }
    });

    it('gives the current user', async () => {
      const jake = await someone();
      const response = await client.get('/api/user', as(jake));
      expect(response.status).toBe(200);
      expect((await bodyOf<UserBody>(response)).user).toEqual({ ...jake, bio: '', image: '' });
    });

    it.each([
      ['no token', {}],
      ['a forged token', { Authorization: 'Token a.b.c' }],
      ['another scheme', { Authorization: 'Basic YTpi' }],
    ])('refuses %s with 401', async (_, headers) => {
      const response = await client.get('/api/user', { headers });
      await expectErrors(response, 401);
      expect(response.headers.get('www-authenticate')).toBe('Token');
    });

    it('changes what is given and nothing else', async () => {
      const jake = await someone();
      const change = {
        email: 'new@example.org',
        bio: 'I like to skateboard',
        image: 'https://i.stack.imgur.com/x.jpg',
      };
      const response = await client.put('/api/user', { ...as(jake), json: { user: change } });
      expect(response.status).toBe(200);
      expect((await bodyOf<UserBody>(response)).user).toMatchObject({ ...change, username: jake.username });
      const cleared = await client.put('/api/user', { ...as(jake), json: { user: { bio: null } } });
      expect((await bodyOf<UserBody>(cleared)).user).toMatchObject({ bio: '', image: change.image });
    });

    it('changes the password', async () => {
      const jake = await someone();
      await client.put('/api/user', { ...as(jake), json: { user: { password: 'another' } } });
      const login = async (password: string) =>
        (await client.post('/api/users/login', { json: { user: { email: jake.email, password } } })).status;
      expect([await login('another'), await login('password')]).toEqual([200, 401]);
    });

    it('refuses an update without a field, and one to a name that is taken', async () => {
      const [jake, other] = [await someone(), await someone()];
      const update = (user: object) => client.put('/api/user', { ...as(jake), json: { user } });
      await expectErrors(await update({}), 422);
      await expectErrors(await update({ username: other.username }), 422);
    });
  });

  describe('profiles', () => {
    it('shows one to anybody', async () => {
      const { username } = await someone();
      const response = await client.get(`/api/profiles/${username}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ profile: { username, bio: '', image: '', following: false } });
    });

    it('follows and unfollows, twice as well as once', async () => {
      const [jake, celeb] = [await someone(), await someone()];
      const path = `/api/profiles/${celeb.username}`;
      const following = async (response: ClientResponse) => {
        expect(response.status).toBe(200);
        return (await bodyOf<{ profile: { following: boolean } }>(response)).profile.following;
      };
      expect(await following(await client.post(`${path}/follow`, as(jake)))).toBe(true);
      expect(await following(await client.post(`${path}/follow`, as(jake)))).toBe(true);
      expect(await following(await client.get(path, as(jake)))).toBe(true);
      expect(await following(await client.get(path, as(celeb)))).toBe(false);
      expect(await following(await client.delete(`${path}/follow`, as(jake)))).toBe(false);
      expect(await following(await client.get(path, as(jake)))).toBe(false);
    });

    it('finds a name with any letters in it', async () => {
      await register({ username: 'Zoë /100%', email: 'zoe@example.org', password: 'password' });
      const response = await client.get(`/api/profiles/${encodeURIComponent('Zoë /100%')}`);
      expect((await bodyOf<{ profile: { username: string } }>(response)).profile.username).toBe('Zoë /100%');
    });

    it('answers 404 for nobody and 401 for a follower without token', async () => {
      const jake = await someone();
      await expectErrors(await client.get('/api/profiles/nobody'), 404);
      await expectErrors(await client.post('/api/profiles/nobody/follow', as(jake)), 404);
      await expectErrors(await client.post(`/api/profiles/${jake.username}/follow`), 401);
      await expectErrors(await client.delete(`/api/profiles/${jake.username}/follow`), 401);
    });
  });

  describe('articles', () => {
    it('publishes one', async () => {
      const jake = await someone();
      const article = await publish(jake, {
        title: 'Dragons, & <b>how</b>!',
        tagList: ['reactjs', 'angularjs', 'reactjs'],
      });
      expect(article).toEqual({
        slug: 'dragons-b-how-b',
        title: 'Dragons, & <b>how</b>!',
        description: 'Ever wonder how?',
        body: 'Carefully.',
        tagList: ['reactjs', 'angularjs'],
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown,
        updatedAt: article.createdAt,
        favorited: false,
        favoritesCount: 0,
        author: { username: jake.username, bio: '', image: '', following: false },
      });
      const response = await client.get(`/api/articles/${article.slug}`);
      expect([response.status, await response.json()]).toEqual([200, { article }]);
    });

    it('gives a second article of one title, and a title without letters, a slug of their own', async () => {
      const jake = await someone();
      const slugs = [];
      for (const title of ['Same title', 'Same title', 'Feed', '!!!', '投票'])
        slugs.push((await publish(jake, { title })).slug);
      expect(slugs).toEqual([
        'same-title',
        expect.stringMatching(/^same-title-[0-9a-f]{8}$/),
        expect.stringMatching(/^feed-[0-9a-f]{8}$/),
        expect.stringMatching(/^[0-9a-f]{8}$/),
        '投票',
      ]);
      expect((await client.get(`/api/articles/${encodeURIComponent('投票')}`)).status).toBe(200);
    });

    it.each([[{ title: '' }], [{ description: '' }], [{ body: '' }], [{ tagList: 'dragons' }], [{ tagList: [''] }]])(
      'refuses one with %j',
      async (wrong) => {
        const article = { title: 'x', description: 'x', body: 'x', ...wrong };
        const response = await client.post('/api/articles', { ...as(await someone()), json: { article } });
        await expectErrors(response, 422);
      },
    );

    // The specification has no 401 for this one: "Auth not required".
    it('shows one to somebody whose token is not valid, as to anybody', async () => {
      const { slug } = await publish(await someone(), { title: 'For all' });
      for (const token of ['Token a.b.c', 'Basic YTpi']) {
        const response = await client.get(`/api/articles/${slug}`, { headers: { Authorization: token } });
        expect(response.status).toBe(200);
        expect((await bodyOf<ArticleBody>(response)).article).toMatchObject({ title: 'For all', favorited: false });
      }
    });

    it('changes one, and its slug with its title', async () => {
      const jake = await someone();
      const { slug, createdAt } = await publish(jake, { title: 'Before' });
      const update = async (path: string, article: object) => {
        const response = await client.put(`/api/articles/${path}`, { ...as(jake), json: { article } });
        expect(response.status).toBe(200);
        return (await bodyOf<ArticleBody>(response)).article;
      };
      expect(await update(slug, { body: 'With two hands' })).toMatchObject({
        slug,
        title: 'Before',
        body: 'With two hands',
      });
      const renamed = await update(slug, { title: 'After' });
      expect(renamed).toMatchObject({ slug: 'after', title: 'After', body: 'With two hands', createdAt });
      await expectErrors(await client.get(`/api/articles/${slug}`), 404);
      expect((await client.get('/api/articles/after')).status).toBe(200);
    });

    it('deletes one with all that hangs on it', async () => {
      const jake = await someone();
      const { slug } = await publish(jake, { title: 'To be deleted', tagList: ['ephemeral'] });
      await client.post(`/api/articles/${slug}/favorite`, as(jake));
      await client.post(`/api/articles/${slug}/comments`, { ...as(jake), json: { comment: { body: 'x' } } });
      const response = await client.delete(`/api/articles/${slug}`, as(jake));
      expect([response.status, await response.text()]).toEqual([204, '']);
      await expectErrors(await client.get(`/api/articles/${slug}`), 404);
      expect((await bodyOf<{ tags: string[] }>(await client.get('/api/tags'))).tags).not.toContain('ephemeral');
    });

    it('leaves changes to the author', async () => {
      const [jake, other] = [await someone(), await someone()];
      const { slug } = await publish(jake);
      const json = { article: { body: 'mine now' } };
      await expectErrors(await client.put(`/api/articles/${slug}`, { ...as(other), json }), 403);
      await expectErrors(await client.put(`/api/articles/${slug}`, { json }), 401);
      await expectErrors(await client.delete(`/api/articles/${slug}`, as(other)), 403);
      await expectErrors(await client.delete(`/api/articles/${slug}`), 401);
      await expectErrors(await client.delete('/api/articles/nowhere', as(jake)), 404);
      expect((await client.get(`/api/articles/${slug}`)).status).toBe(200);
    });

    it('likes and unlikes, and counts', async () => {
      const [jake, fan] = [await someone(), await someone()];
      const { slug } = await publish(jake);
      const path = `/api/articles/${slug}/favorite`;
      const likes = async (response: ClientResponse) => {
        expect(response.status).toBe(200);
        const { favorited, favoritesCount } = (await bodyOf<ArticleBody>(response)).article;
        return [favorited, favoritesCount];
      };
      expect(await likes(await client.post(path, as(fan)))).toEqual([true, 1]);
      expect(await likes(await client.post(path, as(fan)))).toEqual([true, 1]);
      expect(await likes(await client.post(path, as(jake)))).toEqual([true, 2]);
      expect(await likes(await client.get(`/api/articles/${slug}`))).toEqual([false, 2]);
      expect(await likes(await client.delete(path, as(fan)))).toEqual([false, 1]);
      await expectErrors(await client.post(path), 401);
      await expectErrors(await client.delete(path), 401);
      await expectErrors(await client.post('/api/articles/nowhere/favorite', as(fan)), 404);
    });
  });

  describe('lists of articles', () => {
    const titles = Array.from({ length: 25 }, (_, index) => `Article ${index + 1}`);
    let author: Awaited<ReturnType<typeof someone>>;
    let reader: Awaited<ReturnType<typeof someone>>;
    beforeAll(async () => {
      [author, reader] = [await someone(), await someone()];
      for (const title of titles) await publish(author, { title, tagList: title.endsWith('7') ? ['seven'] : [] });
    });

    async function list(path: string, options = {}): Promise<ListBody> {
      const response = await client.get(path, options);
      expect(response.status).toBe(200);
      return bodyOf<ListBody>(response);
    }

    it('gives the newest twenty, without their bodies, and how many there are', async () => {
      const { articles, articlesCount } = await list(`/api/articles?author=${author.username}`);
      expect(articles.map(({ title }) => title)).toEqual(titles.toReversed().slice(0, 20));
      expect(articlesCount).toBe(25);
      expect(articles[0]).not.toHaveProperty('body');
      expect(articles[0]).toMatchObject({ tagList: [], favorited: false, favoritesCount: 0 });
    });

    it('gives a part of them', async () => {
      const { articles, articlesCount } = await list(`/api/articles?author=${author.username}&limit=3&offset=21`);
      expect([articles.map(({ title }) => title), articlesCount]).toEqual([
        ['Article 4', 'Article 3', 'Article 2'],
        25,
      ]);
    });

    it.each(['limit=0', 'limit=-1', 'limit=x', 'offset=-1', 'offset=1.5', 'limit=1e3'])('refuses %s', async (query) => {
      await expectErrors(await client.get(`/api/articles?${query}`), 422);
    });

    it('filters by tag, author and fan, together as well', async () => {
      const [first] = (await list('/api/articles?tag=seven')).articles;
      expect((await list('/api/articles?tag=seven')).articlesCount).toBe(2);
      expect(first).toMatchObject({ tagList: ['seven'] });
      await client.post(`/api/articles/${first?.slug}/favorite`, as(reader));
      const liked = await list(`/api/articles?favorited=${reader.username}`, as(reader));
      expect(liked).toMatchObject({
        articlesCount: 1,
        articles: [{ slug: first?.slug, favorited: true, favoritesCount: 1 }],
      });
      expect((await list(`/api/articles?favorited=${reader.username}&tag=none`)).articlesCount).toBe(0);
      expect(await list('/api/articles?author=nobody')).toEqual({ articles: [], articlesCount: 0 });
    });

    it('feeds from the authors that one follows', async () => {
      expect(await list('/api/articles/feed', as(reader))).toEqual({ articles: [], articlesCount: 0 });
      await client.post(`/api/profiles/${author.username}/follow`, as(reader));
      const { articles, articlesCount } = await list('/api/articles/feed?limit=2&offset=1', as(reader));
      expect([articles.map(({ title }) => title), articlesCount]).toEqual([['Article 24', 'Article 23'], 25]);
      expect(articles[0]?.author.following).toBe(true);
      await expectErrors(await client.get('/api/articles/feed'), 401);
    });

    it('lists the tags there are', async () => {
      const response = await client.get('/api/tags');
      expect(response.status).toBe(200);
      const { tags } = await bodyOf<{ tags: string[] }>(response);
      expect(tags).toContain('seven');
      expect(new Set(tags).size).toBe(tags.length);
    });
  });

  describe('comments', () => {
    let jake: Awaited<ReturnType<typeof someone>>;
    let other: Awaited<ReturnType<typeof someone>>;
    let path: string;
    beforeEach(async () => {
      [jake, other] = [await someone(), await someone()];
      path = `/api/articles/${(await publish(jake)).slug}/comments`;
    });

    async function comment(author: { token: string }, body: string): Promise<CommentBody['comment']> {
      const response = await client.post(path, { ...as(author), json: { comment: { body } } });
      expect(response.status).toBe(200);
      return (await bodyOf<CommentBody>(response)).comment;
    }

    it('adds one and lists them, the newest first', async () => {
      const first = await comment(other, 'His name was my name too.');
      expect(first).toEqual({
        id: expect.any(Number) as unknown,
        createdAt: expect.stringMatching(/Z$/) as unknown,
        updatedAt: first.createdAt,
        body: 'His name was my name too.',
        author: { username: other.username, bio: '', image: '', following: false },
      });
      const second = await comment(jake, 'Really?');
      const response = await client.get(path);
      expect([response.status, await response.json()]).toEqual([200, { comments: [second, first] }]);
    });

    it('deletes one, for its author alone', async () => {
      const { id } = await comment(other, 'x');
      await expectErrors(await client.delete(`${path}/${id}`), 401);
      await expectErrors(await client.delete(`${path}/${id}`, as(jake)), 403);
      await expectErrors(await client.delete(`${path}/999999`, as(other)), 404);
      expect((await client.delete(`${path}/${id}`, as(other))).status).toBe(204);
      await expectErrors(await client.delete(`${path}/${id}`, as(other)), 404);
    });

    it('refuses an empty one, one without token, and one on nothing', async () => {
      const json = { comment: { body: 'x' } };
      await expectErrors(await client.post(path, { ...as(jake), json: { comment: { body: '' } } }), 422);
      await expectErrors(await client.post(path, { json }), 401);
      await expectErrors(await client.post('/api/articles/nowhere/comments', { ...as(jake), json }), 404);
      await expectErrors(await client.get('/api/articles/nowhere/comments'), 404);
    });
  });

  describe('errors', () => {
    it('answers what is no endpoint, and a method that one has not', async () => {
      await expectErrors(await client.get('/api/nowhere'), 404);
      const response = await client.patch('/api/tags');
      await expectErrors(response, 405);
      expect(response.headers.get('allow')).toContain('GET');
    });

    it('answers JSON to a browser too', async () => {
      await expectErrors(await client.get('/api/user', { headers: { Accept: 'text/html' } }), 401);
    });

    it.each([
      ['no JSON', '{', 'application/json', 400],
      ['no body', undefined, 'application/json', 400],
      ['another type', 'user=x', 'text/plain', 415],
    ])('refuses %s', async (_, body, type, status) => {
      const options = { headers: { 'Content-Type': type }, ...(body === undefined ? {} : { body }) };
      await expectErrors(await client.post('/api/users', options), status);
    });
  });

  describe('other origins', () => {
    const origin = 'https://demo.example.org';

    it('may ask first', async () => {
      const response = await client.options('/api/articles', {
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type',
        },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-methods')).toMatch(/POST/);
      expect(response.headers.get('access-control-allow-headers')?.toLowerCase()).toMatch(/authorization/);
    });

    it('may read answers, errors too', async () => {
      for (const path of ['/api/tags', '/api/user']) {
        const response = await client.get(path, { headers: { Origin: origin } });
        expect(response.headers.get('access-control-allow-origin')).toBe('*');
      }
    });
  });
}

interface ErrorBody {
  readonly errors: { readonly body: readonly string[] };
}
interface UserBody {
  readonly user: { readonly email: string; readonly username: string; readonly token: string };
}
interface ArticleBody {
  readonly article: { readonly slug: string; readonly createdAt: string } & Record<string, unknown>;
}
interface ListBody {
  readonly articles: readonly {
    readonly slug: string;
    readonly title: string;
    readonly author: { readonly following: boolean };
  }[];
  readonly articlesCount: number;
}
interface CommentBody {
  readonly comment: { readonly id: number; readonly createdAt: string };
}

/** The JSON of an answer, which the test expects to be of this shape. */
async function bodyOf<Body>(response: ClientResponse): Promise<Body> {
  return (await response.json()) as Body;
}

async function expectErrors(
  response: ClientResponse,
  status: number,
  body?: readonly string[],
): Promise<ErrorBody['errors']> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { errors } = await bodyOf<ErrorBody>(response);
  expect(errors.body.length).toBeGreaterThan(0);
  if (body !== undefined) expect(errors.body).toEqual(body);
  return errors;
}
