/** The types of a pattern's parameters, read from its text. Everything here is for the compiler alone. */
import type { BuiltInConverters } from './converter.ts';

/** The parameters of a pattern: `'/polls/:id(int)'` has `{ id: number }`. `C` are the converters beside the built-in. */
export type Params<Pattern extends string, C = {}> = string extends Pattern
  ? Readonly<Record<string, unknown>>
  : Flat<SegmentParams<Pattern, C>>;

/** The text of a pattern; else what is wrong with it. A pattern that is not known to the compiler passes. */
export type CheckedPattern<Pattern extends string, C = {}> = string extends Pattern ? unknown : Problem<Pattern, C>;

/** Stands in a type in the place of a pattern that does not compile. */
export interface PatternProblem<Message extends string> {
  readonly 'this pattern is wrong': Message;
}

type SegmentParams<P extends string, C> = P extends `${infer Segment}/${infer Rest}`
  ? SegmentParam<Segment, C> & SegmentParams<Rest, C>
  : SegmentParam<P, C>;

type SegmentParam<Segment extends string, C> = Segment extends `:${infer Param}?`
  ? Partial<OneParam<Param, C>>
  : Segment extends `:${infer Param}`
    ? OneParam<Param, C>
    : {};

type OneParam<Param extends string, C> = Param extends `${infer Name}(${infer Kind})`
  ? { readonly [K in Name]: ValueOf<Kind, C> }
  : { readonly [K in Param]: string };

type ValueOf<Kind extends string, C> = Kind extends 'path'
  ? string
  : Kind extends keyof C
    ? Parsed<C[Kind]>
    : Kind extends keyof BuiltInConverters
      ? Parsed<BuiltInConverters[Kind]>
      : never;

type Parsed<C> = C extends { parse(text: string): infer T } ? Exclude<T, undefined> : never;

type Problem<P extends string, C> = P extends `${infer Segment}/${infer Rest}`
  ? unknown extends SegmentProblem<Segment, C>
    ? Problem<Rest, C>
    : SegmentProblem<Segment, C>
  : SegmentProblem<P, C>;

type SegmentProblem<Segment extends string, C> = Segment extends
  | `:${string}(${infer Kind})?`
  | `:${string}(${infer Kind})`
  ? Kind extends 'path' | keyof C | keyof BuiltInConverters
    ? unknown
    : PatternProblem<`there is no converter '${Kind}'`>
  : unknown;

type Flat<T> = { [K in keyof T]: T[K] };
