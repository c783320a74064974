import type { Environ } from '@tsgi/protocol';
import { createRouter, type Router } from '@tsgi/router';
import type { ViewerEnviron } from './authentication.ts';
import type { Database } from './models/database.ts';
import { routes } from './routes.ts';
import type { Tokens } from './tokens.ts';
import { articleViews } from './views/articles.ts';
import { commentViews } from './views/comments.ts';
import { favoriteViews } from './views/favorites.ts';
import { profileViews } from './views/profiles.ts';
import { userViews } from './views/users.ts';

/** Which view answers which endpoint. */
export function createSite(database: Database, tokens: Tokens): Router<Environ & ViewerEnviron> {
  const users = userViews(database, tokens);
  const profiles = profileViews(database);
  const articles = articleViews(database);
  const comments = commentViews(database);
  const favorites = favoriteViews(database);

  const site = createRouter<Environ & ViewerEnviron>();
  site.post(routes.login, users.login);
  site.post(routes.users, users.register);
  site.get(routes.user, users.current);
  site.put(routes.user, users.update);
  site.get(routes.profile, profiles.show);
  site.post(routes.follow, profiles.follow);
  site.delete(routes.follow, profiles.unfollow);
  site.get(routes.articles, articles.list);
  site.post(routes.articles, articles.create);
  site.get(routes.feed, articles.feed);
  site.get(routes.article, articles.show);
  site.put(routes.article, articles.update);
  site.delete(routes.article, articles.remove);
  site.get(routes.comments, comments.list);
  site.post(routes.comments, comments.create);
  site.delete(routes.comment, comments.remove);
  site.post(routes.favorite, favorites.favorite);
  site.delete(routes.favorite, favorites.unfavorite);
  site.get(routes.tags, favorites.tags);
  return site;
}
