/** Comments below an article. */
import { empty, forbidden, type HttpResponse, json, notFound } from '@tsgi/http';
import { type ConduitRequest, requireViewer, viewerOf } from '../authentication.ts';
import * as input from '../input.ts';
import { addComment, commentAuthor, deleteComment, listComments } from '../models/comments.ts';
import type { Database } from '../models/database.ts';
import { findArticle, type Slug } from './articles.ts';

export function commentViews(database: Database) {
  return {
    list: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const viewer = await viewerOf(request);
      const { id } = await findArticle(database, slug, viewer?.user.id);
      return json({ comments: await listComments(database, id, viewer?.user.id) });
    },

    create: async (request: ConduitRequest, { slug }: Slug): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const { id } = await findArticle(database, slug, user.id);
      const { comment } = await request.json(input.newComment);
      return json({ comment: await addComment(database, id, user.id, comment.body) });
    },

    remove: async (request: ConduitRequest, { slug, id }: Slug & { readonly id: number }): Promise<HttpResponse> => {
      const { user } = await requireViewer(request);
      const article = await findArticle(database, slug, user.id);
      const authorId = await commentAuthor(database, article.id, id);
      if (authorId === undefined) throw notFound('comment not found');
      if (authorId !== user.id) throw forbidden('this comment is not yours');
      await deleteComment(database, id);
      return empty();
    },
  };
}
