import type { Direction } from '../../core/verdict.ts'
import type { LateKeys } from './late-side.ts'
import type { PacketBatch } from './packet-batch.ts'
import type { ClearHeader, ContentKeys, HeaderMask, KeyPhase, PacketKeys } from './packet-keys.ts'
import {
  ClearHeader as Clear,
  derivePacketKeys,
  isBatchSuite,
  nextPhases,
  packetNumber,
  suitesFor,
} from './packet-keys.ts'
import { phaseBit } from './protection.ts'

/** How many numbers one and two bytes tell apart, and how many times as many may be missing. */
const aheadWindows = [0x100, 0x1_0000] as const
const aheadWindowsMax = 64
const searchesMax = 4

interface Candidate {
  readonly secret: Buffer
  readonly suite: number
  readonly labelPrefix: string
  readonly keys: PacketKeys
  /** Made when the first packet to be seen is of the second phase: those of the first are not in the capture. */
  next: readonly KeyPhase[] | null
}

/** The header that was lifted last: one for all, used within a call. */
const clear: ClearHeader = new Clear()

/**
 * The protection of one direction at one level, by its secret. The cipher suite follows from the ServerHello; where
 * that is not in the capture (or the packets are of another version's), those that the secret's length allows are
 * tried until one opens a packet; so are several secrets, where a key log contradicts itself. Packets with a short header
 * may step into the next key phase.
 */
export class Protector {
  /** How many more packets are looked for further on, in vain. */
  private searches = searchesMax
  /** Of the packet that was opened last: its number, and where its content starts in the datagram's buffer. */
  number = 0
  contentStart = 0
  private secrets: readonly [Buffer, ...Buffer[]]
  private suite: number
  private candidates: Candidate[] | null = null
  private mask: HeaderMask | null = null
  private content: ContentKeys | null = null
  private labelPrefix = ''
  private phase = 0
  /** Lowest packet number of this phase that was seen: below it, packets belong to the phase before. */
  private phaseStart = 0
  private previous: ContentKeys | null = null
  /** Those that the next phase may be; made when it is first asked for. */
  private next: readonly KeyPhase[] | null = null

  /** `secrets`: those that it may be, the likeliest first; `suite`: 0 where it is not known. */
  constructor(secrets: readonly [Buffer, ...Buffer[]], suite: number) {
    this.secrets = secrets
    this.suite = suite
  }

  /** The suite is known now. */
  agree(suite: number): void {
    if (this.content === null && suite !== this.suite) {
      this.suite = suite
      this.candidates = null
    }
  }

  /** The connection was joined when it had these keys. */
  join({ suite, labelPrefix, mask, generation, phase, previous, number }: LateKeys): void {
    this.suite = suite
    this.labelPrefix = labelPrefix
    this.mask = mask
    this.content = phase.content
    this.secrets = [phase.secret]
    this.phase = generation
    this.phaseStart = number
    this.previous = previous
    this.candidates = null
  }

  /** Those of its secrets that it may be. */
  get possible(): readonly Buffer[] {
    return this.secrets
  }

  /** Whether its packets can be opened several at a time: the suite is known, and is one for which that is built. */
  get isBatchable(): boolean {
    return this.content === null ? this.secrets.length === 1 && isBatchSuite(this.suite) : this.content.isGcm
  }

  /** Opens all packets of the direction in the batch that it can; see PacketBatch. `prefixes` as for `open`. */
  openBatch(batch: PacketBatch, direction: Direction, largest: number, prefixes: readonly string[]): void {
    if (!this.isBatchable) return
    if (this.mask !== null && this.content !== null) {
      batch.open(direction, this.mask, this.content, this.phase, largest)
      return
    }
    // None was opened yet: what the suite and the likeliest version give is tried on all of them.
    this.candidates ??= []
    const candidate = this.candidate(this.secrets[0], this.suite, prefixes[0] as string)
    if (candidate === null) return
    const { mask, content } = candidate.keys
    if (!batch.open(direction, mask, content, 0, largest)) return
    this.adopt(candidate, content)
    this.phaseStart = Number.POSITIVE_INFINITY
  }

  /** A packet of the batch, which opened, is read now. */
  tookFromBatch(number: number, contentStart: number): void {
    this.number = number
    this.contentStart = contentStart
    if (number < this.phaseStart) this.phaseStart = number
  }

