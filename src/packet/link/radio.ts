/**
 * What capture programs put before a Wi-Fi frame to say how it was heard: radiotap, PPI, Prism and AVS. All but AVS are
 * little-endian, or (Prism) in the byte order of the capturing machine.
 */

import { limits } from '../../core/limits.ts'
import { readEthernet } from './ethernet.ts'
import { linkFates } from './link-view.ts'
import { readWlanFrame } from './wlan.ts'
import type { LinkFate, LinkView } from './link-view.ts'

/** Flags of radiotap's field of that name. */
const radiotapFlags = { hasChecksum: 0x10, isPadded: 0x20, isDamaged: 0x40 } as const

/** Link type 127 (radiotap.org): a length, words that say which fields are there, and the fields. */
export function readRadiotap(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 8 || buf[at] !== 0) return linkFates.malformed
  const length = buf.readUInt16LE(at + 2)
  if (length < 8 || length > view.end - at) return linkFates.malformed
  const present = buf.readUInt32LE(at + 4)
  let field = 8
  // The highest bit of each word says that another one follows.
  for (let word = present; (word & 0x8000_0000) !== 0; field += 4) {
    if (field + 4 > length) return linkFates.malformed
    word = buf.readUInt32LE(at + field)
  }
  let flags = 0
  if ((present & 2) !== 0) {
    // The only field that may stand before the flags is the timer: eight bytes, aligned to eight.
    if ((present & 1) !== 0) field = ((field + 7) & ~7) + 8
    if (field >= length) return linkFates.malformed
    flags = buf[at + field] as number
  }
  view.at = at + length
  return readHeardFrame(
    buf,
    view,
    (flags & radiotapFlags.hasChecksum) !== 0,
    (flags & radiotapFlags.isDamaged) !== 0,
    (flags & radiotapFlags.isPadded) !== 0,
  )
}

/** Link type 192 (CACE PPI 1.0.10): a length, the link type of the frame, and fields of type, length and value. */
export function readPpi(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 8 || buf[at] !== 0) return linkFates.malformed
  const length = buf.readUInt16LE(at + 2)
  if (length < 8 || length > view.end - at) return linkFates.malformed
  const linkType = buf.readUInt32LE(at + 4)
  let hasChecksum = false
  let isDamaged = false
  for (let field = at + 8; field + 4 <= at + length; ) {
    const bytes = buf.readUInt16LE(field + 2)
    // 802.11-Common: a timer of eight bytes, then flags.
    if (buf.readUInt16LE(field) === 2 && bytes >= 10 && field + 14 <= at + length) {
      const flags = buf.readUInt16LE(field + 12)
      hasChecksum = (flags & 1) !== 0
      isDamaged = (flags & 4) !== 0
    }
    field += 4 + bytes
  }
  view.at = at + length
  if (++view.nesting > limits.packet.nestingMax) return linkFates.tooDeep
  switch (linkType) {
    case 1:
      return readEthernet(buf, view)
    case 105:
      return readHeardFrame(buf, view, hasChecksum, isDamaged, false)
    case 127:
      return readRadiotap(buf, view)
    default:
      view.name = `ppi link type ${linkType}`
      return linkFates.unsupported
  }
}

/** Link type 119: 144 bytes of Prism, with their length; or AVS, which some drivers give under the same number. */
export function readPrism(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 8) return linkFates.malformed
  if ((buf.readUInt32BE(at) & 0xffff_f000) >>> 0 === 0x8021_1000) return readAvs(buf, view)
  const little = buf.readUInt32LE(at + 4)
  const length = little > 0xffff ? buf.readUInt32BE(at + 4) : little
  if (length < 8 || length > view.end - at) return linkFates.malformed
  view.at = at + length
  return readHeardFrame(buf, view, false, false, false)
}

/** Link type 163: a magic number and a length, big-endian. */
export function readAvs(buf: Buffer, view: LinkView): LinkFate {
  const at = view.at
  if (view.end - at < 8) return linkFates.malformed
  const length = buf.readUInt32BE(at + 4)
  if ((buf.readUInt32BE(at) & 0xffff_f000) >>> 0 !== 0x8021_1000) return linkFates.malformed
  if (length < 8 || length > view.end - at) return linkFates.malformed
  view.at = at + length
  return readHeardFrame(buf, view, false, false, false)
}

function readHeardFrame(
  buf: Buffer,
  view: LinkView,
  hasChecksum: boolean,
  isDamaged: boolean,
  isPadded: boolean,
): LinkFate {
  // Its bits are not those that were sent; the card that sent it will have sent it again.
  if (isDamaged) return linkFates.damaged
  if (hasChecksum) {
    if (view.wireEnd - view.at < 4) return linkFates.malformed
    view.wireEnd -= 4
    if (view.end > view.wireEnd) view.end = view.wireEnd
  }
  return readWlanFrame(buf, view, isPadded)
}
