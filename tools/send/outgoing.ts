/** Where a message comes from: counted from 1 (0 = the file as a whole), bytes from 0. */
export type Origin = { readonly file: string; readonly message: number; readonly byte: number };

export type Outgoing = { readonly bytes: Uint8Array; readonly from: Origin };

export function originText({ file, message, byte }: Origin): string {
  return message === 0 ? file : `${file}, message ${message}, byte ${byte}`;
}

const FS = 0x1c;
const AROUND_FS = new Set([0x0a, 0x0b, 0x0d]);

/** The message without the end of the MLLP frame that it was kept in; otherwise byte for byte. */
export function withoutFrame(bytes: Uint8Array): Uint8Array {
  const end = bytes.lastIndexOf(FS);
  return end >= 0 && bytes.subarray(end + 1).every((byte) => AROUND_FS.has(byte))
    ? bytes.subarray(0, end)
    : bytes;
}
