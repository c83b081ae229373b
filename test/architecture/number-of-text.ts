import ts from 'typescript';
import { nodesOf } from './impurities.ts';

const TO_NUMBER = new Set(['Number', 'parseFloat', 'Number.parseFloat']);

/** Every place of some modules where text becomes a floating-point number, as "path: what". */
export function numbersOfText(paths: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const program = ts.createProgram([...paths], options);
  const checker = program.getTypeChecker();
  return paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`${path} is not part of the program`);
    return nodesOf(file)
      .filter((node) => convertsText(node, checker))
      .map((node) => `${path}: ${node.getText()}`);
  });
}

function convertsText(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isPrefixUnaryExpression(node)) {
    return node.operator === ts.SyntaxKind.PlusToken && mayBeText(node.operand, checker);
  }
  if (!ts.isCallExpression(node) || !TO_NUMBER.has(node.expression.getText())) return false;
  return node.arguments.some((argument) => mayBeText(argument, checker));
}

/** Anything but numbers, booleans and nothing. */
function mayBeText(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  const harmless = ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Undefined;
  const type = checker.getTypeAtLocation(expression);
  const types = type.isUnion() ? type.types : [type];
  return types.some(({ flags }) => (flags & harmless) === 0);
}
