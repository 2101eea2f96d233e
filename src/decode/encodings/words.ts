import { carriageReturn, comma, lineFeed, plus, quote, semicolon } from '../../core/ascii-codes.ts'
import { isDigit } from '../../core/ascii.ts'
import { hexValues } from '../../core/signs/digit-values.ts'
import { isTellingName } from '../telling-name.ts'
import { behindWrap } from '../base64-codec.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, exactPiece } from '../encoding.ts'

const equals = 0x3d
const stroke = 0x5c
const nameBytesMax = 64
const pairsMin = 2
const quotedBytesMax = 4_096
/** Bytes of words that are no pairs and hide nothing: a level, a name in front. */
const strayBytesMax = 12

/**
 * `name=value name=value`, as logs and trackers write lines of text. Words without `=` are left where they are. Read
 * before escapes are undone: what they stand for may be a blank or a `=`.
 */
export const encoding: Encoding = {
  name: 'words',
  kind: 'container',
  title: 'words',
  probe(_bytes, hint) {
    const { shape } = hint
    if (shape.equals < pairsMin || shape.spaces === 0 || shape.controls > 0) return certainty.no
    return certainty.pairs + 1
  },
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    const { start, end } = hint.shape
    let at = start
    let words = 0
    let strayBytes = 0
    let firstEnd = start
    while (at < end) {
      while (at < end && (bytes[at] as number) <= 0x20) {
        if (bytes[at] === lineFeed) return 'lines'
        at++
      }
      const from = at
      at = wordEnd(bytes, from, end)
      words++
      if (pieces.length >= budget.nodesLeft) {
        budget.reach('nodesMax')
        break
      }
      const split = bytes.indexOf(equals, from)
      if (split <= from || split + 1 >= at || split - from > nameBytesMax) {
        strayBytes += at - from
        if (from === start) firstEnd = at
        continue
      }
      // Parameters (`a="b", c=d; e=f`) have their marks behind the values; behind the last of words a sentence may go on.
      if ((bytes[at - 1] === comma || bytes[at - 1] === semicolon) && bytes.indexOf(equals, at) !== -1)
        return 'parameters'
      const key = bytes.toString('latin1', from, split)
      if (isTellingName(bytes, from, split)) {
        pieces.push(exactPiece('words', 'name', '', bytes, from, split, 'value'))
        pieces.push(exactPiece('words', '', '', bytes, split + 1, at, 'value'))
        continue
      }
      if (/^[A-Za-z_][\w.-]*$/.test(key)) {
        const close = closingQuote(bytes, split + 1, at, end)
        at = close < 0 ? valueEnd(bytes, split + 1, at, end) : close + 1
        // With its quotes where it has strokes, which stand for what they do in JSON.
        const isPlain = close >= 0 && !bytes.subarray(split + 2, close).includes(stroke)
        const [from, to] = isPlain ? [split + 2, close] : [split + 1, at]
        pieces.push(exactPiece('words', key, key, bytes, from, to, 'value'))
      } else strayBytes += at - from
    }
    if (pieces.length < pairsMin || pieces.length * 2 < words) return 'prose'
    // `phone: +47… os=13 …`: what stands in front of the pairs is the value of the name around.
    if (firstEnd > start && hint.key !== '')
      pieces.unshift({ ...exactPiece('words', '', '', bytes, start, firstEnd, 'value'), key: null })
    return { pieces, isWhole: strayBytes <= strayBytesMax }
  },
}

/** Where the quotes end in which a value of several words stands (logfmt), whose first one ends at `stop`; -1 for none. */
function closingQuote(bytes: Buffer, start: number, stop: number, end: number): number {
  if (bytes[start] !== quote || (bytes[stop - 1] === quote && stop - 1 > start)) return -1
  const last = Math.min(end, stop + quotedBytesMax)
  for (let at = stop; at < last; at++) {
    if (bytes[at] === lineFeed) return -1
    if (bytes[at] !== quote || bytes[at - 1] === stroke) continue
    return at + 1 === end || (bytes[at + 1] as number) <= 0x20 ? at : -1
  }
  return -1
}

/**
 * A value may be written in words: a number in groups (`imei=35 693803 564380 9`), or bytes (`data=69 6d 65 69`). What
 * follows of the same kind belongs to it.
 */
function valueEnd(bytes: Buffer, start: number, end: number, stop: number): number {
  const from = bytes[start] === plus ? start + 1 : start
  let last = end
  for (const isOne of [areDigits, areHexPair]) {
    let at = isOne(bytes, from, end) ? end : stop
    while (at < stop && bytes[at] === 0x20) {
      const next = wordEnd(bytes, at + 1, stop)
      if (!isOne(bytes, at + 1, next)) break
      at = next
      last = Math.max(last, at)
    }
  }
  return last
}

function areDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at])) return false
  return start < end
}

function areHexPair(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start === 2 &&
    hexValues[bytes[start] as number] !== 255 &&
    hexValues[bytes[start + 1] as number] !== 255
  )
}

/** End of the word at `from`; wrapped base64 is one word. */
function wordEnd(bytes: Buffer, from: number, end: number): number {
  let at = from
  for (;;) {
    while (at < end && (bytes[at] as number) > 0x20) at++
    const feed = bytes[at] === carriageReturn ? at + 1 : at
    if (feed >= end || bytes[feed] !== lineFeed) return at
    const next = behindWrap(bytes, feed, end)
    if (next < 0) return at
    at = next
  }
}
