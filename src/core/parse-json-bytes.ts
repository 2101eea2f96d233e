import { backslash, blank, carriageReturn, colon, comma, lineFeed, quote, tab } from './ascii-codes.ts'

/** Bytes that are parsed as one text: there is none of more than 512 MB, and a small one takes less beside what it says. */
const pieceBytesMax = 67_108_864

/** Lists and objects of more than a piece that lie in each other: each level is looked through once more. */
const levelsMax = 16

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

/**
 * What bytes say as JSON (UTF-8), however many they are: a list or an object that is longer than `piece` bytes is parsed
 * some of its members at a time. Throws a SyntaxError where it is none, as JSON.parse does.
 */
export function parseJsonBytes(bytes: Buffer, piece: number = pieceBytesMax): unknown {
  return valueOf(bytes, piece, levelsMax)
}

function valueOf(bytes: Buffer, piece: number, levels: number): unknown {
  if (bytes.length <= piece) return JSON.parse(bytes.toString())
  if (levels === 0) throw new SyntaxError('it is nested too deeply')
  const whole = trimmed(bytes)
  const first = whole[0]
  const last = whole.at(-1)
  const inside = whole.subarray(1, -1)
  if (first === openBracket && last === closeBracket) return listOf(inside, piece, levels - 1)
  if (first === openBrace && last === closeBrace) return objectOf(inside, piece, levels - 1)
  // A text or a number of that length, or something that is not whole.
  if (whole.length <= piece) return valueOf(whole, piece, levels)
  throw new SyntaxError('it ends within a value, or is one that is too long')
}

function listOf(inside: Buffer, piece: number, levels: number): unknown[] {
  const list: unknown[] = []
  for (const run of runsOf(inside, piece)) {
    if (run.length > piece) list.push(valueOf(run, piece, levels))
    else for (const one of JSON.parse(`[${run.toString()}]`) as unknown[]) list.push(one)
  }
  return list
}

function objectOf(inside: Buffer, piece: number, levels: number): unknown {
  const members: [string, unknown][] = []
  for (const run of runsOf(inside, piece)) {
    if (run.length <= piece) {
      for (const member of Object.entries(JSON.parse(`{${run.toString()}}`) as object)) members.push(member)
      continue
    }
    const at = placeOf(run, 0, colon)
    const name: unknown = JSON.parse(run.toString('utf8', 0, Math.min(at, piece)))
    if (typeof name !== 'string' || at === run.length) throw new SyntaxError('a member has no name')
    members.push([name, valueOf(run.subarray(at + 1), piece, levels)])
  }
  return Object.fromEntries(members)
}

/** Members one behind the other, without the commas between the runs; one that is longer than `piece` alone. */
function* runsOf(inside: Buffer, piece: number): Generator<Buffer> {
  if (trimmed(inside).length === 0) return
  let start = 0
  let end = -1
  for (let at = 0; ; ) {
    const next = placeOf(inside, at, comma)
    if (end !== -1 && next - start > piece) {
      yield memberRun(inside, start, end)
      start = end + 1
    }
    end = next
    if (next === inside.length) break
    at = next + 1
  }
  yield memberRun(inside, start, end)
}

/** JSON has no comma in front of nothing. */
function memberRun(inside: Buffer, start: number, end: number): Buffer {
  const run = trimmed(inside.subarray(start, end))
  if (run.length === 0) throw new SyntaxError('a comma stands where no value follows')
  return run
}

/** Where a sign stands outside of lists, objects and texts; the end where it does not. */
function placeOf(bytes: Buffer, start: number, sign: number): number {
  let depth = 0
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) at = endOfText(bytes, at)
    else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    else if (byte === sign && depth === 0) return at
  }
  return bytes.length
}

/** Where the quote stands that ends a text. */
function endOfText(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(quote, start + 1); at !== -1; at = bytes.indexOf(quote, at + 1)) {
    let escapes = 0
    while (bytes[at - 1 - escapes] === backslash) escapes++
    if (escapes % 2 === 0) return at
  }
  return bytes.length
}

/** Without the white space of JSON around it. */
function trimmed(bytes: Buffer): Buffer {
  let start = 0
  let end = bytes.length
  while (start < end && isSpace(bytes[start])) start++
  while (end > start && isSpace(bytes[end - 1])) end--
  return bytes.subarray(start, end)
}

function isSpace(byte: number | undefined): boolean {
  return byte === blank || byte === lineFeed || byte === carriageReturn || byte === tab
}
