/** What generated code takes out of the runtime: the contract between the two. */
export const runtimeNames = [
  'Frame',
  'assign',
  'call',
  'callMember',
  'dict',
  'entries',
  'exported',
  'exportsOf',
  'failure',
  'filter',
  'find',
  'include',
  'isIn',
  'items',
  'keywordArgs',
  'loopAt',
  'macro',
  'markup',
  'member',
  'pending',
  'tag',
  'template',
  'test',
  'text',
] as const;

/** One of them. */
export type RuntimeName = (typeof runtimeNames)[number];
