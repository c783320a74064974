/** Leaving HTTP: `exchange.upgrade` and the 101. */
import type { Rule } from '../rule.ts';
import type { Call } from './call.ts';

export type UpgradeOfferRuleId = 'upgrade-offered-wrongly';
export type SwitchingRuleId = 'upgrade-invalid';
export type UpgradeTextId =
  | 'upgrade-protocol-accepted'
  | 'upgrade-unsent'
  | 'upgrade-forced'
  | 'upgrade-raw'
  | 'upgrade-owner';

export const upgradeOfferRules: readonly Rule<UpgradeOfferRuleId, Call>[] = [
  {
    id: 'upgrade-offered-wrongly',
    culprit: 'server',
    text: '`exchange.upgrade` is there only when the client asked for an upgrade, on HTTP/1.1, in a request without a body.',
    source: 'RFC 9110 §7.8',
    check: ({ environ }) => {
      const exchange = environ['tsgi.exchange'];
      const offered =
        typeof exchange === 'object' && exchange !== null && 'upgrade' in exchange && exchange.upgrade !== undefined;
      if (!offered) return undefined;
      if (environ['SERVER_PROTOCOL'] !== 'HTTP/1.1') return 'An upgrade is offered on another version than HTTP/1.1';
      const length = environ['CONTENT_LENGTH'];
      return length === undefined || Number(length) === 0 ? undefined : 'An upgrade is offered with a request body';
    },
  },
];

/** Checked when a response is started. */
export const switchingRules: readonly Rule<
  SwitchingRuleId,
  { readonly status: string; readonly registered: boolean }
>[] = [
  {
    id: 'upgrade-invalid',
    culprit: 'application',
    text: 'An application that wants to upgrade gives a handler to `exchange.upgrade`, then starts `101 Switching Protocols` and returns `[]`. There is no 101 without a handler.',
    source: 'RFC 9110 §15.2.2',
    check: ({ status, registered }) =>
      /^101 /.test(status) && !registered
        ? 'The status is 101, and no handler was given to exchange.upgrade'
        : undefined,
  },
];

export const upgradeTexts: readonly Rule<UpgradeTextId>[] = [
  {
    id: 'upgrade-protocol-accepted',
    culprit: 'server',
    text: "`upgrade` throws for a `protocol` that the request's `Upgrade` does not offer. Left out, it is the first one offered.",
    source: 'RFC 9110 §7.8',
    check: 'conformance',
  },
  {
    id: 'upgrade-unsent',
    culprit: 'server',
    text: 'When the 101 has come through the whole stack, the server sends its head, adds `Connection: upgrade` and `Upgrade`, and calls `handler(socket, head)`, where `head` is what the client sent already.',
    source: 'RFC 9110 §7.8',
    check: 'conformance',
  },
  {
    id: 'upgrade-forced',
    culprit: 'server',
    text: 'Any other status cancels the upgrade: the handler is dropped and the connection stays HTTP. So every middleware between can say no.',
    check: 'conformance',
  },
  {
    id: 'upgrade-raw',
    culprit: 'server',
    text: 'With `raw` the server sends nothing, since the handler writes its own head.',
    check: 'conformance',
  },
  {
    id: 'upgrade-owner',
    culprit: 'server',
    text: 'From the call of the handler on the socket is its own: the server neither reads, writes nor times it, and calls the `onFinish` callbacks when it closes.',
    check: 'conformance',
  },
];
