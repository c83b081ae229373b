import ts from 'typescript';

/** What a pure module never asks for: each must be handed in. */
const AMBIENT_MEMBERS = new Set([
  'Date.now',
  'Math.random',
  'process.env',
  'performance.now',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]);
const AMBIENT_IMPORTS = new Set(['randomUUID', 'randomBytes', 'randomInt']);

/** Every place of a source text that asks for the clock, chance or the environment, as "line: what". */
export function ambientUses(source: string): readonly string[] {
  return findings(source, ambientUse);
}

function ambientUse(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const member = node.getText().replace(/^globalThis\./, '');
    return AMBIENT_MEMBERS.has(member) ? member : undefined;
  }
  if (ts.isImportSpecifier(node)) {
    const { text } = node.propertyName ?? node.name;
    return AMBIENT_IMPORTS.has(text) ? text : undefined;
  }
  const callsDate = ts.isCallExpression(node) || (ts.isNewExpression(node) && !node.arguments?.length);
  return callsDate && node.expression.getText() === 'Date' ? node.getText() : undefined;
}

function findings(source: string, find: (node: ts.Node) => string | undefined): readonly string[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext, true);
  return nodesOf(file).flatMap((node) => {
    const what = find(node);
    return what === undefined ? [] : [`${lineOf(node)}: ${what}`];
  });
}

/** A node and all below it. */
export function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (next: ts.Node): void => {
    nodes.push(next);
    ts.forEachChild(next, visit);
  };
  visit(node);
  return nodes;
}

/** 1-based. */
function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
