// @ts-check
/** Conduit's list of articles, as one writes it in Express: same models, same validation, same tokens. */
import express from 'express';
import { articleFilter, page } from '../../apps/conduit/src/input.ts';
import { listArticles } from '../../apps/conduit/src/models/articles.ts';
import { userById } from '../../apps/conduit/src/models/users.ts';
import { createTokens } from '../../apps/conduit/src/tokens.ts';

/** @param {{ database: import('../../apps/conduit/src/models/database.ts').Database, secret: string }} options */
export function createConduit({ database, secret }) {
  const tokens = createTokens(secret);
  const app = express();
  app.disable('x-powered-by').set('etag', false);
  const api = express.Router();

  api.use((_request, response, next) => {
    response.set('Access-Control-Allow-Origin', '*');
    next();
  });
  api.use(async (request, response, next) => {
    const [, token] = /^Token +([A-Za-z0-9._-]+)$/i.exec(request.get('Authorization') ?? '') ?? [];
    if (token === undefined) return next();
    const id = await tokens.verify(token);
    const user = id === undefined ? undefined : await userById(database, id);
    if (user === undefined) {
      return void response.status(401).json({ errors: { body: ['the token is not valid'] } });
    }
    response.locals['viewer'] = user.id;
    next();
  });
  api.get('/articles', async (request, response) => {
    const filter = await articleFilter['~standard'].validate(request.query);
    const part = await page['~standard'].validate(request.query);
    if (filter.issues || part.issues) {
      const messages = [filter, part].flatMap(({ issues = [] }) => issues.map(({ message }) => message));
      return void response.status(422).json({ errors: { body: messages } });
    }
    response.json(await listArticles(database, filter.value, part.value, response.locals['viewer']));
  });

  app.use('/api', api);
  return app;
}
