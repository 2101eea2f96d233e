import { isPaddedWhole, isPaddingInside } from './base64-codec.ts'
import type { Budget } from './budget.ts'
import { isTellingName } from './telling-name.ts'
import { nameText } from './known-names.ts'
import { exactPiece } from './encoding.ts'
import type { Piece } from './encoding.ts'
import { unescapePercent } from '../core/signs/percent-escape.ts'

/** The usual sign between pairs. */
export const ampersand = 0x26
const equals = 0x3d
/** Of base64. */
const paddingMax = 2

/**
 * Adds the pairs `key=value&key=value` of `bytes[start, end)` to `pieces`: values as they stand (escapes are undone by
 * the next step, so that the span stays exact), names unescaped. Another sign than `&` may stand `between` them. A part without `=` is a value without a name, and so is base64 with its padding. An
 * escaped name is also a value: names carry identifiers too. Where a value begins with pairs that nobody escaped, all from there on is a
 * value of its name, too: the pairs behind may be of it.
 */
export function addPairs(
  bytes: Buffer,
  start: number,
  end: number,
  step: string,
  pieces: Piece[],
  budget: Budget,
  between: number = ampersand,
): void {
  let at = start
  let careless: { readonly key: string; readonly start: number } | null = null
  while (at < end) {
    if (pieces.length >= budget.nodesLeft) {
      budget.reach('nodesMax')
      return
    }
    let stop = at
    let split = -1
    while (stop < end && bytes[stop] !== between) {
      if (split < 0 && bytes[stop] === equals && !isPaddingInside(bytes, at, stop)) split = stop
      stop++
    }
    // What stands behind a name is more than that.
    if (split >= 0 && stop - split <= paddingMax && isPaddedWhole(bytes, at, stop)) split = -1
    if (split < 0) {
      if (stop > at) pieces.push(exactPiece(step, '', '', bytes, at, stop, 'pair'))
    } else {
      const written = nameText(bytes, at, split, 'latin1')
      const key = written.includes('%') || written.includes('+') ? unescapeKey(bytes, at, split) : written
      pieces.push(exactPiece(step, key, key, bytes, split + 1, stop, 'pair'))
      if (careless === null && stop < end && beginsPairs(bytes, split + 1, stop))
        careless = { key, start: split + 1 }
      if (key !== written || isTellingName(bytes, at, split))
        pieces.push(exactPiece(step, `name of ${key}`, '', bytes, at, split, 'pair'))
    }
    at = stop + 1
  }
  if (careless === null || pieces.length >= budget.nodesLeft) return
  pieces.push(exactPiece(unescapedStep, careless.key, careless.key, bytes, careless.start, end, 'pair'))
}

/** The step to what may be one value with the pairs behind it. */
const unescapedStep = 'unescaped'

/** So many bytes of a value are looked at for a name. */
const beginBytesMax = 512
const pairsAhead = /^(?:[^=&?#\s]*\?)?[A-Za-z_][\w.[\]-]{0,40}=[^=]/

/** The value begins with a pair of its own, as an address or a form does that nobody escaped: `u=https://…/?lat=59.9&lon=10.7`. */
function beginsPairs(bytes: Buffer, start: number, end: number): boolean {
  const sign = bytes.indexOf(equals, start)
  if (sign < 0 || sign >= end - 1) return false
  return pairsAhead.test(bytes.toString('latin1', start, Math.min(end, start + beginBytesMax)))
}

/** Longest name that is unescaped for `key`; a longer one is still a value of its own. */
const keyBytesMax = 256

function unescapeKey(bytes: Buffer, start: number, end: number): string {
  const unescaped = unescapePercent(bytes.subarray(start, Math.min(end, start + keyBytesMax)), true)
  return unescaped.toString('utf8')
}
