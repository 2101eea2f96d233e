/**
 * Wi-Fi frames (IEEE 802.11-2020 section 9.2) as a card in monitor mode hears them. Only data frames of open networks
 * carry a packet that can be read; frames of protected networks are counted as undecryptable.
 */

import { readEtherType, readLlc, snapPoint } from './ether-type.ts'
import { checkSequenceBytes, linkFates } from './link-view.ts'
import { probeFields, probeRequestName, probeRequestSubtype } from './probe-request.ts'
import type { LinkFate, LinkPart, LinkView } from './link-view.ts'

const frameTypes = { management: 0, control: 1, data: 2 } as const

/** Bits of the second byte of the frame control field. */
const bits = {
  toSystem: 0x01,
  fromSystem: 0x02,
  moreFragments: 0x04,
  isRetry: 0x08,
  isProtected: 0x40,
  hasControl: 0x80,
} as const

/** Bytes that a decrypting card may leave between header and packet: none, the vector of WEP, that of TKIP or CCMP. */
const vectorBytes = [0, 4, 8] as const

/** Two addresses and a length before each frame of an aggregate. */
const subframeBytes = 14

/** Spreads bits over a word. */
const factor = 0x9e37_79b1

/** Link type 105. */
export function readWlan(buf: Buffer, view: LinkView): LinkFate {
  return readWlanFrame(buf, view, false)
}

/** Some access points hand a frame on with the first two bytes the other way around. */
export function readWlanSwapped(buf: Buffer, view: LinkView): LinkFate {
  return readWlanFrame(buf, view, false, true)
}

/** `isPadded`: the card has padded the header to a multiple of four bytes. */
export function readWlanFrame(buf: Buffer, view: LinkView, isPadded: boolean, isSwapped = false): LinkFate {
  const at = view.at
  if (view.end - at < 2) return linkFates.malformed
  const control = buf[isSwapped ? at + 1 : at] as number
  const flags = buf[isSwapped ? at : at + 1] as number
  if ((control & 3) !== 0) return linkFates.malformed
  const type = (control >> 2) & 3
  const isProbe = type === frameTypes.management && control >> 4 === probeRequestSubtype && !isSwapped
  if (isProbe && (flags & bits.isProtected) === 0 && probeFields(buf, at, view.end).length > 0) {
    view.name = probeRequestName
    view.macsAt = at + 4
    return linkFates.unsupported
  }
  if (type !== frameTypes.data) {
    view.name =
      type === frameTypes.management
        ? '802.11 management'
        : type === frameTypes.control
          ? '802.11 control'
          : '802.11 extension'
    return linkFates.other
  }
  const subtype = control >> 4
  let length = 24
  if ((flags & bits.toSystem) !== 0 && (flags & bits.fromSystem) !== 0) length += 6
  let isAggregate = false
  if ((subtype & 8) !== 0) {
    if (view.end - at < length + 2) return linkFates.malformed
    isAggregate = ((buf[at + length] as number) & 0x80) !== 0
    length += 2
    if ((flags & bits.hasControl) !== 0) length += 4
  }
  if (view.end - at < length) return linkFates.malformed
  if ((subtype & 4) !== 0) {
    view.name = '802.11 data without content'
    return linkFates.other
  }
  view.macsAt = at + 4
  if (!isSwapped) view.wlanAt = at
  if ((flags & (bits.toSystem | bits.fromSystem)) === bits.toSystem) view.stationAt = at + 10
  // The fragment number is the lower half-byte of the sequence control field.
  const fragment = (buf[at + 22] as number) & 0x0f
  view.at = at + (isPadded ? (length + 3) & ~3 : length)
  if (view.at > view.end) return linkFates.malformed
  if ((flags & bits.isProtected) !== 0 && !skipVector(buf, view, isAggregate ? subframeBytes : 0)) {
    view.name = '802.11 encrypted data'
    return linkFates.undecryptable
  }
  if (fragment !== 0 || (flags & bits.moreFragments) !== 0) {
    if (isSwapped) {
      view.name = '802.11 fragment'
      return linkFates.unsupported
    }
    view.headerAt = at
    return linkFates.fragment
  }
  return isAggregate ? readAggregate(buf, view) : readWlanPayload(buf, view)
}

