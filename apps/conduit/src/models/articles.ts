/** Articles as one user sees them, with their tags and favourites. */
import { and, asc, count, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database, Query, Statement, Tables } from './database.ts';
import { withFreeSlug } from './slug.ts';
import { nobody, type Profile, profileColumns } from './users.ts';

/** An article, without its text. */
export interface ArticleSummary {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly tagList: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Whether the one who asks likes it. */
  readonly favorited: boolean;
  readonly favoritesCount: number;
  readonly author: Profile;
}

/** A whole article. */
export interface Article extends ArticleSummary {
  readonly body: string;
}

/** What an author writes. */
export interface Draft {
  readonly title: string;
  readonly description: string;
  readonly body: string;
  readonly tagList: readonly string[];
}

/** Which articles to list. All conditions hold. */
export interface ArticleFilter {
  readonly tag?: string | undefined;
  /** The author's name. */
  readonly author?: string | undefined;
  /** The name of a user who likes it. */
  readonly favorited?: string | undefined;
  /** The id of a user who follows the author. */
  readonly followedBy?: number | undefined;
}

/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** A part of the articles that pass the filter, the newest first, and how many pass it. */
export async function listArticles(
  database: Database,
  filter: ArticleFilter,
  page: Page,
  viewer: number | undefined,
): Promise<{ readonly articles: readonly ArticleSummary[]; readonly articlesCount: number }> {
  const { query, tables } = database;
  const { articles, users } = tables;
  const passes = and(...conditions(query, tables, filter));
  const rows = await query
    .select(summaryColumns(tables, viewer))
    .from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
    .where(passes)
    .orderBy(desc(articles.createdAt), desc(articles.id))
    .limit(page.limit)
    .offset(page.offset);
  const [total] = await query
    .select({ number: count() })
    .from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
    .where(passes);
  const tags = await tagsOf(
    database,
    rows.map(({ id }) => id),
  );
  const withTags = rows.map(({ id, ...article }) => ({ ...article, tagList: tags.get(id) ?? [] }));
  return { articles: withTags, articlesCount: total?.number ?? 0 };
}

/** The article of that slug, with its id and its author's for those who change it. */
export async function articleBySlug(
  database: Database,
  slug: string,
  viewer: number | undefined,
): Promise<{ readonly id: number; readonly authorId: number; readonly article: Article } | undefined> {
  const { query, tables } = database;
  const { articles, users } = tables;
  const [row] = await query
    .select({ ...summaryColumns(tables, viewer), body: articles.body, authorId: articles.authorId })
    .from(articles)
    .innerJoin(users, eq(users.id, articles.authorId))
    .where(eq(articles.slug, slug));
  if (row === undefined) return undefined;
  const { id, authorId, ...article } = row;
  const tags = await tagsOf(database, [id]);
  return { id, authorId, article: { ...article, tagList: tags.get(id) ?? [] } };
}

/** Publishes an article. Gives its slug: the title's, with something added when another article has that. */
export async function addArticle(database: Database, authorId: number, draft: Draft): Promise<string> {
  const { title, description, body, tagList } = draft;
  const now = new Date();
  return withFreeSlug(title, async (slug) => {
    await database.atomically((query) => [
      query.insert(database.tables.articles).values({
        slug,
        title,
        description,
        body,
        authorId,
        createdAt: now,
        updatedAt: now,
      }),
      ...[...new Set(tagList)].map((tag, position) => insertTag(query, database.tables, slug, tag, position)),
    ]);
  });
}

/** Changes an article. Gives its slug, which is a new one when the title is. */
export async function changeArticle(
  { query, tables: { articles } }: Database,
  id: number,
  present: { readonly slug: string; readonly title: string },
  change: Partial<Omit<Draft, 'tagList'>>,
): Promise<string> {
  const set = { ...change, updatedAt: new Date() };
  if (change.title === undefined || change.title === present.title) {
    await query.update(articles).set(set).where(eq(articles.id, id));
    return present.slug;
  }
  return withFreeSlug(change.title, async (slug) => {
    await query
      .update(articles)
      .set({ ...set, slug })
      .where(eq(articles.id, id));
  });
}

export async function deleteArticle({ query, tables: { articles } }: Database, id: number): Promise<void> {
  await query.delete(articles).where(eq(articles.id, id));
}

export async function favorite({ query, tables }: Database, articleId: number, userId: number): Promise<void> {
  await query.insert(tables.favorites).values({ articleId, userId }).onConflictDoNothing();
}

export async function unfavorite({ query, tables }: Database, articleId: number, userId: number): Promise<void> {
  const { favorites } = tables;
  await query.delete(favorites).where(and(eq(favorites.articleId, articleId), eq(favorites.userId, userId)));
}

/** Every tag that an article has, in alphabetical order. */
export async function allTags({ query, tables: { tags } }: Database): Promise<readonly string[]> {
  const rows = await query.selectDistinct({ tag: tags.tag }).from(tags).orderBy(tags.tag);
  return rows.map(({ tag }) => tag);
}

function summaryColumns(tables: Tables, viewer: number | undefined) {
  const { articles, favorites } = tables;
  const likes = sql`select 1 from ${favorites} where ${favorites.articleId} = ${articles.id}`;
  return {
    id: articles.id,
    slug: articles.slug,
    title: articles.title,
    description: articles.description,
    createdAt: articles.createdAt,
    updatedAt: articles.updatedAt,
    favorited: sql<boolean>`exists (${likes} and ${favorites.userId} = ${viewer ?? nobody})`.mapWith(Boolean),
    favoritesCount: sql<number>`(
      select count(*) from ${favorites} where ${favorites.articleId} = ${articles.id}
    )`.mapWith(Number),
    author: profileColumns(tables, viewer),
  };
}

function conditions(query: Query, tables: Tables, filter: ArticleFilter): SQL[] {
  const { articles, users, tags, favorites, follows } = tables;
  const found: SQL[] = [];
  if (filter.tag !== undefined) {
    const tagged = query.select({ id: tags.articleId }).from(tags).where(eq(tags.tag, filter.tag));
    found.push(inArray(articles.id, tagged));
  }
  if (filter.author !== undefined) found.push(eq(users.username, filter.author));
  if (filter.favorited !== undefined) {
    const fan = query.select({ id: users.id }).from(users).where(eq(users.username, filter.favorited));
    const liked = query.select({ id: favorites.articleId }).from(favorites).where(inArray(favorites.userId, fan));
    found.push(inArray(articles.id, liked));
  }
  if (filter.followedBy !== undefined) {
    const followed = query
      .select({ id: follows.followedId })
      .from(follows)
      .where(eq(follows.followerId, filter.followedBy));
    found.push(inArray(articles.authorId, followed));
  }
  return found;
}

async function tagsOf(
  { query, tables: { tags } }: Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, string[]>();
  if (ids.length === 0) return found;
  const rows = await query
    .select({ articleId: tags.articleId, tag: tags.tag })
    .from(tags)
    .where(inArray(tags.articleId, ids))
    .orderBy(asc(tags.articleId), asc(tags.position));
  for (const { articleId, tag } of rows) {
    const present = found.get(articleId);
    if (present === undefined) found.set(articleId, [tag]);
    else present.push(tag);
  }
  return found;
}

function insertTag(query: Query, { articles, tags }: Tables, slug: string, tag: string, position: number): Statement {
  const articleId = sql<number>`(select ${articles.id} from ${articles} where ${articles.slug} = ${slug})`;
  return query.insert(tags).values({ articleId, tag, position });
}
