/** Reading and writing articles. */
import { assertValid, empty, forbidden, type HttpResponse, json, notFound } from '@tsgi/http';
import { type ConduitRequest, requireViewer, viewerIfKnown, viewerOf } from '../authentication.ts';
import * as input from '../input.ts';
import { addArticle, articleBySlug, changeArticle, deleteArticle, listArticles } from '../models/articles.ts';
import type { Database } from '../models/database.ts';
import { present } from '../present.ts';

/** The parameters of a path below an article. */
export interface Slug {
  readonly slug: string;
}

/** The article of a slug, as a user sees it. @throws HttpError 404 */
export async function findArticle(
  database: Database,
  slug: string,
  viewer: number | undefined,
): Promise<NonNullable<Awaited<ReturnType<typeof articleBySlug>>>> {
  const found = await articleBySlug(database, slug, viewer);
  if (found === undefined) throw notFound('article not found');
  return found;
}

export function articleViews(database: Database) {
  async function show(slug: string, viewer: number | undefined, status = 200): Promise<HttpResponse> {
    const { article } = await findArticle(database, slug, viewer);
    return json({ article }, { status });
  }

  return {
    list: async (request: ConduitRequest): Promise<HttpResponse> => {
      const viewer = await viewerOf(request);
      const query = Object.fromEntries(request.query);
      const filter = await assertValid(input.articleFilter, query);
      const page = await assertValid(input.page, query);
      return json(await listArticles(database, filter, page, viewer?.user.id));
    },

    feed: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const page = await assertValid(input.page, Object.fromEntries(request.query));
      return json(await listArticles(database, { followedBy: user.id }, page, user.id));
    },

    show: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const viewer = await viewerIfKnown(request);
      return show(slug, viewer?.user.id);
    },

    create: async (request: ConduitRequest): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { article } = await request.json(input.newArticle);
      return show(await addArticle(database, user.id, article), user.id, 201);
    },

    update: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { id, article } = await findOwn(database, slug, user.id);
      const change = (await request.json(input.articleUpdate)).article;
      return show(await changeArticle(database, id, article, present(change)), user.id);
    },

    remove: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { id } = await findOwn(database, slug, user.id);
      await deleteArticle(database, id);
      return empty();
    },
  };
}

async function findOwn(database: Database, slug: string, userId: number): ReturnType<typeof findArticle> {
  const found = await findArticle(database, slug, userId);
  if (found.authorId !== userId) throw forbidden('this article is not yours');
  return found;
}
