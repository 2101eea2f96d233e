import { apostrophe, backslash, colon, comma, quote } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { Budget } from '../budget.ts'
import type { Piece } from '../encoding.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'
import { nameText } from '../known-names.ts'
import { memberPath, shortened } from '../member-path.ts'
import { isTellingName } from '../telling-name.ts'
import { bytesAsCharacters } from '../byte-characters.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'
import { octalAt, octalBytes, octalRow } from '../../core/signs/octal-escape.ts'
import { escapedCharacter } from '../../core/signs/percent-escape.ts'

const braceOpen = 0x7b
const braceClose = 0x7d
const bracketOpen = 0x5b
const bracketClose = 0x5d
const parenOpen = 0x28
const parenClose = 0x29
/** What Python writes in front of texts and bytes: `u'…'`, `b'…'`. */
const textPrefix = /^(?:[ubr]|br|rb)$/i

/**
 * A sign that belongs to what stood in front, prefixes that keep a browser from running an answer (`)]}'`, `while(1);`, `for(;;);`), comments, JSONP's name, what PHP dumps in front of an array, and the
 * types of messages over sockets (`42["event",…]` of Socket.IO, with its namespace and number; `a["…"]` of SockJS).
 */
const prefixPattern =
  /^(?:\ufeff|\xef\xbb\xbf)?\s*(?:[:=]\s*)?(?:array\(\d{1,6}\) (?=\{)|object\([\w\\]{1,80}\)#\d{1,6} \(\d{1,6}\) (?=\{)|\)\]\}',?|while\s*\(1\);|for\s*\(;;\);|\/\*.{0,64}?\*\/)?\s*(?:[A-Za-z_$][\w$.[\]]{0,128}\s*\(\s*(?=[[{"])|(?:\d{1,3}(?:\/[\w/-]{0,64},)?\d{0,10}|[ac])(?=[[{]))?/

/**
 * JSON (RFC 8259), read as tokens on the bytes: no object is ever built, so keys like `__proto__` are only text, and
 * depth costs nothing. Tolerant: single quotes, bare names, arrows for colons (Ruby), tuples and prefixes of texts (Python), calls around
 * values (`ObjectId("…")`), PHP's `["imei"]=> string(15) "…"`, trailing commas, comments of none, several values behind each other (JSON lines), JSONP, a cut end. Each string and number is a value with its path; literals carry none.
 */
export const encoding: Encoding = {
  name: 'json',
  kind: 'container',
  title: 'JSON',
  probe(bytes, hint) {
    const { shape } = hint
    if (shape.length < 2) return certainty.no
    const { first, last } = shape
    if (first === braceOpen || first === bracketOpen) return certainty.json
    if (first === quote && last === quote) return certainty.json
    if (last !== braceClose && last !== bracketClose && last !== 0x29 && last !== 0x3b) return certainty.no
    return jsonStart(bytes, shape.start) > shape.start ? certainty.json : certainty.no
  },
  decode(bytes, hint, budget) {
    const { shape } = hint
    const start = jsonStart(bytes, shape.start)
    if (shape.lineFeeds > 0 && isTableHead(bytes, start)) return 'a table'
    if (isEscaped(bytes, start)) {
      if (!budget.takeTransform() || !budget.takeBytes(shape.end - start)) return 'budget'
      const text = unescapeJson(bytes, start, shape.end)
      return {
        pieces: [transformedPiece('json', 'escaped', text, start, shape.end, 'value', '', hint.contentType)],
        isWhole: true,
      }
    }
    const reader = new Tokens(bytes, start, shape.end, budget)
    reader.read()
    if (!reader.isPlausible) return 'no JSON'
    if (reader.at < shape.end && !isTail(bytes, reader.at, shape.end))
      reader.pieces.push(exactPiece('json', 'rest', '', bytes, reader.at, shape.end, 'value'))
    return { pieces: reader.pieces, isWhole: true }
  },
}

function jsonStart(bytes: Buffer, start: number): number {
  const byte = bytes[start]
  if (byte === braceOpen || byte === bracketOpen || byte === quote) return start
  return start + (prefixPattern.exec(bytes.toString('latin1', start, start + 256))?.[0].length ?? 0)
}

/** A document as a text inside of another one is written, without the quotes around it: `{\"imei\":…`. */
function isEscaped(bytes: Buffer, start: number): boolean {
  return (
    (bytes[start] === braceOpen && bytes[start + 1] === backslash && bytes[start + 2] === quote) ||
    (bytes[start] === bracketOpen && bytes[start + 1] === braceOpen && isEscaped(bytes, start + 1))
  )
}

const columnEnds: ReadonlySet<number> = new Set([comma, 0x3b, 0x09])

/** `"time","imsi"`: the first column in quotes. */
function isTableHead(bytes: Buffer, start: number): boolean {
  if (bytes[start] !== quote) return false
  const close = bytes.indexOf(quote, start + 1)
  return close !== -1 && columnEnds.has(bytes[close + 1] as number)
}

/** What ends JSONP. */
function isTail(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number
    if (byte !== 0x29 && byte !== 0x3b && byte > 0x20) return false
  }
  return true
}

/** Walks the tokens. One entry of `prefixes` for each open object or array up to the depth limit. */
class Tokens {
  readonly pieces: Piece[] = []
  at: number
  private readonly bytes: Buffer
  private readonly end: number
  private readonly budget: Budget
  /** Path of each open container; index of the next element, or -1 in an object; the name that is waiting. */
  private readonly prefixes: string[] = []
  private readonly indexes: number[] = []
  private readonly names: string[] = []
  /** Whether each open container is one of round brackets. */
  private readonly rounds: boolean[] = []
  private depth = 0
  private documents = 0
  /** Name of the nearest named value around, for elements of arrays. */
  private pendingName: string | null = null
  private hasStructure = false
  private isBroken = false
  private startsWithString = false

  constructor(bytes: Buffer, start: number, end: number, budget: Budget) {
    this.bytes = bytes
    this.at = start
    this.end = end
    this.budget = budget
  }

  /**
   * A fault after names or strings is a fault of JSON; before them it says that it is none, and so it does behind a
   * mere string: `"a" and "b"` is prose.
   */
  get isPlausible(): boolean {
    if (!this.isBroken) return true
    return this.pieces.length > 0 && this.hasStructure && !this.startsWithString
  }

  read(): void {
    const { bytes, end } = this
    while (this.at < end && !this.isBroken) {
      if (this.pieces.length >= this.budget.nodesLeft) {
        this.budget.reach('nodesMax')
        this.hasStructure = true
        this.at = end
        return
      }
      const byte = bytes[this.at] as number
      if (byte <= 0x20 || byte === comma) {
        this.at++
        if (byte === comma) this.nextElement()
      } else if (byte === quote || byte === apostrophe) this.string(byte)
      else if (byte === braceOpen || byte === bracketOpen || (byte === parenOpen && this.mayOpenRound())) {
        this.open(byte !== braceOpen, byte === parenOpen)
        this.at++
      } else if (byte === braceClose || byte === bracketClose || byte === parenClose) {
        if (this.depth === 0 || this.isRound() !== (byte === parenClose)) this.isBroken = true
        else {
          this.at++
          this.close(byte === bracketClose)
        }
      } else if (byte === colon && this.depth > 0) this.at++
      else if (this.depth > 0 && this.isArrow(this.at)) this.at += 2
      else this.bare()
    }
  }

  /** A tuple, or what a call is given: inside of another container only. */
  private mayOpenRound(): boolean {
    return this.depth > 0 && this.depth < limits.decode.jsonDepthMax
  }

  /** Whether the innermost container is one of round brackets. */
  private isRound(): boolean {
    return this.rounds[Math.min(this.depth, limits.decode.jsonDepthMax)] === true
  }

  private open(isArray: boolean, isRound: boolean): void {
    const path = this.path()
    const name = this.name()
    if (this.depth === 0) this.documents++
    this.depth++
    if (this.depth > limits.decode.jsonDepthMax) {
      this.budget.reach('jsonDepthMax')
      return
    }
    this.prefixes[this.depth] = path
    this.names[this.depth] = name
    this.rounds[this.depth] = isRound
    this.indexes[this.depth] = isArray ? 0 : -1
    this.pendingName = null
  }

  private close(isBracket: boolean): void {
    const isRound = this.isRound()
    const name = this.names[Math.min(this.depth, limits.decode.jsonDepthMax)] as string
    this.depth--
    // Behind what a call was given its name still counts: `["imei"]=> string(15) "…"`.
    this.pendingName = isRound && name !== '' && this.isValueNext() ? name : null
    const last = this.pieces.at(-1)
    if (!isBracket || last === undefined || !this.isArrowNext()) return
    // The name of a member in brackets: the text or number right in front of them.
    if (last.end !== this.at - (this.bytes[this.at - 2] === quote ? 2 : 1)) return
    this.pieces.pop()
    this.pendingName = last.bytes.toString('utf8')
  }

  private isValueNext(): boolean {
    const next = this.bytes[this.at + 1]
    return this.bytes[this.at] === 0x20 && (next === quote || next === braceOpen)
  }

  private isArrowNext(): boolean {
    let { at } = this
    while (at < this.end && (this.bytes[at] as number) <= 0x20) at++
    return this.depth > 0 && this.isArrow(at)
  }

  private nextElement(): void {
    this.pendingName = null
    const level = Math.min(this.depth, limits.decode.jsonDepthMax)
    const index = this.indexes[level]
    if (level > 0 && index !== undefined && index >= 0) this.indexes[level] = index + 1
  }

  /** Path of the value that comes next. */
  private path(): string {
    if (this.depth === 0) return this.documents === 0 ? '$' : `$#${this.documents + 1}`
    const level = Math.min(this.depth, limits.decode.jsonDepthMax)
    const prefix = this.prefixes[level] as string
    const cut = level < this.depth ? '…' : ''
    if (this.pendingName !== null) {
      return memberPath(`${prefix}${cut}`, this.pendingName)
    }
    const index = this.indexes[level] as number
    return index >= 0 ? `${prefix}${cut}[${index}]` : `${prefix}${cut}`
  }

  private name(): string {
    if (this.pendingName !== null) return this.pendingName
    return this.depth === 0 ? '' : (this.names[Math.min(this.depth, limits.decode.jsonDepthMax)] as string)
  }

  private string(mark: number): void {
    const { bytes, end } = this
    const start = this.at + 1
    let stop = start
    let isEscaped = false
    while (stop < end && bytes[stop] !== mark) {
      if (bytes[stop] === backslash) {
        isEscaped = true
        stop++
      }
      stop++
    }
    const isCut = stop >= end
    if (isCut) stop = end
    this.at = isCut ? end : stop + 1
    if (this.depth > 0 && !isCut && this.isName(this.at)) {
      this.pendingName = null
      const written = isEscaped
        ? unescapeJson(bytes, start, stop).toString('utf8')
        : nameText(bytes, start, stop, 'utf8')
      const name = shortened(written, limits.decode.nameCharactersMax)
      if (isEscaped) this.add(start, stop, true, `name ${name}`)
      else if (isTellingName(bytes, start, stop)) this.add(start, stop, false, 'name')
      this.pendingName = name
      this.hasStructure = true
      return
    }
    this.add(start, stop, isEscaped, null)
    this.pendingName = null
    if (!isCut) this.hasStructure = true
    if (this.depth === 0 && this.documents++ === 0) this.startsWithString = true
  }

  /** `=>` of Ruby's hashes. */
  private isArrow(at: number): boolean {
    return at + 1 < this.end && this.bytes[at] === 0x3d && this.bytes[at + 1] === 0x3e
  }

  /** True where the next token is a colon, or an arrow: what was read is a name. */
  private isName(from: number): boolean {
    let at = from
    while (at < this.end && (this.bytes[at] as number) <= 0x20) at++
    return at < this.end && (this.bytes[at] === colon || this.isArrow(at))
  }

  /** A number, a literal, or a bare word where the writer was careless. */
  private bare(): void {
    const { bytes, end } = this
    const start = this.at
    let stop = start
    while (stop < end && isBareByte(bytes[stop] as number)) stop++
    if (stop === start || this.depth === 0) {
      this.isBroken = true
      return
    }
    // Behind a name a colon is of the value, as Go and Kotlin print it: `{WifiMac:0a:1c:5e:10:20:30}`, `{at:12:30}`.
    if (this.pendingName !== null)
      while (stop + 1 < end && bytes[stop] === colon && isBareByte(bytes[stop + 1] as number))
        for (stop++; stop < end && isBareByte(bytes[stop] as number); ) stop++
    this.at = stop
    if (this.isName(stop)) {
      this.pendingName = nameText(bytes, start, stop, 'utf8')
      return
    }
    const next = bytes[stop]
    if (next === apostrophe || next === quote) {
      if (textPrefix.test(bytes.toString('latin1', start, Math.min(stop, start + 3)))) return
    }
    // A call, whose name says nothing.
    if (next === parenOpen && this.mayOpenRound()) return
    const first = bytes[start] as number
    const isNumber = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e
    if (isNumber) this.add(start, stop, false, null)
    else if (!isLiteral(bytes.toString('latin1', start, Math.min(stop, start + 10)))) {
      // A bare word is a value only where JSON was already seen: `[info] started` is no JSON.
      if (!this.hasStructure) {
        this.isBroken = true
        this.at = start
        return
      }
      this.add(start, stop, false, null)
    }
    this.pendingName = null
  }

  private add(start: number, stop: number, isEscaped: boolean, detail: string | null): void {
    const path = detail === null ? this.path() : `${this.path()} ${detail}`
    const piece = exactPiece('json', path, this.name(), this.bytes, start, stop, 'value')
    if (!isEscaped) this.pieces.push(piece)
    else {
      const unescaped = unescapeJson(this.bytes, start, stop)
      if (!this.budget.takeBytes(unescaped.length)) this.pieces.push(piece)
      else this.pieces.push({ ...piece, bytes: unescaped, isExact: false })
    }
  }
}

function isBareByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x5f ||
    byte === 0x24 ||
    byte >= 0x80
  )
}

