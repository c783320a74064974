/** The tables in PostgreSQL. Those of SQLite stand beside them in sqlite-tables.ts: change both together. */
import { index, integer, pgTable, serial, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';

const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

export const editors = pgTable('editors', {
  id: serial('id').primaryKey(),
  name: text('name').notNull().unique(),
  password: text('password').notNull(),
});

export const polls = pgTable(
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

export const choices = pgTable(
  'choices',
  {
    id: serial('id').primaryKey(),
    pollId: pollId(),
    position: integer('position').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('choices_poll').on(table.pollId)],
);

export const votes = pgTable(
  'votes',
  {
    id: serial('id').primaryKey(),
    pollId: pollId(),
    choiceId: integer('choice_id')
      .notNull()
      .references(() => choices.id, { onDelete: 'cascade' }),
    voter: text('voter').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [uniqueIndex('votes_once').on(table.pollId, table.voter), index('votes_choice').on(table.choiceId)],
);
