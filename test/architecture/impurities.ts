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

/** Ways to turn the text of a value into a floating-point number. */
const FLOAT_CALLS = new Set(['Number', 'parseFloat', 'Number.parseFloat']);

/** Every place of a source text that asks for the clock, chance or the environment, as "line: what". */
export function ambientUses(source: string): readonly string[] {
  return findings(source, ambientUse);
}

/** Every place of a source text that may turn a clinical value into a floating-point number. */
export function floatUses(source: string): readonly string[] {
  return findings(source, floatUse);
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

function floatUse(node: ts.Node): string | undefined {
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.PlusToken) return node.getText();
  if (!ts.isCallExpression(node)) return undefined;
  const called = node.expression.getText();
  return FLOAT_CALLS.has(called) ? called : undefined;
}

function findings(source: string, find: (node: ts.Node) => string | undefined): readonly string[] {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = find(node);
    if (what !== undefined) {
      found.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
