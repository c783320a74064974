import { defineRoutes } from '@tsgi/router';

/** The addresses of the site, by name. */
export const routes = defineRoutes({
  home: '/',
  language: '/language/:language',
  signIn: '/sign-in',
  signOut: '/sign-out',
  poll: {
    show: '/polls/:id(slug)',
    vote: '/polls/:id(slug)/vote',
    results: '/polls/:id(slug)/results',
    live: '/polls/:id(slug)/results/live',
  },
});

/** The addresses of the editors' part, below `/editor`. */
export const editorRoutes = defineRoutes({
  editor: {
    polls: '/',
    create: '/new',
    edit: '/:id(slug)/edit',
    state: '/:id(slug)/state',
    remove: '/:id(slug)/delete',
  },
});
