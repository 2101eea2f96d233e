/**
 * Two numbers near a known place in a long list of numbers that nothing names: of thousands some neighbours are so near by
 * chance. In the points of a way the latitude before and the one behind are near, too.
 */

/** Of fewer numbers, two neighbours are within 500 m of a place in less than one list of 10^4. */
const numbersMin = 64
/** Bytes on each side that are read, enough for as many numbers as count. */
const besideBytesMax = 2_048
/** Enough for the points before and behind: of a way with thousands of them each is looked at. */
const pointsBytes = 256
/** What ends a list: anything but numbers and signs between them; the end of a line without a sign. */
const listEnd = /[^-+\d.eE,;|\s]|\d[ \t]*[\r\n]/
const numbers = /[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g
/** Numbers that a point may have, and how far two that follow each other are apart, as a share of their latitude. */
const strideMin = 2
const strideMax = 8
const stepMax = 0.01

interface Range {
  readonly start: number
  readonly end: number
}

/** True where the pair whose latitude is at `lat`, all of it in `pair`, may be chance in the list around it. */
export function mayBeChanceInRow(buf: Buffer, lat: Range, pair: Range): boolean {
  const inside = buf.toString('latin1', pair.start, pair.end)
  if (listEnd.test(inside)) return false
  const own = Number(buf.toString('latin1', lat.start, lat.end))
  const [last, next] = rowAround(buf, lat, pointsBytes)
  for (let stride = strideMin; stride <= strideMax; stride++)
    if (isAlike(last.at(-stride), own) && isAlike(next[stride - 1], own)) return false
  const [before, behind] = rowAround(buf, lat, besideBytesMax)
  return before.length + 1 + behind.length >= numbersMin
}

/** The numbers of the list on each side, in as many bytes. */
function rowAround(buf: Buffer, { start, end }: Range, bytes: number): readonly [number[], number[]] {
  const front = buf.toString('latin1', Math.max(0, start - bytes), start)
  const rest = buf.toString('latin1', end, Math.min(buf.length, end + bytes))
  return [numbersIn(afterLastEnd(front)), numbersIn(beforeFirstEnd(rest))]
}

function numbersIn(text: string): number[] {
  return (text.match(numbers) ?? []).map(Number)
}

/** Also where the list has no more of them. */
function isAlike(other: number | undefined, own: number): boolean {
  return other === undefined || Math.abs(other - own) <= stepMax * Math.abs(own)
}

function beforeFirstEnd(text: string): string {
  const at = text.search(listEnd)
  // The digit in front of the end of a line is of the list.
  return at === -1 ? text : text.slice(0, at + 1)
}

function afterLastEnd(text: string): string {
  let at = text.length
  for (const { index } of text.matchAll(new RegExp(listEnd, 'g'))) at = index
  return at === text.length ? text : text.slice(at + 1)
}
