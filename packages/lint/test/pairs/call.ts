import { callWith, type Pairs, sets, wrong } from '../partner.ts';

export const callPairs: Pairs = {
  'call-invalid': {
    mutants: [
      { habits: { call: (app, environ) => callWith(app, environ) } },
      { habits: { call: (app, environ) => app(environ, wrong('startResponse')) } },
      { habits: { call: (app, ...args) => callWith(app, ...args, 'more') } },
    ],
  },
  'environ-not-plain': {
    right: { habits: { environ: (environ) => Object.assign(Object.create(null) as object, environ) } },
    mutants: [
      { habits: { environ: (environ) => Object.assign(new (class Environ {})(), environ) } },
      { habits: { environ: (environ) => Object.freeze(environ) } },
    ],
  },
  'environ-reused': { mutants: [{ again: true }] },
  'environ-key-missing': { mutants: [sets({ QUERY_STRING: undefined }), sets({ SERVER_NAME: undefined })] },
  'environ-key-invalid': {
    right: sets({ HTTPS: 'on', HTTP_X: '1', 'HTTP_X.Y': '1', 'acme.currentUser': { id: 1 } }),
    mutants: [sets({ user: 'ada' }), sets({ 'HTTP_X-Y': '1' }), sets({ HTTP_: '1' }), sets({ HTTP_x: '1' })],
  },
  'environ-value-not-string': {
    mutants: [sets({ SERVER_PORT: 80 }), sets({ HTTP_X: null }), sets({ REMOTE_USER: null })],
  },
  'environ-value-unsafe': {
    right: sets({ HTTP_X: 'caf\u00e9\tau lait' }),
    mutants: [sets({ HTTP_X: 'a\r\nb' }), sets({ HTTP_X: '\u010d\u010a' }), sets({ REMOTE_USER: 'a\0' })],
  },
  'environ-method-invalid': {
    right: sets({ REQUEST_METHOD: 'M-SEARCH' }),
    mutants: [sets({ REQUEST_METHOD: '' }), sets({ REQUEST_METHOD: 'GE T' })],
  },
  'environ-script-name-invalid': {
    right: sets({ SCRIPT_NAME: '/a/b' }),
    mutants: [sets({ SCRIPT_NAME: '/' }), sets({ SCRIPT_NAME: '/a/' }), sets({ SCRIPT_NAME: 'a' })],
  },
  'environ-path-info-invalid': {
    right: sets({ SCRIPT_NAME: '/a', PATH_INFO: '' }),
    mutants: [sets({ PATH_INFO: '' }), sets({ PATH_INFO: 'a' })],
  },
  'environ-path-not-canonical': {
    right: sets({ PATH_INFO: '/a%2Fb//%C3%A9' }),
    mutants: [
      sets({ PATH_INFO: '/a%2fb' }),
      sets({ PATH_INFO: '/%61dmin' }),
      sets({ PATH_INFO: '/a/../b' }),
      sets({ SCRIPT_NAME: '/a b' }),
    ],
  },
  'environ-request-uri-invalid': {
    right: sets({ REQUEST_METHOD: 'OPTIONS', REQUEST_URI: '*', PATH_INFO: '' }),
    mutants: [sets({ REQUEST_URI: '' }), sets({ REQUEST_URI: '/a b' })],
  },
  'environ-query-string-invalid': {
    right: sets({ QUERY_STRING: '?q[]={|}\\^`&%zz' }),
    mutants: [sets({ QUERY_STRING: 'a#b' }), sets({ QUERY_STRING: 'a b' })],
  },
  'environ-content-length-invalid': {
    right: sets({ CONTENT_LENGTH: '0' }),
    mutants: [sets({ CONTENT_LENGTH: '' }), sets({ CONTENT_LENGTH: '+1' }), sets({ CONTENT_LENGTH: '1e3' })],
  },
  'environ-server-name-invalid': {
    right: sets({ SERVER_NAME: '[::1]' }),
    mutants: [sets({ SERVER_NAME: '' }), sets({ SERVER_NAME: 'example.com:80' })],
  },
  'environ-server-port-invalid': {
    mutants: [sets({ SERVER_PORT: '' }), sets({ SERVER_PORT: '65536' }), sets({ SERVER_PORT: 'http' })],
  },
  'environ-protocol-invalid': {
    right: sets({ SERVER_PROTOCOL: 'HTTP/2' }),
    mutants: [sets({ SERVER_PROTOCOL: 'http/1.1' })],
  },
  'environ-remote-invalid': {
    right: sets({ REMOTE_ADDR: '', REMOTE_PORT: undefined }),
    mutants: [sets({ REMOTE_ADDR: 'localhost' }), sets({ REMOTE_ADDR: '' }), sets({ REMOTE_PORT: '-1' })],
  },
  'environ-header-misplaced': {
    right: sets({ CONTENT_TYPE: 'text/plain' }),
    mutants: [sets({ HTTP_CONTENT_TYPE: 'text/plain' }), sets({ HTTP_CONTENT_LENGTH: '1' })],
  },
  'environ-header-forbidden': {
    right: sets({ HTTP_PROXY_STATUS: 'x' }),
    mutants: [
      sets({ HTTP_CONNECTION: 'close' }),
      sets({ HTTP_TRANSFER_ENCODING: 'chunked' }),
      sets({ HTTP_PROXY: 'http://evil.example' }),
    ],
  },
  'environ-version-invalid': { mutants: [sets({ 'tsgi.version': '1.0' }), sets({ 'tsgi.version': [1, 1] })] },
  'environ-scheme-invalid': {
    right: sets({ 'tsgi.url_scheme': 'https' }),
    mutants: [sets({ 'tsgi.url_scheme': 'HTTP' })],
  },
  'environ-flag-invalid': { mutants: [sets({ 'tsgi.run_once': 0 })] },
};
