/** Comments on articles. */
import { and, desc, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { type Profile, profileColumns } from './users.ts';

/** A comment as one user sees it. */
export interface Comment {
  readonly id: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly body: string;
  readonly author: Profile;
}

/** The comments on an article, the newest first. */
export async function listComments(
  { query, tables }: Database,
  articleId: number,
  viewer: number | undefined,
): Promise<readonly Comment[]> {
  const { comments, users } = tables;
  return query
    .select(commentColumns(tables, viewer))
    .from(comments)
    .innerJoin(users, eq(users.id, comments.authorId))
    .where(eq(comments.articleId, articleId))
    .orderBy(desc(comments.id));
}

/** Adds a comment and gives it as its author sees it. */
export async function addComment(
  { query, tables }: Database,
  articleId: number,
  authorId: number,
  body: string,
): Promise<Comment> {
  const { comments, users } = tables;
  const now = new Date();
  const [added] = await query
    .insert(comments)
    .values({ articleId, authorId, body, createdAt: now, updatedAt: now })
    .returning({ id: comments.id });
  const [comment] = await query
    .select(commentColumns(tables, authorId))
    .from(comments)
    .innerJoin(users, eq(users.id, comments.authorId))
    .where(eq(comments.id, added?.id ?? 0));
  if (comment === undefined) throw new Error('The database gave no comment back');
  return comment;
}

/** Who wrote a comment on an article; `undefined` when there is no such comment. */
export async function commentAuthor(
  { query, tables: { comments } }: Database,
  articleId: number,
  id: number,
): Promise<number | undefined> {
  const [found] = await query
    .select({ authorId: comments.authorId })
    .from(comments)
    .where(and(eq(comments.id, id), eq(comments.articleId, articleId)));
  return found?.authorId;
}

export async function deleteComment({ query, tables: { comments } }: Database, id: number): Promise<void> {
  await query.delete(comments).where(eq(comments.id, id));
}

function commentColumns(tables: Database['tables'], viewer: number | undefined) {
  const { id, createdAt, updatedAt, body } = tables.comments;
  return { id, createdAt, updatedAt, body, author: profileColumns(tables, viewer) };
}
