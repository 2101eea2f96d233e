import { carriageReturn, lineFeed } from '../../core/ascii-codes.ts'
import { limits } from '../../core/limits.ts'
import type { Budget } from '../budget.ts'
import type { Piece } from '../encoding.ts'
import { holdsSecondSection, mayBeContinued, sectionsOf } from '../continued-parameter.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Encoding } from '../encoding.ts'

const dash = 0x2d
/** RFC 2046 section 5.1.1 allows 70 characters. */
const boundaryCharsMax = 200
const greaterThan = 0x3e
const headBytesMax = 16_384

/**
 * multipart bodies (RFC 2046, RFC 7578): parts by name, with names and file names as values of their own. Bare line
 * feeds, a missing end, a declared boundary that is not the one used, and no declaration at all are tolerated; what
 * stands before the first and behind the last boundary is a value too. A part that is multipart itself is read as such
 * by the next step. Fields of a part may be folded (RFC 5322, 2.2.3), and names of files cut over several parameters
 * (RFC 2231, 3), as mails do: they are put together.
 */
export const encoding: Encoding = {
  name: 'multipart',
  kind: 'container',
  title: 'multipart',
  probe(bytes, hint) {
    const { shape } = hint
    if (hint.contentType !== '' && /^\s*multipart\//i.test(hint.contentType)) return certainty.multipart
    if (shape.first !== dash || bytes[shape.start + 1] !== dash) return certainty.no
    // Logs of HTTP: `--> POST https://…`.
    if (bytes[shape.start + 2] === greaterThan) return certainty.no
    return bytes
      .subarray(shape.start, shape.start + 1024)
      .toString('latin1')
      .search(/content-/i) > 0
      ? certainty.multipart
      : certainty.no
  },
  decode(bytes, hint, budget) {
    const declared = declaredBoundary(hint.contentType)
    let delimiter = declared === '' ? null : Buffer.from(`--${declared}`, 'latin1')
    if (delimiter === null || !hasDelimiter(bytes, delimiter)) {
      const found = boundaryInUse(bytes, hint.shape.start)
      if (found === '') return 'no boundary'
      if (delimiter !== null) budget.tolerate('multipart boundary other than declared')
      delimiter = Buffer.from(found, 'latin1')
    }
    return { pieces: parts(bytes, delimiter, budget), isWhole: true }
  },
  // A name that is cut shows in no part of it.
  mayHide: holdsSecondSection,
  hidesIn: { firstBytes: Buffer.from('-\r\nTI'), bytesMin: 64 },
}

function declaredBoundary(contentType: string): string {
  const match = /boundary\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(contentType)
  return (match?.[1] ?? match?.[2] ?? '').slice(0, boundaryCharsMax)
}

/** The first line that starts with `--` and is followed by a field, as written; '' where there is none. */
function boundaryInUse(bytes: Buffer, start: number): string {
  for (let at = start; at >= 0 && at < bytes.length; ) {
    let end = bytes.indexOf(lineFeed, at)
    if (end < 0) end = bytes.length
    if (bytes[at] === dash && bytes[at + 1] === dash && end - at > 3 && end - at <= boundaryCharsMax) {
      const stop = bytes[end - 1] === carriageReturn ? end - 1 : end
      const next = bytes.toString('latin1', end + 1, end + 64)
      if (/^[A-Za-z-]+:/.test(next)) return bytes.toString('latin1', at, stop).trimEnd()
    }
    at = end + 1
  }
  return ''
}

function hasDelimiter(bytes: Buffer, delimiter: Buffer): boolean {
  return nextDelimiter(bytes, delimiter, 0) >= 0
}

/** Next place where the delimiter stands at the start of a line, -1 where there is none. */
function nextDelimiter(bytes: Buffer, delimiter: Buffer, from: number): number {
  for (let at = bytes.indexOf(delimiter, from); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
    if (at !== 0 && bytes[at - 1] !== lineFeed) continue
    // A longer boundary that begins like this one (nested bodies do that) is another.
    const behind = bytes[at + delimiter.length]
    if (
      behind === undefined ||
      behind === lineFeed ||
      behind === carriageReturn ||
      behind === dash ||
      behind === 0x20 ||
      behind === 0x09
    )
      return at
  }
  return -1
}

function parts(bytes: Buffer, delimiter: Buffer, budget: Budget): Piece[] {
  const pieces: Piece[] = []
  let at = nextDelimiter(bytes, delimiter, 0)
  addOutside(bytes, 0, at, 'preamble', pieces)
  let count = 0
  while (at >= 0) {
    const behind = at + delimiter.length
    let start = bytes.indexOf(lineFeed, behind)
    const isLast = bytes[behind] === dash && bytes[behind + 1] === dash
    if (isLast) {
      addOutside(bytes, behind + 2, bytes.length, 'epilogue', pieces)
      break
    }
    if (start < 0) break
    start++
    if (count >= limits.decode.multipartPartsMax) {
      budget.reach('multipartPartsMax')
      addOutside(bytes, start, bytes.length, 'rest', pieces)
      break
    }
    if (pieces.length + 3 >= budget.nodesLeft) {
      budget.reach('nodesMax')
      break
    }
    count++
    const next = nextDelimiter(bytes, delimiter, start)
    let end = next < 0 ? bytes.length : next
    if (next >= 0 && end > start && bytes[end - 1] === lineFeed) end--
    if (next >= 0 && end > start && bytes[end - 1] === carriageReturn) end--
    addPart(bytes, start, end, count - 1, pieces)
    at = next
  }
  return pieces
}

/** Text outside of all parts is rare and unread by servers, but it left the device. */
function addOutside(bytes: Buffer, start: number, end: number, detail: string, pieces: Piece[]): void {
  let first = start
  let last = end
  while (first < last && (bytes[first] as number) <= 0x20) first++
  while (last > first && (bytes[last - 1] as number) <= 0x20) last--
  if (first < last) pieces.push(exactPiece('multipart', detail, '', bytes, first, last, 'value'))
}

function addPart(bytes: Buffer, start: number, end: number, index: number, pieces: Piece[]): void {
  const contentStart = headEnd(bytes, start, end)
  let name = ''
  let contentType = ''
  let coding = ''
  let at = start
  const headStop = Math.min(contentStart, start + headBytesMax)
  while (at < headStop) {
    const stop = fieldStop(bytes, at, headStop)
    const line = bytes.toString('latin1', at, stop).trimEnd()
    const lower = line.toLowerCase()
    if (lower.startsWith('content-disposition:')) {
      const named = parameter(line, 'name')
      if (named !== null) {
        name = Buffer.from(named.text, 'latin1').toString('utf8')
        pieces.push(
          exactPiece(
            'multipart',
            `name of [${index}]`,
            'name',
            bytes,
            at + named.at,
            at + named.at + named.text.length,
            'value',
          ),
        )
      }
      addFileNames(bytes, line, at, 'filename', index, pieces)
    } else if (lower.startsWith('content-type:')) {
      contentType = line.slice(13).trim()
      addFileNames(bytes, line, at, 'name', index, pieces)
    } else if (lower.startsWith('content-transfer-encoding:')) coding = lower.slice(26).trim()
    else if (lower.startsWith('content-encoding:')) coding = lower.slice(17).trim()
    else {
      const colon = line.indexOf(':')
      if (colon > 0) {
        let from = at + colon + 1
        while (from < at + line.length && (bytes[from] as number) <= 0x20) from++
        const key = line.slice(0, colon)
        pieces.push(
          exactPiece('multipart', `${key} of [${index}]`, key, bytes, from, at + line.length, 'value'),
        )
      }
    }
    at = stop + 1
  }
  const declaredCoding = coding === 'binary' || coding === '8bit' || coding === '7bit' ? '' : coding
  const content = exactPiece(
    'multipart',
    name === '' ? `[${index}]` : name,
    name,
    bytes,
    contentStart,
    end,
    'value',
  )
  pieces.push({ ...content, contentType, coding: declaredCoding })
}

/** The name of a file as a parameter says it, in one piece (`filename`, `filename*`) or cut over several. */
function addFileNames(
  bytes: Buffer,
  line: string,
  at: number,
  name: string,
  index: number,
  pieces: Piece[],
): void {
  for (const key of [name, `${name}*`]) {
    const file = parameter(line, key)
    if (file === null) continue
    const from = at + file.at
    pieces.push(
      exactPiece(
        'multipart',
        `file name of [${index}]`,
        'filename',
        bytes,
        from,
        from + file.text.length,
        'value',
      ),
    )
  }
  if (!mayBeContinued(line)) return
  for (const sections of sectionsOf(line, name)) {
    const first = Math.min(...sections.map((section) => section.at))
    const last = Math.max(...sections.map((section) => section.at + section.text.length))
    const detail = `file name of [${index}]`
    if (sections.length === 1) {
      pieces.push(exactPiece('multipart', detail, 'filename', bytes, at + first, at + last, 'value'))
      continue
    }
    const text = Buffer.from(sections.map((section) => section.text).join(''), 'latin1')
    const joined = `${detail}, joined of ${sections.length} parameters`
    pieces.push({
      ...transformedPiece('multipart', joined, text, at + first, at + last, 'value'),
      key: 'filename',
    })
  }
}

/** The line end of the field at `start`, behind its folded lines; `end` where it has none. */
function fieldStop(bytes: Buffer, start: number, end: number): number {
  for (let at = start; ; ) {
    const stop = bytes.indexOf(lineFeed, at)
    if (stop < 0 || stop >= end) return end
    const next = bytes[stop + 1]
    // An empty line before a blank is the end of the head.
    if (stop + 1 >= end || (next !== 0x20 && next !== 0x09)) return stop
    at = stop + 1
  }
}

/** Where the part's content starts: behind the first empty line; at `start` where the first line is no field. */
function headEnd(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end) {
    let stop = bytes.indexOf(lineFeed, at)
    if (stop < 0 || stop > end) stop = end
    const isEmpty = stop === at || (stop === at + 1 && bytes[at] === carriageReturn)
    if (isEmpty) return Math.min(end, stop + 1)
    if (at === start && !/^[A-Za-z0-9-]+\s*:/.test(bytes.toString('latin1', at, Math.min(stop, at + 128))))
      return start
    at = stop + 1
  }
  return end
}

/** A parameter of a field's line: its text as written, and where it starts. */
function parameter(line: string, name: string): { text: string; at: number } | null {
  const escaped = name.replace('*', '\\*')
  const match = new RegExp(`[;\\s]${escaped}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"?|([^\\s;]+))`, 'di').exec(
    line,
  )
  const group = match?.[1] === undefined ? 2 : 1
  const text = match?.[group]
  const at = match?.indices?.[group]?.[0]
  return text === undefined || at === undefined ? null : { text, at }
}
