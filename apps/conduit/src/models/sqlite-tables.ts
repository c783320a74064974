/** The tables in SQLite. Those of PostgreSQL stand beside them in postgres-tables.ts: change both together. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const created = () => integer('created_at', { mode: 'timestamp_ms' }).notNull();
const updated = () => integer('updated_at', { mode: 'timestamp_ms' }).notNull();

export const users = sqliteTable('users', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  email: text('email').notNull().unique(),
  username: text('username').notNull().unique(),
  password: text('password').notNull(),
  bio: text('bio').notNull(),
  image: text('image').notNull(),
});

const userId = (name: string) =>
  integer(name)
    .notNull()
    .references(() => users.id, { onDelete: 'cascade' });

export const follows = sqliteTable(
  'follows',
  { followerId: userId('follower_id'), followedId: userId('followed_id') },
  (table) => [primaryKey({ columns: [table.followerId, table.followedId] })],
);

export const articles = sqliteTable(
  'articles',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    slug: text('slug').notNull().unique(),
    title: text('title').notNull(),
    description: text('description').notNull(),
    body: text('body').notNull(),
    authorId: userId('author_id'),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('articles_newest').on(table.createdAt, table.id), index('articles_author').on(table.authorId)],
);

const articleId = () =>
  integer('article_id')
    .notNull()
    .references(() => articles.id, { onDelete: 'cascade' });

export const tags = sqliteTable(
  'tags',
  { articleId: articleId(), position: integer('position').notNull(), tag: text('tag').notNull() },
  (table) => [primaryKey({ columns: [table.articleId, table.position] }), index('tags_tag').on(table.tag)],
);

export const favorites = sqliteTable('favorites', { articleId: articleId(), userId: userId('user_id') }, (table) => [
  primaryKey({ columns: [table.articleId, table.userId] }),
  index('favorites_user').on(table.userId),
]);

export const comments = sqliteTable(
  'comments',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    articleId: articleId(),
    authorId: userId('author_id'),
    body: text('body').notNull(),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('comments_article').on(table.articleId)],
);
