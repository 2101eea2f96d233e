import { backslash, colon, comma, quote } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import { Collected } from '../collected.ts'

/** Takes what the slicer finds; the bytes are valid during the call only. */
export interface HarSliceSink {
  /** A member of `log` beside its entries, as JSON text. */
  member(name: string, json: Buffer): void
  /** An entry, as JSON text; empty where it is longer than the limit. `fileBytes` is its length, `values` how many it holds. */
  entry(json: Buffer, fileBytes: number, values: number): void
}

/** What the slicer waits for. */
const states = {
  root: 0,
  /** In an object (the root, or `log`): a name or the end. */
  name: 1,
  inName: 2,
  colon: 3,
  value: 4,
  inValue: 5,
  /** Behind a value: a comma or the end. */
  next: 6,
  entryOrEnd: 7,
  done: 8,
  broken: 9,
} as const

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/** How the value that is being passed over began. */
const kinds = { container: 0, string: 1, plain: 2 } as const

const nameBytesMax = 256

/** From so many bytes without an escape on, a text is most likely one that has none soon: base64. */
const plainBytesMax = 256
/** So far its end is looked for at once; not further, since an escape may come before. */
const aheadBytesMax = 16_384

/** Members of `log` that are longer hold no facts of the recording (pages of a long session). */
const memberBytesMax = 1_048_576

/** Where the entries stand: in a list of this name, of this member of the file; null where there is nothing around it. */
export interface RecordPlace {
  readonly log: string | null
  readonly entries: string | null
}

const harPlace: RecordPlace = { log: 'log', entries: 'entries' }

/**
 * Cuts the JSON of a HAR file, or of another with a list of records, into its entries, byte by byte as it comes: a file is never held as a whole, only one entry at
 * a time. Looks at structure only down to the entries; what is inside one is left to a JSON parser.
 */
export class HarSlicer {
  /** Bytes that were consumed. */
  bytes = 0
  /** True once `log.entries` was found. */
  hasEntries = false
  hasLog = false
  /** True once a comma stood behind the last value of a list or object. */
  hasVainComma = false
  private state: number = states.root
  /** 1 in the root object, 2 in `log`, 3 in `log.entries`. */
  private level = 0
  private kind: number = kinds.plain
  private depth = 0
  /** Members and elements of the value that is being passed over. */
  private values = 0
  private isInString = false
  private isEscaped = false
  private hasSeenValue = false
  private name = ''
  private readonly nameBytes = new Collected(nameBytesMax)
  private readonly memberBytes = new Collected(memberBytesMax)
  private readonly entryBytes = new Collected(limits.source.entryBytesMax)
  private readonly sink: HarSliceSink
  private readonly place: RecordPlace

  constructor(sink: HarSliceSink, place: RecordPlace = harPlace) {
    this.sink = sink
    this.place = place
  }

  /** Where the file begins. */
  private get topLevel(): number {
    if (this.place.entries === null) return 3
    return this.place.log === null ? 2 : 1
  }

  get isBroken(): boolean {
    return this.state === states.broken
  }

  get isDone(): boolean {
    return this.state === states.done
  }

  /** Bytes of an entry that was begun. */
  get openEntryBytes(): number {
    return this.level === 3 ? this.entryBytes.length : 0
  }

  /** Takes bytes up to where the structure is over or broken; returns how many it took. */
  push(buf: Buffer, start: number, end: number): number {
    let at = start
    while (at < end && this.state !== states.broken && this.state !== states.done) {
      if (this.state === states.inValue) at = this.passValue(buf, at, end)
      else if (this.state === states.inName) at = this.passName(buf, at, end)
      else {
        const byte = buf[at] as number
        const isSpace = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
        if (isSpace) at++
        else at = this.step(byte, at)
      }
    }
    this.bytes += at - start
    return at - start
  }

