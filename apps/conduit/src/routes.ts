import { defineRoutes } from '@tsgi/router';

/** The endpoints of the specification. */
export const routes = defineRoutes({
  login: '/users/login',
  users: '/users',
  user: '/user',
  profile: '/profiles/:username',
  follow: '/profiles/:username/follow',
  articles: '/articles',
  feed: '/articles/feed',
  article: '/articles/:slug',
  comments: '/articles/:slug/comments',
  comment: '/articles/:slug/comments/:id(int)',
  favorite: '/articles/:slug/favorite',
  tags: '/tags',
});
