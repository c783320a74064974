/** Users, and who follows whom. */
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** A user, without the password. */
export interface User {
  readonly id: number;
  readonly email: string;
  readonly username: string;
  readonly bio: string;
  readonly image: string;
}

/** What others see of a user. */
export interface Profile {
  readonly username: string;
  readonly bio: string;
  readonly image: string;
  /** Whether the one who asks follows this user. */
  readonly following: boolean;
}

/** What can be changed of a user; `password` is a hash. */
export type UserChange = Partial<Omit<User, 'id'> & { readonly password: string }>;

/** @throws the database's error when email or username are taken: see `isTaken` */
export async function addUser(
  { query, tables: { users } }: Database,
  user: { readonly email: string; readonly username: string; readonly password: string },
): Promise<User> {
  const [added] = await query
    .insert(users)
    .values({ ...user, bio: '', image: '' })
    .returning(publicColumns(users));
  if (added === undefined) throw new Error('The database gave no user back');
  return added;
}

/** @throws the database's error when email or username are taken: see `isTaken` */
export async function changeUser(
  { query, tables: { users } }: Database,
  id: number,
  change: UserChange,
): Promise<User | undefined> {
  const [user] = await query.update(users).set(change).where(eq(users.id, id)).returning(publicColumns(users));
  return user;
}

export async function userById({ query, tables: { users } }: Database, id: number): Promise<User | undefined> {
  const [user] = await query.select(publicColumns(users)).from(users).where(eq(users.id, id));
  return user;
}

/** A user with the hash of the password, for signing in. */
export async function userByEmail(
  { query, tables: { users } }: Database,
  email: string,
): Promise<(User & { readonly password: string }) | undefined> {
  const [user] = await query.select().from(users).where(eq(users.email, email));
  return user;
}

/** What the user `viewer` sees of another one. */
export async function profileOf(
  { query, tables }: Database,
  username: string,
  viewer: number | undefined,
): Promise<(Profile & { readonly id: number }) | undefined> {
  const { users } = tables;
  const [profile] = await query
    .select({ id: users.id, ...profileColumns(tables, viewer) })
    .from(users)
    .where(eq(users.username, username));
  return profile;
}

/** The columns of a profile, in a query that has the users' table. */
export function profileColumns({ users, follows }: Database['tables'], viewer: number | undefined) {
  return {
    username: users.username,
    bio: users.bio,
    image: users.image,
    following: sql<boolean>`exists (
      select 1 from ${follows}
      where ${follows.followedId} = ${users.id} and ${follows.followerId} = ${viewer ?? nobody}
    )`.mapWith(Boolean),
  };
}

export async function follow({ query, tables }: Database, followerId: number, followedId: number): Promise<void> {
  await query.insert(tables.follows).values({ followerId, followedId }).onConflictDoNothing();
}

export async function unfollow({ query, tables }: Database, followerId: number, followedId: number): Promise<void> {
  const { follows } = tables;
  await query.delete(follows).where(and(eq(follows.followerId, followerId), eq(follows.followedId, followedId)));
}

/** No user has this id. */
export const nobody = 0;

function publicColumns(users: Database['tables']['users']) {
  const { id, email, username, bio, image } = users;
  return { id, email, username, bio, image };
}