  /** One structural byte; returns where to go on. Stays where it is to look at the byte again. */
  private step(byte: number, at: number): number {
    switch (this.state) {
      case states.root:
        if (byte !== (this.topLevel === 3 ? openBracket : openBrace)) break
        this.hasLog = this.topLevel > 1
        this.hasEntries = this.topLevel > 2
        return this.enter(this.topLevel, at)
      case states.name:
        if (byte === quote) {
          this.state = states.inName
          this.isEscaped = false
          return at + 1
        }
        if (byte === closeBrace) return this.leave(at)
        break
      case states.colon:
        if (byte === colon) {
          this.state = states.value
          return at + 1
        }
        break
      case states.entryOrEnd:
        if (byte === closeBracket) return this.leave(at)
        return this.begin(byte, at)
      case states.value:
        if (this.level === 1 && this.name === this.place.log && byte === openBrace) {
          this.hasLog = true
          return this.enter(2, at)
        }
        if (this.level === 2 && this.name === this.place.entries && byte === openBracket) {
          this.hasEntries = true
          return this.enter(3, at)
        }
        return this.begin(byte, at)
      case states.next:
        if (byte === comma) {
          this.state = this.level === 3 ? states.entryOrEnd : states.name
          this.hasSeenValue = true
          return at + 1
        }
        if (byte === (this.level === 3 ? closeBracket : closeBrace)) return this.leave(at)
        break
    }
    this.state = states.broken
    return at
  }

  private enter(level: number, at: number): number {
    this.level = level
    this.state = level === 3 ? states.entryOrEnd : states.name
    this.hasSeenValue = false
    return at + 1
  }

  private leave(at: number): number {
    // Some programs write a comma behind the last value, too, which can mean one thing only.
    if (this.state !== states.next && this.hasSeenValue) this.hasVainComma = true
    this.level = this.level === this.topLevel ? 0 : this.level - 1
    this.state = this.level === 0 ? states.done : states.next
    return at + 1
  }

  private begin(byte: number, at: number): number {
    if (byte === comma || byte === colon || byte === closeBrace || byte === closeBracket) {
      this.state = states.broken
      return at
    }
    this.kind =
      byte === quote
        ? kinds.string
        : byte === openBrace || byte === openBracket
          ? kinds.container
          : kinds.plain
    this.depth = 0
    this.values = 0
    this.isInString = false
    this.isEscaped = false
    this.state = states.inValue
    return at
  }

  /** Bytes of a value up to its end. */
  private passValue(buf: Buffer, start: number, end: number): number {
    let at = start
    let { depth, isInString, isEscaped, values } = this
    let isOver = false
    if (this.kind === kinds.plain) {
      while (at < end && !isOver) {
        const byte = buf[at] as number
        isOver = byte === comma || byte === closeBrace || byte === closeBracket || byte <= 0x20
        if (!isOver) at++
      }
    } else {
      while (at < end) {
        const byte = buf[at++] as number
        if (isInString) {
          if (!isEscaped && byte !== quote && byte !== backslash) at = this.passPlain(buf, at, end)
          else if (isEscaped) isEscaped = false
          else if (byte === backslash) isEscaped = true
          else if (byte === quote) {
            isInString = false
            if (depth === 0) {
              isOver = true
              break
            }
          }
        } else if (byte === quote) isInString = true
        else if (byte === comma) values++
        else if (byte === openBrace || byte === openBracket) {
          depth++
          values++
        } else if (byte === closeBrace || byte === closeBracket) {
          if (--depth === 0) {
            isOver = true
            break
          }
        }
      }
    }
    this.depth = depth
    this.isInString = isInString
    this.isEscaped = isEscaped
    this.values = values
    const collected = this.level === 3 ? this.entryBytes : this.level === 2 ? this.memberBytes : null
    if (!isOver) {
      collected?.add(buf, start, at)
      return at
    }
    this.state = states.next
    if (this.level === 3) {
      const length = this.entryBytes.length + at - start
      this.sink.entry(this.entryBytes.take(buf, start, at), length, values)
    } else if (this.level === 2) {
      const json = this.memberBytes.take(buf, start, at)
      if (json.length > 0) this.sink.member(this.name, json)
    }
    return at
  }

  /** Bytes of a text up to its end or an escape: most of a file. */
  private passPlain(buf: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + plainBytesMax)
    let at = start
    while (at < stop && buf[at] !== quote && buf[at] !== backslash) at++
    if (at < stop || at === end) return at
    const ahead = buf.subarray(at, Math.min(end, at + aheadBytesMax))
    const quoted = ahead.indexOf(quote)
    const escaped = (quoted < 0 ? ahead : ahead.subarray(0, quoted)).indexOf(backslash)
    const behind = escaped < 0 ? quoted : escaped
    return at + (behind < 0 ? ahead.length : behind)
  }

  private passName(buf: Buffer, start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const byte = buf[at] as number
      if (this.isEscaped) this.isEscaped = false
      else if (byte === backslash) this.isEscaped = true
      else if (byte === quote) {
        this.name = this.nameBytes.take(buf, start, at).toString('utf8')
        this.state = states.colon
        return at + 1
      }
    }
    this.nameBytes.add(buf, start, end)
    return end
  }
}
