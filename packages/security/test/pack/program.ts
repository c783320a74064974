import { type Application, compose } from '@tsgi/protocol';
import {
  allowedHosts,
  basicAuth,
  bearerAuth,
  cors,
  csrf,
  fixedUsers,
  httpsOnly,
  rateLimit,
  securityHeaders,
} from '@tsgi/security';
import { cors as alone } from '@tsgi/security/cors';

const nothing: Application = () => [];
const app: Application = compose(
  allowedHosts(['example.com']),
  httpsOnly(),
  securityHeaders(),
  cors({ origins: ['https://app.example'] }),
  rateLimit({ limit: 10, window: 60 }),
  csrf({ secret: 'a secret of thirty-two bytes or more' }),
  basicAuth({ realm: 'back office', verify: fixedUsers({ ada: 'lovelace' }) }),
)(nothing);
const api: Application = bearerAuth({ verify: (token) => (token === 'x' ? { id: 1 } : undefined) })(
  nothing satisfies Application,
);
if (typeof app !== 'function' || typeof api !== 'function' || alone !== cors) {
  throw new Error('the entries do not fit together');
}
