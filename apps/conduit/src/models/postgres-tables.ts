/** The tables in PostgreSQL. Those of SQLite stand beside them in sqlite-tables.ts: change both together. */
import { index, integer, pgTable, primaryKey, serial, text, timestamp } from 'drizzle-orm/pg-core';

const created = () => timestamp('created_at', { withTimezone: true, precision: 3 }).notNull();
const updated = () => timestamp('updated_at', { withTimezone: true, precision: 3 }).notNull();

export const users = pgTable('users', {
  id: serial('id').primaryKey(),
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

export const follows = pgTable(
  'follows',
  { followerId: userId('follower_id'), followedId: userId('followed_id') },
  (table) => [primaryKey({ columns: [table.followerId, table.followedId] })],
);

export const articles = pgTable(
  'articles',
  {
    id: serial('id').primaryKey(),
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

export const tags = pgTable(
  'tags',
  { articleId: articleId(), position: integer('position').notNull(), tag: text('tag').notNull() },
  (table) => [primaryKey({ columns: [table.articleId, table.position] }), index('tags_tag').on(table.tag)],
);

export const favorites = pgTable('favorites', { articleId: articleId(), userId: userId('user_id') }, (table) => [
  primaryKey({ columns: [table.articleId, table.userId] }),
  index('favorites_user').on(table.userId),
]);

export const comments = pgTable(
  'comments',
  {
    id: serial('id').primaryKey(),
    articleId: articleId(),
    authorId: userId('author_id'),
    body: text('body').notNull(),
    createdAt: created(),
    updatedAt: updated(),
  },
  (table) => [index('comments_article').on(table.articleId)],
);
