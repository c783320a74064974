/** Those who may write polls. */
import { count, eq } from 'drizzle-orm';
import type { Database } from './database.ts';

/** An editor, with the hash of the password. */
export interface Editor {
  readonly id: number;
  readonly name: string;
  readonly password: string;
}

/** @throws the database's error when the name is taken: see `isTaken` */
export async function addEditor({ query, tables: { editors } }: Database, editor: Omit<Editor, 'id'>): Promise<void> {
  await query.insert(editors).values(editor);
}

export async function editorByName(
  { query, tables: { editors } }: Database,
  name: string,
): Promise<Editor | undefined> {
  const [editor] = await query.select().from(editors).where(eq(editors.name, name));
  return editor;
}

export async function editorById({ query, tables: { editors } }: Database, id: number): Promise<Editor | undefined> {
  const [editor] = await query.select().from(editors).where(eq(editors.id, id));
  return editor;
}

export async function hasEditors({ query, tables: { editors } }: Database): Promise<boolean> {
  const [all] = await query.select({ number: count() }).from(editors);
  return (all?.number ?? 0) > 0;
}
