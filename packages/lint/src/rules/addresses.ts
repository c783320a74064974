/** Whom the client addressed, and who the client is. Checked at the call. */
import { isIP } from 'node:net';
import type { Finding, Rule } from '../rule.ts';
import { show } from '../show.ts';
import type { Call } from './call.ts';
import { unlike } from './unlike.ts';

export type AddressRuleId = 'environ-server-name-invalid' | 'environ-server-port-invalid' | 'environ-remote-invalid';

export const addressRules: readonly Rule<AddressRuleId, Call>[] = [
  {
    id: 'environ-server-name-invalid',
    culprit: 'server',
    text: '`SERVER_NAME` is a host name or an address, not empty and without a port.',
    source: 'RFC 3986 §3.2.2; RFC 3875 §4.1.14',
    check: ({ environ }) => {
      const name = environ['SERVER_NAME'];
      if (typeof name !== 'string' || HOST.test(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) === 6) return undefined;
      return `SERVER_NAME is ${show(name)}`;
    },
  },
  {
    id: 'environ-server-port-invalid',
    culprit: 'server',
    text: '`SERVER_PORT` is the decimal digits of a port, from 0 to 65535.',
    source: 'RFC 3875 §4.1.15',
    check: ({ environ }) => unlikePort(environ, 'SERVER_PORT'),
  },
  {
    id: 'environ-remote-invalid',
    culprit: 'server',
    text: "`REMOTE_ADDR` is an IPv4 or IPv6 address and `REMOTE_PORT` the decimal digits of a port. On a unix socket `REMOTE_ADDR` is `''`, and there is no `REMOTE_PORT`.",
    source: 'RFC 3875 §4.1.8',
    check: ({ environ }) => {
      const address = environ['REMOTE_ADDR'];
      if (address === '') return environ['REMOTE_PORT'] === undefined ? undefined : 'A REMOTE_PORT without REMOTE_ADDR';
      if (typeof address === 'string' && isIP(address) === 0) return `REMOTE_ADDR is ${show(address)}`;
      return unlikePort(environ, 'REMOTE_PORT');
    },
  },
];

const HOST = /^[A-Za-z0-9\-._~!$&'()*+,;=%]+$/;

function unlikePort(environ: Call['environ'], key: string): Finding {
  const value = environ[key];
  return typeof value === 'string' && Number(value) > 65_535
    ? `${key} is ${show(value)}`
    : unlike(environ, key, /^[0-9]{1,5}$/);
}