function isLiteral(word: string): boolean {
  return word === 'true' || word === 'false' || word === 'null' || word === 'undefined' || word === 'NaN'
}

/** Undoes the escapes of RFC 8259 section 7, and `\x40` and octal ones of other languages; surrogate pairs become one character, a lone half U+FFFD; bytes of UTF-8 that were escaped one by one, what they are. Never longer. */
function unescapeJson(bytes: Buffer, start: number, end: number): Buffer {
  const out = Buffer.allocUnsafe(end - start)
  let used = 0
  let index = start
  while (index < end) {
    const byte = bytes[index] as number
    if (byte !== backslash || index + 1 >= end) {
      out[used++] = byte
      index++
      continue
    }
    const mark = bytes[index + 1] as number
    if (mark === 0x75) {
      const character = escapedCharacter(bytes, index, end)
      if (character !== '') {
        used += out.write(character, used, 'utf8')
        index += 6 * character.length
        continue
      }
    }
    const byHex = hexEscape(bytes, index, end)
    if (byHex >= 0) {
      out[used++] = byHex
      index += hexEscapeBytes
      continue
    }
    const row = octalRow(bytes, index, end)
    if (row > 0) {
      for (let left = row; left > 0; left--, index += octalBytes) out[used++] = octalAt(bytes, index + 1)
      continue
    }
    out[used++] = escaped(mark)
    index += 2
  }
  const text = out.subarray(0, used)
  return bytesAsCharacters(text, bytes.subarray(start, end)) ?? text
}

/** Bytes of `\x40`. */
const hexEscapeBytes = 4

/** The byte that `\x40` at `at` stands for in JavaScript, Python and YAML; -1 where none does. */
function hexEscape(bytes: Buffer, at: number, end: number): number {
  if (bytes[at + 1] !== 0x78 || at + hexEscapeBytes > end) return -1
  const high = hexDigit(bytes[at + 2] as number)
  const low = hexDigit(bytes[at + 3] as number)
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function escaped(mark: number): number {
  switch (mark) {
    case 0x6e:
      return 0x0a
    case 0x72:
      return 0x0d
    case 0x74:
      return 0x09
    case 0x62:
      return 0x08
    case 0x66:
      return 0x0c
    default:
      return mark
  }
}
