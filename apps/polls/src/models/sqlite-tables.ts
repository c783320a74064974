/** The tables in SQLite. Those of PostgreSQL stand beside them in postgres-tables.ts: change both together. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

const time = (name: string) => integer(name, { mode: 'timestamp_ms' });

export const editors = sqliteTable('editors', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  name: text('name').notNull().unique(),
  password: text('password').notNull(),
});

export const polls = sqliteTable(
  'polls',
  {
    id: text('id').primaryKey(),
    question: text('question').notNull(),
    description: text('description').notNull(),
    picture: text('picture'),
    pictureText: text('picture_text').notNull(),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    closedAt: time('closed_at'),
  },
  (table) => [index('polls_newest').on(table.createdAt, table.id), index('polls_changed').on(table.updatedAt)],
);

const pollId = () =>
  text('poll_id')
    .notNull()
    .references(() => polls.id, { onDelete: 'cascade' });

export const choices = sqliteTable(
  'choices',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    pollId: pollId(),
    position: integer('position').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('choices_poll').on(table.pollId)],
);

export const votes = sqliteTable(
  'votes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    pollId: pollId(),
    choiceId: integer('choice_id')
      .notNull()
      .references(() => choices.id, { onDelete: 'cascade' }),
    voter: text('voter').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [uniqueIndex('votes_once').on(table.pollId, table.voter), index('votes_choice').on(table.choiceId)],
);
