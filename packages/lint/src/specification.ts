/** TSGI 1.0: all rules, in the order in which SPEC.md gives them. */
import type { Rule } from './rule.ts';
import { type AddressRuleId, addressRules } from './rules/addresses.ts';
import {
  type BodyTextId,
  bodyTexts,
  type KeptChunkRuleId,
  keptChunkRules,
  type PassageRuleId,
  type PullRuleId,
  passageRules,
  pullRules,
  type ReturnedRuleId,
  returnedRules,
} from './rules/body.ts';
import { type CallRuleId, callRules } from './rules/call.ts';
import {
  type ClosingRuleId,
  type ClosingTextId,
  closingRules,
  closingTexts,
  type UnclosedRuleId,
  unclosedRules,
} from './rules/closing.ts';
import { type EnvironRuleId, environRules } from './rules/environ.ts';
import {
  type ErrorsRuleId,
  type ErrorsTextId,
  errorsRules,
  errorsTexts,
  type LogRuleId,
  logRules,
} from './rules/errors.ts';
import {
  type AbortRuleId,
  abortRules,
  type ExchangeRuleId,
  type ExchangeTextId,
  type ExchangeUseRuleId,
  exchangeRules,
  exchangeTexts,
  exchangeUseRules,
  type FinishRuleId,
  finishRules,
  type KeptExchangeRuleId,
  keptExchangeRules,
} from './rules/exchange.ts';
import {
  type FileBodyRuleId,
  type FileTextId,
  type FileWrapperRuleId,
  type FileWrappingRuleId,
  fileBodyRules,
  fileTexts,
  fileWrapperRules,
  fileWrappingRules,
} from './rules/file-wrapper.ts';
import {
  type HeadRuleId,
  type HeadTextId,
  headRules,
  headTexts,
  type KeptHeadRuleId,
  keptHeadRules,
} from './rules/head.ts';
import {
  type InputRuleId,
  type InputTextId,
  inputRules,
  inputTexts,
  type ReadingRuleId,
  type ReadRuleId,
  readingRules,
  readRules,
} from './rules/input.ts';
import { type MiddlewareTextId, middlewareTexts } from './rules/middleware.ts';
import { type RequestHeaderRuleId, requestHeaderRules } from './rules/request-headers.ts';
import { type RequestLineRuleId, requestLineRules } from './rules/request-line.ts';
import {
  type StartedRuleId,
  type StartRuleId,
  type StartTextId,
  startedRules,
  startRules,
  startTexts,
  type WritingRuleId,
  type WrittenRuleId,
  writingRules,
  writtenRules,
} from './rules/start-response.ts';
import {
  type SwitchingRuleId,
  switchingRules,
  type UpgradeOfferRuleId,
  type UpgradeTextId,
  upgradeOfferRules,
  upgradeTexts,
} from './rules/upgrade.ts';

/** The name of a rule. */
export type RuleId =
  | CallRuleId
  | EnvironRuleId
  | RequestLineRuleId
  | AddressRuleId
  | RequestHeaderRuleId
  | InputRuleId
  | ReadingRuleId
  | ReadRuleId
  | InputTextId
  | ErrorsRuleId
  | LogRuleId
  | ErrorsTextId
  | StartRuleId
  | StartedRuleId
  | WritingRuleId
  | WrittenRuleId
  | StartTextId
  | HeadRuleId
  | KeptHeadRuleId
  | HeadTextId
  | ReturnedRuleId
  | PassageRuleId
  | PullRuleId
  | KeptChunkRuleId
  | BodyTextId
  | ClosingRuleId
  | UnclosedRuleId
  | ClosingTextId
  | ExchangeRuleId
  | KeptExchangeRuleId
  | ExchangeUseRuleId
  | FinishRuleId
  | AbortRuleId
  | ExchangeTextId
  | UpgradeOfferRuleId
  | SwitchingRuleId
  | UpgradeTextId
  | FileWrapperRuleId
  | FileWrappingRuleId
  | FileBodyRuleId
  | FileTextId
  | MiddlewareTextId;

/** The rules about one subject: a section of SPEC.md, which opens with prose of its own. */
export interface Part {
  readonly title: string;
  readonly rules: readonly Rule<RuleId>[];
}

/** The parts that have rules. The first one is section 2 of SPEC.md. */
export const parts: readonly Part[] = [
  { title: 'The call', rules: callRules },
  {
    title: 'The environ',
    rules: [...environRules, ...requestLineRules, ...addressRules, ...requestHeaderRules],
  },
  { title: 'Input', rules: [...inputRules, ...readRules, ...readingRules, ...inputTexts] },
  { title: 'Errors', rules: [...errorsRules, ...logRules, ...errorsTexts] },
  {
    title: 'startResponse and write',
    rules: [...startRules, ...startedRules, ...writingRules, ...writtenRules, ...startTexts],
  },
  { title: 'Status and headers', rules: [...headRules, ...keptHeadRules, ...headTexts] },
  {
    title: 'The body',
    rules: [...returnedRules, ...passageRules, ...keptChunkRules, ...pullRules, ...bodyTexts],
  },
  { title: 'Closing', rules: [...unclosedRules, ...closingRules, ...closingTexts] },
  {
    title: 'The exchange',
    rules: [
      ...exchangeRules,
      ...keptExchangeRules,
      ...exchangeUseRules,
      ...finishRules,
      ...abortRules,
      ...exchangeTexts,
    ],
  },
  { title: 'Upgrades', rules: [...upgradeOfferRules, ...switchingRules, ...upgradeTexts] },
  {
    title: 'File bodies',
    rules: [...fileWrapperRules, ...fileWrappingRules, ...fileBodyRules, ...fileTexts],
  },
  { title: 'Middleware', rules: middlewareTexts },
];

/** Every rule. */
export const rules: readonly Rule<RuleId>[] = parts.flatMap((part) => part.rules);
