// @ts-check
/** A table of 200 routes in the shape of a large public API: deep, with many parameters and long common prefixes. */
const collections = {
  '/users/:user': ['followers', 'following', 'gists', 'keys', 'orgs', 'repos', 'starred', 'subscriptions', 'events'],
  '/orgs/:org': [
    'repos',
    'members',
    'teams',
    'hooks',
    'events',
    'issues',
    'projects',
    'packages',
    'secrets',
    'runners',
  ],
  '/teams/:team': ['members', 'repos', 'discussions', 'invitations'],
  '/gists/:gist': ['comments', 'commits', 'forks', 'star'],
  '/repos/:owner/:repo': [
    ...['assignees', 'branches', 'collaborators', 'comments', 'commits', 'contents', 'contributors', 'deployments'],
    ...['downloads', 'events', 'forks', 'hooks', 'invitations', 'issues', 'keys', 'labels', 'languages', 'license'],
    ...['merges', 'milestones', 'notifications', 'pages', 'projects', 'pulls', 'readme', 'releases', 'stargazers'],
    ...['subscribers', 'tags', 'teams', 'topics', 'traffic', 'environments', 'actions', 'codespaces', 'secrets'],
  ],
};
const fixed = [
  ...['/', '/user', '/user/emails', '/user/followers', '/user/keys', '/user/repos', '/user/orgs', '/user/starred'],
  ...['/emojis', '/events', '/feeds', '/gists', '/gists/public', '/gists/starred', '/issues', '/licenses', '/markdown'],
  ...['/meta', '/notifications', '/organizations', '/rate_limit', '/repositories', '/search/code', '/search/commits'],
  ...[
    '/search/issues',
    '/search/labels',
    '/search/repositories',
    '/search/topics',
    '/search/users',
    '/zen',
    '/users',
    '/apps',
    '/codes_of_conduct',
    '/marketplace_listing',
  ],
];
const deep = [
  '/repos/:owner/:repo/issues/:number/comments',
  '/repos/:owner/:repo/issues/:number/events',
  '/repos/:owner/:repo/issues/:number/labels/:name',
  '/repos/:owner/:repo/issues/comments/:id/reactions',
  '/repos/:owner/:repo/pulls/:number/commits',
  '/repos/:owner/:repo/pulls/:number/files',
  '/repos/:owner/:repo/pulls/:number/reviews/:review/comments',
  '/repos/:owner/:repo/git/commits/:sha',
  '/repos/:owner/:repo/git/trees/:sha',
  '/repos/:owner/:repo/git/tags/:sha',
  '/repos/:owner/:repo/releases/:id/assets',
  '/repos/:owner/:repo/releases/tags/:tag',
  '/repos/:owner/:repo/branches/:branch/protection/required_status_checks',
  '/repos/:owner/:repo/compare/:base',
  '/repos/:owner/:repo/actions/runs/:run/jobs',
];

/** @type {readonly (readonly [method: string, pattern: string])[]} */
export const table = [
  ...fixed.map((pattern) => /** @type {const} */ (['GET', pattern])),
  ...Object.entries(collections).flatMap(([owner, names]) => [
    /** @type {const} */ (['GET', owner]),
    /** @type {const} */ (['PATCH', owner]),
    ...names.flatMap((name) => [
      /** @type {const} */ (['GET', `${owner}/${name}`]),
      ...(name.length % 3 !== 1 ? [/** @type {const} */ (['POST', `${owner}/${name}`])] : []),
      ...(name.length > 6 ? [/** @type {const} */ (['GET', `${owner}/${name}/:item`])] : []),
    ]),
  ]),
  ...deep.map((pattern) => /** @type {const} */ (['GET', pattern])),
].slice(0, 200);

/** What is asked for: the method, and a path. */
export const cases = /** @type {const} */ ([
  ['static', 'GET', '/search/repositories'],
  ['one parameter', 'GET', '/users/ada'],
  ['deep parameters', 'GET', '/repos/ada/engine/pulls/42/reviews/7/comments'],
  ['miss, early', 'GET', '/nowhere/at/all'],
  ['miss, late', 'GET', '/repos/ada/engine/pulls/42/reviews/7/nothing'],
  ['405', 'DELETE', '/users/ada'],
]);