/** An A-MSDU (IEEE 802.11-2020 section 9.3.2.2): subframes of two addresses, a length and a frame, padded to four. */
function readAggregate(buf: Buffer, view: LinkView): LinkFate {
  const { end, wireEnd } = view
  const parts: LinkPart[] = []
  for (let at = view.at; at < end; ) {
    // No part is so short: it is the check sequence of the frame.
    if (parts.length > 0 && wireEnd - at <= checkSequenceBytes) break
    const stated = end - at < subframeBytes ? -1 : buf.readUInt16BE(at + 12)
    const frameEnd = at + subframeBytes + stated
    const isWhole = stated >= 0 && frameEnd <= wireEnd
    parts.push({ start: at, at: isWhole ? at + subframeBytes : -1, end: isWhole ? frameEnd : wireEnd })
    const bytes = stated < 0 || frameEnd > end ? end - at : frameEnd - at
    at += (bytes + 3) & ~3
  }
  view.parts = parts
  view.partLayer = readWlanPayload
  return linkFates.parts
}

/** What the header of a fragment says: its place, and of which frame (IEEE 802.11-2020 section 9.2.4.4). */
export interface WlanFragment {
  readonly number: number
  /** Counted per receiver and class of traffic: number of the frame, and the class. */
  readonly sequence: string
  readonly isRetry: boolean
  readonly hasMore: boolean
}

/** Reads the header at `at`, which `readWlanFrame` has found to be whole. */
export function fragmentOf(buf: Buffer, at: number): WlanFragment {
  const flags = buf[at + 1] as number
  const control = buf.readUInt16LE(at + 22)
  return {
    number: control & 0x0f,
    sequence: `${control >> 4} ${trafficOf(buf, at)}`,
    isRetry: (flags & bits.isRetry) !== 0,
    hasMore: (flags & bits.moreFragments) !== 0,
  }
}

/** Whether a frame of data says that it was sent before. */
export function isSentAgain(buf: Buffer, at: number): boolean {
  return ((buf[at + 1] as number) & bits.isRetry) !== 0
}

/**
 * What a frame of data has in common with one that is sent again, and with no other near it: who sends it, its number, and the
 * class of traffic within which it is counted (IEEE 802.11-2020 section 10.3.2.14). Never 0.
 */
export function wlanIdentity(buf: Buffer, at: number): number {
  let hash = trafficOf(buf, at)
  for (let place = at + 10; place < at + 16; place++) hash = Math.imul(hash ^ (buf[place] as number), factor)
  return Math.imul(hash ^ buf.readUInt16LE(at + 22), factor) | 1
}

/** The class of traffic; 16 where the frame has none. */
function trafficOf(buf: Buffer, at: number): number {
  if (((buf[at] as number) & 0x80) === 0) return 16
  const flags = buf[at + 1] as number
  const isBetweenStations = (flags & bits.toSystem) !== 0 && (flags & bits.fromSystem) !== 0
  return (buf[at + (isBetweenStations ? 30 : 24)] as number) & 0x0f
}

/** The control field of a mesh: flags, hops left, the number of the frame, then up to two addresses. */
const meshControlBytes = 6
const addressBytes = 6
const meshAddressesMax = 2

/** Passes the control field of a mesh, which stations put before the LLC (IEEE 802.11-2020 section 9.2.4.8.3). */
function skipMeshControl(buf: Buffer, view: LinkView): void {
  const addresses = buf[view.at] as number
  if (addresses > meshAddressesMax) return
  const at = view.at + meshControlBytes + addresses * addressBytes
  // Another field before it says whether there is one, but means something else outside of a mesh: SNAP behind it tells.
  if (view.end - at >= 8 && buf.readUInt32BE(at) === 0xaaaa0300 && buf.readUInt16BE(at + 4) === 0)
    view.at = at
}

/** 802.2 LLC at `view.at`, as in each data frame and in each part of an aggregate. */
export function readWlanPayload(buf: Buffer, view: LinkView): LinkFate {
  if (buf[view.at] !== snapPoint && view.at < view.end) skipMeshControl(buf, view)
  const fate = readLlc(buf, view)
  return fate === linkFates.network ? readEtherType(buf, view) : fate
}

/**
 * Some cards decrypt, but leave the mark of protection set, and sometimes the initialisation vector in its place. A SNAP
 * header that names a known protocol, `before` bytes in, cannot be chance. False where the content is encrypted.
 */
function skipVector(buf: Buffer, view: LinkView, before: number): boolean {
  for (const skipped of vectorBytes) {
    const at = view.at + skipped + before
    if (view.end - at < 8) return false
    if (buf.readUInt32BE(at) !== 0xaaaa0300 || buf.readUInt16BE(at + 4) !== 0) continue
    const etherType = buf.readUInt16BE(at + 6)
    if (etherType !== 0x0800 && etherType !== 0x86dd && etherType !== 0x0806 && etherType !== 0x888e) continue
    view.at = at - before
    return true
  }
  return false
}
