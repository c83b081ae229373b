import { createSplitter, type SplitEvent, type SplitterOptions } from './splitter.ts';

/**
 * The messages in one frame or body, in order: a batch or several MSH give several. Bytes in which there is no message
 * at all come back as one piece, so that they can be refused. Lines of the batch protocol are left out.
 */
export function splitMessages(bytes: Uint8Array): readonly Uint8Array[] {
  const splitter = createSplitter({ maxBytes: Number.POSITIVE_INFINITY });
  const events = [...splitter.push(bytes), ...splitter.end()];
  const pieces = events.flatMap((event) => (event.is === 'message' ? [event.bytes] : []));
  return pieces.length > 0 ? pieces : [bytes];
}

/** The messages of a file of any size, each with where it lies and where to go on; the last event is the report. */
export async function* splitStream(
  chunks: AsyncIterable<Uint8Array>,
  options: SplitterOptions,
): AsyncGenerator<SplitEvent, void, undefined> {
  const splitter = createSplitter(options);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}
