/** Results as a bar chart. */
import type { HttpRequest, ServerEvent } from '@tsgi/http';
import { votesText } from '../language.ts';
import type { ChoiceResult, Results } from '../models/votes.ts';

/** A bar of the chart. */
export interface Bar extends ChoiceResult {
  /** Of all votes, rounded. */
  readonly percent: number;
  /** Whether no other choice has more votes. */
  readonly leads: boolean;
}

/** The bars of a chart, in the order of the choices. */
export function chartOf({ total, choices }: Results): readonly Bar[] {
  const most = Math.max(1, ...choices.map(({ votes }) => votes));
  return choices.map((choice) => ({
    ...choice,
    percent: total === 0 ? 0 : Math.round((choice.votes / total) * 100),
    leads: choice.votes === most,
  }));
}

/** The chart as events for the page that shows it, with the texts in the page's language. What is the same is not sent. */
export async function* chartTexts(request: HttpRequest, results: AsyncIterable<Results>): AsyncGenerator<ServerEvent> {
  let last = '';
  for await (const result of results) {
    const bars = chartOf(result).map(({ id, percent, votes, leads }) => ({
      ...{ id, percent, leads },
      votes: votesText(request, votes),
    }));
    const data = JSON.stringify({ isClosed: result.isClosed, total: votesText(request, result.total), bars });
    if (data !== last) yield { event: 'results', data };
    last = data;
  }
}
