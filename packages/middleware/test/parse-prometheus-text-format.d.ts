/** What the tests use of a parser that has no types. */
declare module 'parse-prometheus-text-format' {
  interface Family {
    readonly name: string;
    readonly type: string;
    readonly metrics: readonly {
      readonly value?: string;
      readonly buckets?: Readonly<Record<string, string>>;
      readonly labels?: object;
    }[];
  }
  export default function parse(text: string): readonly Family[];
}
