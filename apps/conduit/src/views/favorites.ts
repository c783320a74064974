/** Liking articles, and the tags that they have. */
import { type HttpResponse, json } from '@tsgi/http';
import { type ConduitRequest, requireViewer } from '../authentication.ts';
import { allTags, favorite, unfavorite } from '../models/articles.ts';
import type { Database } from '../models/database.ts';
import { findArticle, type Slug } from './articles.ts';

export function favoriteViews(database: Database) {
  async function shown(slug: string, viewer: number): Promise<HttpResponse> {
    const { article } = await findArticle(database, slug, viewer);
    return json({ article });
  }

  return {
    favorite: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { id } = await findArticle(database, slug, user.id);
      await favorite(database, id, user.id);
      return shown(slug, user.id);
    },

    unfavorite: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { id } = await findArticle(database, slug, user.id);
      await unfavorite(database, id, user.id);
      return shown(slug, user.id);
    },

    tags: async (): Promise<HttpResponse> => {
      return json({ tags: await allTags(database) });
    },
  };
}
