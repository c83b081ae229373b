import { type BatchCount, countBatchLine, countMessage, NOTHING_COUNTED } from './batch-count.ts';
import { BOUNDARY_LENGTH, type BoundaryId, nextBoundary } from './boundary.ts';
import { createByteCollector } from './byte-collector.ts';
import { trimFrame } from './line-ends.ts';
import {
  createUnitReader,
  standAlone,
  type UnitEncoding,
  type Units,
  unitBytes,
  unitText,
} from './unit-reader.ts';

/** Where splitting can go on after a crash: plain data, to be stored with what was done up to there. */
export type SplitPosition = {
  /** Byte of the file at which reading goes on. */
  readonly offset: number;
  /** Index of the next message. */
  readonly index: number;
  readonly encoding: UnitEncoding;
  /** MSH-1, FHS-1 or BHS-1 in force; empty before the first. */
  readonly fieldSeparator: string;
  readonly count: BatchCount;
};

export type SplitReport = {
  readonly messages: number;
  /** Every BTS-1 and FTS-1 that was sent is right. */
  readonly countsMatch: boolean;
  /** A batch or file was begun and never ended. */
  readonly truncated: boolean;
};

export type SplitEvent =
  /** One message; or bytes that belong to none, which can only be refused. `position` is where the next begins. */
  | {
      readonly is: 'message';
      readonly bytes: Uint8Array;
      readonly offset: number;
      readonly index: number;
      readonly position: SplitPosition;
    }
  | {
      readonly is: 'too-large';
      readonly offset: number;
      readonly index: number;
      readonly position: SplitPosition;
    }
  | { readonly is: 'end'; readonly report: SplitReport };

export type Splitter = {
  readonly push: (chunk: Uint8Array) => readonly SplitEvent[];
  readonly end: () => readonly SplitEvent[];
};

export type SplitterOptions = {
  /** A longer message is not kept, only told of. */
  readonly maxBytes: number;
  /** Bytes are pushed from this position's offset on. */
  readonly from?: SplitPosition;
};

type BatchLineId = Exclude<BoundaryId, 'MSH'>;
type Told =
  | { readonly is: 'message'; readonly bytes: Uint8Array; readonly offset: number; readonly index: number }
  | { readonly is: 'too-large'; readonly offset: number; readonly index: number };

/** What is being read: a message, a line of the batch protocol, bytes of neither, or what is over the cap. */
type Piece = 'message' | 'batch' | 'stray' | 'skipped';

/**
 * Cuts a file of any size into messages in linear time, keeping no more than one message: at MSH, and at the lines of
 * the batch protocol (FHS, BHS, BTS, FTS), which are counted and not passed on. Several MSH without a batch header are
 * several messages. Works on bytes of any character set in which ASCII is ASCII; a message of a UTF-16 file gets a
 * byte order mark, so that each says for itself what it is. The events do not depend on how the chunks were cut.
 */
export function createSplitter({ maxBytes, from }: SplitterOptions): Splitter {
  const units = createUnitReader(from?.encoding);
  const cutter = new Cutter(maxBytes, from ?? START);
  return {
    push: (chunk) => cutter.look(units.read(chunk, false), false),
    end: () => [...cutter.look(units.read(new Uint8Array(0), true), true), cutter.finish()],
  };
}

const START: SplitPosition = {
  offset: 0,
  index: 0,
  encoding: 'bytes',
  fieldSeparator: '',
  count: NOTHING_COUNTED,
};

/** The piece being read and what is known of the file so far. */
class Cutter {
  readonly #maxBytes: number;
  readonly #pending = createByteCollector();
  #position: SplitPosition;
  #piece: Piece = 'stray';
  /** Bytes of a piece over the cap that were let go. */
  #dropped = 0;
  /** Pending bytes looked through, and the text after them with one character before it. */
  #looked = 0;
  #text = '\r';
  #events: SplitEvent[] = [];

  constructor(maxBytes: number, position: SplitPosition) {
    this.#maxBytes = maxBytes;
    this.#position = position;
  }

