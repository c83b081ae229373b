/** `    at name (place:line:column)`, as V8 writes it. */
const FRAME =
  /^ {4}at (?:async )?(?:new )?(?:[\w.$<>#]+ )?(?:\[as [\w.$]+\] )?(?:\((?:<anonymous>|index \d+|[^\s()]+:\d+:\d+)\)|[^\s()]+:\d+:\d+)$/;

/** Where an error came from, and nothing of its message: that may quote content, with lines that look like frames. */
export function stackFrames({ stack = '', message }: Error): readonly string[] {
  const at = stack.indexOf(message);
  const behind = at < 0 ? stack : stack.slice(at + message.length);
  return behind.split('\n').filter((line) => FRAME.test(line));
}
