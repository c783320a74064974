/** Which view answers which address. */
import { compose } from '@tsgi/protocol';
import { createRouter, type Router } from '@tsgi/router';
import { assets, pictureFiles } from './assets.ts';
import { editorsOnly } from './editors-only.ts';
import { LiveResults } from './live-results.ts';
import type { Database } from './models/database.ts';
import type { Pictures } from './pictures.ts';
import { editorRoutes, routes } from './routes.ts';
import type { SiteEnviron } from './session.ts';
import { editorViews } from './views/editor.ts';
import { chooseLanguage } from './views/language.ts';
import { pollViews } from './views/polls.ts';
import { signInViews } from './views/sign-in.ts';

/** What the views work with. */
export interface SiteOptions {
  readonly database: Database;
  readonly pictures: Pictures;
}

export function createSite({ database, pictures }: SiteOptions): Router<SiteEnviron> {
  const live = new LiveResults(database);
  const polls = pollViews(database, live);
  const { form, signIn, signOut } = signInViews(database);

  const site = createRouter<SiteEnviron>();
  site.get(routes.home, polls.list);
  site.get(routes.poll.show, polls.show);
  site.post(routes.poll.vote, polls.vote);
  site.get(routes.poll.vote, polls.backToPoll);
  site.get(routes.poll.results, polls.results);
  site.get(routes.poll.live, polls.live);
  site.get(routes.language, chooseLanguage);
  site.get(routes.signIn, form);
  site.post(routes.signIn, signIn);
  site.post(routes.signOut, signOut);
  site.mount('/static', assets);
  site.mount('/pictures', pictureFiles(pictures.directory));
  site.mount('/editor', compose(editorsOnly(database))(createEditorSite(database, pictures, live)));
  return site;
}

function createEditorSite(database: Database, pictures: Pictures, live: LiveResults): Router<SiteEnviron> {
  const views = editorViews(database, pictures, live);
  const { editor: paths } = editorRoutes;

  const editor = createRouter<SiteEnviron>();
  editor.get(paths.polls, views.list);
  editor.get(paths.create, views.new);
  editor.post(paths.create, views.create);
  editor.get(paths.edit, views.edit);
  editor.post(paths.edit, views.update);
  editor.post(paths.state, views.setState);
  editor.get(paths.remove, views.confirm);
  editor.post(paths.remove, views.remove);
  return editor;
}