  look(units: Units | undefined, isLast: boolean): readonly SplitEvent[] {
    if (units !== undefined) {
      const { encoding, markBytes, bytes, text } = units;
      this.#position = { ...this.#position, encoding, offset: this.#position.offset + markBytes };
      this.#pending.append(bytes);
      this.#text += text;
      while (this.#step(isLast));
      this.#letGo();
    }
    if (isLast) this.#close(this.#pending.length());
    const events = this.#events;
    this.#events = [];
    return events;
  }

  finish(): SplitEvent {
    const { messages, countsMatch, fileOpen, batchOpen } = this.#position.count;
    return { is: 'end', report: { messages, countsMatch, truncated: fileOpen || batchOpen } };
  }

  /** Ends the piece at the next place where it ends, if that is known yet. */
  #step(isLast: boolean): boolean {
    return this.#piece === 'batch' ? this.#endLine() : this.#endAtBoundary(isLast);
  }

  #endLine(): boolean {
    const end = this.#text.slice(1).search(/[\r\n]/);
    this.#advance(end < 0 ? this.#text.length - 1 : end);
    if (this.#letGo()) return true;
    if (end < 0) return false;
    this.#close(this.#looked);
    this.#piece = 'stray';
    return true;
  }

  #endAtBoundary(isLast: boolean): boolean {
    const found = nextBoundary(this.#text, 0, this.#position.fieldSeparator);
    const undecided = this.#text.length - BOUNDARY_LENGTH;
    if (found === undefined || (!isLast && found.at > undecided)) {
      this.#advance(Math.max(0, undecided));
      return false;
    }
    this.#advance(found.at - 1);
    this.#close(this.#looked);
    this.#begin(found.id);
    return true;
  }

  #begin(id: BoundaryId): void {
    const { count, fieldSeparator } = this.#position;
    this.#piece = id === 'MSH' ? 'message' : 'batch';
    const ends = id === 'BTS' || id === 'FTS';
    this.#position = {
      ...this.#position,
      fieldSeparator: ends ? fieldSeparator : this.#text.charAt(1 + id.length),
      count: id === 'MSH' ? countMessage(count) : count,
    };
    this.#advance(id.length);
  }

  /** Goes on by so many characters, all of them part of the piece. */
  #advance(characters: number): void {
    this.#text = this.#text.slice(characters);
    this.#looked += characters * unitBytes(this.#position.encoding);
  }

  /** A piece over the cap is not kept: lets go of it, and tells whether it is such a one. */
  #letGo(): boolean {
    if (this.#looked > this.#maxBytes) this.#piece = 'skipped';
    if (this.#piece !== 'skipped') return false;
    this.#pending.drop(this.#looked);
    this.#dropped += this.#looked;
    this.#looked = 0;
    return true;
  }

  /** Ends the piece after so many pending bytes: an event, or a line of the batch protocol counted. */
  #close(length: number): void {
    const { offset, index, encoding } = this.#position;
    const bytes = this.#pending.take(length);
    const whole = this.#dropped + length;
    this.#position = { ...this.#position, offset: offset + whole };
    this.#looked = 0;
    this.#dropped = 0;
    if (this.#piece === 'batch') this.#countLine(unitText(bytes, encoding));
    else if (this.#piece === 'skipped' || whole > this.#maxBytes)
      this.#tell({ is: 'too-large', offset, index });
    else if (this.#piece === 'message' || trimFrame(unitText(bytes, encoding)) !== '') {
      this.#tell({ is: 'message', bytes: standAlone(bytes, encoding), offset, index });
    }
  }

  #countLine(line: string): void {
    const { count, fieldSeparator } = this.#position;
    const [stated = ''] = line.slice(4).split(fieldSeparator, 1);
    const counted = countBatchLine(count, line.slice(0, 3) as BatchLineId, stated.trim());
    this.#position = { ...this.#position, count: counted };
  }

  #tell(event: Told): void {
    this.#position = { ...this.#position, index: event.index + 1 };
    this.#events.push({ ...event, position: this.#position });
  }
}
