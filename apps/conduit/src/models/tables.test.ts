import { type Column, getTableColumns, getTableName, type Table } from 'drizzle-orm';
import { expect, it } from 'vitest';
import * as postgres from './postgres-tables.ts';
import * as sqlite from './sqlite-tables.ts';

/** What queries know of tables: their names, and of each column its name, the kind of its values, and what it may be. */
function shapesOf(tables: Readonly<Record<string, Table>>): unknown {
  return Object.entries(tables).map(([key, table]) => {
    const columns: Readonly<Record<string, Column>> = getTableColumns(table);
    return [key, getTableName(table), Object.entries(columns).map(([property, column]) => [property, shapeOf(column)])];
  });
}

function shapeOf({ name, dataType, notNull, isUnique }: Column): unknown {
  return { name, dataType, notNull, isUnique };
}

it('has the same tables for both databases', () => {
  expect(shapesOf({ ...postgres })).toEqual(shapesOf({ ...sqlite }));
});
