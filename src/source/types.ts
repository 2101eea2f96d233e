import { AppTable } from './packets/apps.ts'
import type { SourceApp } from './packets/apps.ts'
import type { NumberedBlocks } from '../core/numbered-blocks.ts'

/**
 * What is known of the frame that is being handed on: one mutable object for a whole capture, reused for every
 * frame, so that the hot path allocates nothing. Whoever wants to keep it copies the numbers.
 */
export class FrameContext {
  /** From 1, in the order of the capture. */
  number = 0
  sec = 0
  nsec = 0
  /** Bytes in the capture, and bytes that were on the wire (never less). */
  capturedLength = 0
  wireLength = 0
  /** Link type as in draft-ietf-opsawg-pcaplinktype. */
  linkType = 0
  /** pcapng interface number, counted over all sections; 0 for pcap. */
  interfaceNumber = 0
  /** Number of the program that sent or received it (see source/packets/apps.ts); 0 where it is not known. */
  app = 0
  /** Bytes at the frame's end that whoever recorded it added: what names the program. */
  trailerLength = 0
  /** The programs of the capture: also for link layers that name them. */
  readonly apps: AppTable

  constructor(apps: AppTable = new AppTable()) {
    this.apps = apps
  }
}

/** Takes frames: the captured bytes are `buf[start, start + context.capturedLength)`, valid during the call only. */
export interface FrameSink {
  frame(buf: Buffer, start: number, context: FrameContext): void
  /** A name that the capture file itself records for an address (pcapng name resolution block). */
  name?(address: string, name: string): void
  /**
   * Decryption secrets that the capture file holds (pcapng Decryption Secrets Block), wherever in the file they stand:
   * `buf[start, end)`, valid during the call only. `kind` is the block's secrets type: four letters as a number, 0x544c534b (TLSK) for a TLS
   * key log in the form of RFC 9850 (draft-ietf-opsawg-pcapng, section 4.7).
   */
  secrets?(kind: number, buf: Buffer, start: number, end: number): void
  /**
   * pcapng only, for who copies blocks: a whole block `buf[start, end)` that could be read, before what is in it is handed
   * on. A packet's frame comes next. Valid during the call, and that of its frame.
   */
  block?(type: number, buf: Buffer, start: number, end: number, isBigEndian: boolean): void
}

/** What the source counted. All in bytes of the (unzipped) capture file; `container + frames + unread` is the file's size. */
export interface SourceCounts {
  /** Headers, options and blocks that carry no frame. */
  containerBytes: number
  /** Captured bytes of frames handed on. */
  frameBytes: number
  /** Bytes that could not be made sense of: a torn tail, a damaged block. */
  unreadBytes: number
  frames: number
  /** Bytes that were on the wire but not captured (snapshot length). */
  cutBytes: number
  /** Frames that the capturing program says it lost (interface statistics), where it says so. */
  droppedFrames: number | null
  /** Earliest and latest time of a frame (frames without one left out), and how many digits of the second the capture records. */
  first: { sec: number; nsec: number } | null
  last: { sec: number; nsec: number } | null
  timeDigits: number
  comments: string[]
  /** Interfaces by number: name, link type, what the capture says of them. */
  interfaces: {
    name: string | null
    linkType: number
    snapLength: number
    hardware?: string
    system?: string
  }[]
  /** Bytes of decryption secrets found in the file, and those of them not handed on since there are more than the limit. */
  secretsBytes: number
  secretsBytesLeftOut: number
  /** Programs on the device that the capture names; number n is at index n - 1. */
  apps: readonly SourceApp[]
  /** Hardware, operating system and program that made the capture, where it says so. */
  application: string | null
  /** Blocks without a packet that Wireshark numbers, too. */
  numberedBlocks: NumberedBlocks[]
}

/**
 * Reads one capture format, pushed: no I/O here. `read` consumes whole records from `buf[start, end)` and returns how
 * many bytes it consumed; what it leaves must come again, with more behind it. It never needs more than
 * `limits.source.recordBytesMax` at once. `end` is given what is left when no more will come.
 * Results do not depend on how the bytes are cut.
 */
export interface CaptureReader {
  readonly format: 'pcap' | 'pcapng'
  readonly counts: SourceCounts
  /** Bytes, counted from the first byte not consumed, that the next call of `read` needs to get anywhere. */
  readonly needBytes: number
  /** Why nothing of it is to be read, in a clause; '' where it is. */
  readonly refusal: string
  read(buf: Buffer, start: number, end: number): number
  end(buf: Buffer, start: number, end: number): void
}
