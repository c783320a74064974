/** How many requests a worker takes before it is replaced: up to a tenth more, so that workers do not all go at once. */
export function requestLimit(requests: number): number {
  return requests + Math.floor(Math.random() * (Math.floor(requests / 10) + 1));
}
