const VT = 0x0b;
const FS = 0x1c;

/** Whether the connection is inside an unfinished frame after these bytes; `open` says whether it was before. */
export function frameStaysOpen(open: boolean, chunk: Uint8Array): boolean {
  const start = chunk.lastIndexOf(VT);
  const end = chunk.lastIndexOf(FS);
  return start === end ? open : start > end;
}