  /**
   * The content of the packet `buf[start, packetEnd)` whose number starts at `numberStart`; null where it does not
   * open. `largest`: the largest packet number seen before; `prefixes`: labels of the versions it may be of.
   */
  open(
    buf: Buffer,
    start: number,
    numberStart: number,
    packetEnd: number,
    largest: number,
    prefixes: readonly string[],
  ): Buffer | null {
    if (this.mask === null || this.content === null)
      return this.tryAll(buf, start, numberStart, packetEnd, largest, prefixes)
    if (!this.mask.lift(buf, start, numberStart, packetEnd, clear)) return null
    const number = packetNumber(largest, clear.truncated, clear.numberBytes)
    const isShort = ((buf[start] as number) & 0x80) === 0
    const isOtherPhase = isShort && ((clear.first & phaseBit) !== 0) !== ((this.phase & 1) === 1)
    const content = isOtherPhase ? this.openOther(buf, number) : this.content.open(buf, clear, number)
    if (content === null) return null
    if (!isOtherPhase && number < this.phaseStart) this.phaseStart = number
    return this.took(content, number)
  }

  /**
   * The same for a packet that did not open and may be the first behind a hole in the capture: of its number one or two bytes
   * are written, and the rest is further on than what was seen before tells. `mayTry`: whether another number may be tried.
   */
  openAhead(
    buf: Buffer,
    start: number,
    numberStart: number,
    packetEnd: number,
    largest: number,
    prefixes: readonly string[],
    mayTry: () => boolean,
  ): Buffer | null {
    if (this.searches === 0) return null
    for (const window of aheadWindows) {
      for (let windows = 1; windows <= aheadWindowsMax; windows++) {
        if (!mayTry()) return null
        const seen = largest + windows * window
        const content = this.open(buf, start, numberStart, packetEnd, seen, prefixes)
        if (content === null) continue
        this.searches = searchesMax
        return content
      }
    }
    this.searches--
    return null
  }

  private took(content: Buffer, number: number): Buffer {
    this.number = number
    this.contentStart = clear.contentStart
    return content
  }

  /** A packet of the phase before, come late, or the first one of the next. */
  private openOther(buf: Buffer, number: number): Buffer | null {
    if (this.previous !== null && number < this.phaseStart) {
      const content = this.previous.open(buf, clear, number)
      if (content !== null) return content
    }
    this.next ??= nextPhases(this.secrets[0], this.suite, this.labelPrefix)
    for (const next of this.next) {
      const content = next.content.open(buf, clear, number)
      if (content === null) continue
      this.previous = this.content
      this.content = next.content
      this.secrets = [next.secret]
      this.next = null
      this.phase++
      this.phaseStart = number
      return content
    }
    return null
  }

  private tryAll(
    buf: Buffer,
    start: number,
    numberStart: number,
    packetEnd: number,
    largest: number,
    prefixes: readonly string[],
  ): Buffer | null {
    for (const labelPrefix of prefixes) {
      for (const candidate of this.candidatesOf(labelPrefix)) {
        const { secret, suite } = candidate
        const { mask, content } = candidate.keys
        if (!mask.lift(buf, start, numberStart, packetEnd, clear)) return null
        const number = packetNumber(largest, clear.truncated, clear.numberBytes)
        const isSecondPhase = ((buf[start] as number) & 0x80) === 0 && (clear.first & phaseBit) !== 0
        if (isSecondPhase) candidate.next ??= nextPhases(secret, suite, labelPrefix)
        for (const phase of (isSecondPhase && candidate.next) || [{ secret, content }]) {
          const opened = phase.content.open(buf, clear, number)
          if (opened === null) continue
          this.adopt(candidate, phase.content)
          if (isSecondPhase) {
            this.secrets = [phase.secret]
            this.previous = content
            this.phase = 1
          }
          this.phaseStart = number
          return this.took(opened, number)
        }
      }
    }
    return null
  }

  /** These are the keys. */
  private adopt(candidate: Candidate, content: ContentKeys): void {
    this.mask = candidate.keys.mask
    this.content = content
    this.secrets = [candidate.secret]
    this.suite = candidate.suite
    this.labelPrefix = candidate.labelPrefix
    this.candidates = null
  }

  /** One by one, as they are asked for: making their keys is the work. */
  private *candidatesOf(labelPrefix: string): Generator<Candidate> {
    this.candidates ??= []
    const { secrets, suite: known } = this
    for (const secret of secrets) {
      for (const suite of known === 0 ? suitesFor(secret.length) : [known]) {
        const candidate = this.candidate(secret, suite, labelPrefix)
        if (candidate !== null) yield candidate
      }
    }
  }

  private candidate(secret: Buffer, suite: number, labelPrefix: string): Candidate | null {
    const candidates = this.candidates as Candidate[]
    for (const made of candidates) {
      if (made.secret === secret && made.suite === suite && made.labelPrefix === labelPrefix) return made
    }
    const keys = derivePacketKeys(secret, suite, labelPrefix)
    if (keys === null) return null
    const made: Candidate = { secret, suite, labelPrefix, keys, next: null }
    candidates.push(made)
    return made
  }
}
