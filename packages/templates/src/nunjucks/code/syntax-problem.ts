import type { TemplateNode } from '../template-node.ts';

/** A template that the parser lets through, and that makes no sense. Its place is given as nunjucks' errors do, counted from 1. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  readonly lineno: number;
  readonly colno: number;

  constructor(node: TemplateNode, message: string) {
    super(message);
    this.lineno = node.lineno + 1;
    this.colno = node.colno + 1;
  }
}
