/**
 * IPsec that encrypts nothing: ESP (RFC 4303) with the NULL cipher (RFC 2410), or GMAC (RFC 4543). Phones speak with their
 * operator's servers for calls in it (3GPP TS 33.203), where it only proves who speaks. Neither the cipher nor the length of
 * the check value stands in a packet: the usual ones are tried (RFC 5879), and what is inside must prove itself by a length
 * or a checksum, which encrypted bytes do not do by chance.
 */

import type { AddressWords } from '../../core/address.ts'
import { natPort } from '../../core/ports.ts'
import { linkFates } from '../link/link-view.ts'
import { readRawIp } from '../link/raw-ip.ts'
import type { LinkFate, LinkView } from '../link/link-view.ts'
import { isInnerPacket } from './inner-packet.ts'

/** Bytes of the security association's number and the packet's number. */
const headerBytes = 8
/** Of the vector in front of the content, and of the check value behind it; the commonest first. */
const forms: readonly (readonly [vectorBytes: number, checkBytes: number])[] = [
  [0, 12],
  [0, 16],
  [8, 16],
  [0, 24],
  [0, 32],
  [0, 0],
]

const protocols = { ipv4: 4, tcp: 6, udp: 17, ipv6: 41 } as const

/** What stands inside: an IP protocol and its bytes. */
export interface NullEspContent {
  readonly protocol: number
  readonly start: number
  readonly end: number
}

/** What the packet of ESP `buf[at, end)`, which is whole, carries in clear between two addresses; null where it is encrypted. */
export function nullEspContent(
  buf: Buffer,
  at: number,
  end: number,
  source: AddressWords,
  target: AddressWords,
): NullEspContent | null {
  for (const [vectorBytes, checkBytes] of forms) {
    const content = contentOf(buf, at + headerBytes + vectorBytes, end - checkBytes)
    if (content !== null && isProven(buf, content, source, target)) return content
  }
  return null
}

/** Behind the content stand bytes that count from 1, their number, and the protocol of the content. */
function contentOf(buf: Buffer, start: number, end: number): NullEspContent | null {
  if (end - start < headerBytes || ((end - start) & 3) !== 0) return null
  const protocol = buf[end - 1] as number
  if (!Object.values<number>(protocols).includes(protocol)) return null
  const padBytes = buf[end - 2] as number
  const contentEnd = end - 2 - padBytes
  if (contentEnd <= start) return null
  for (let count = 1; count <= padBytes; count++) if (buf[contentEnd + count - 1] !== count) return null
  return { protocol, start, end: contentEnd }
}

function isProven(
  buf: Buffer,
  { protocol, start, end }: NullEspContent,
  source: AddressWords,
  target: AddressWords,
): boolean {
  switch (protocol) {
    case protocols.udp:
      return end - start >= 8 && buf.readUInt16BE(start + 4) === end - start
    case protocols.tcp:
      return isTcp(buf, start, end, source, target)
    default:
      return (
        (buf[start] as number) >> 4 === (protocol === protocols.ipv4 ? 4 : 6) &&
        isInnerPacket(buf, start, end, end, false)
      )
  }
}

/** Its header fits, and its checksum, over both addresses too, is right (RFC 9293, 3.1). */
function isTcp(buf: Buffer, start: number, end: number, source: AddressWords, target: AddressWords): boolean {
  if (end - start < 20) return false
  const tcpHeaderBytes = ((buf[start + 12] as number) >> 4) * 4
  if (tcpHeaderBytes < 20 || tcpHeaderBytes > end - start) return false
  let sum = protocols.tcp + (end - start)
  // The first three words of an IPv4 address are those of ::ffff:0:0, which is no part of what is summed.
  const from = source[0] === 0 && source[1] === 0 && source[2] === 0xffff ? 3 : 0
  for (let word = from; word < 4; word++) {
    for (const address of [source, target]) {
      const value = address[word] as number
      sum += (value >>> 16) + (value & 0xffff)
    }
  }
  for (let at = start; at + 1 < end; at += 2) sum += buf.readUInt16BE(at)
  if (((end - start) & 1) === 1) sum += (buf[end - 1] as number) << 8
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000)
  return sum === 0xffff
}

/** Where ESP stands in the UDP payload `buf[start, end)`: at its start; -1 where it holds no packet in clear. */
export function nullEspStart(
  buf: Buffer,
  start: number,
  end: number,
  wireEnd: number,
  sourcePort: number,
  targetPort: number,
): number {
  if ((sourcePort !== natPort && targetPort !== natPort) || end !== wireEnd) return -1
  // The number of an association is not 0: that stands before the messages that make one.
  return buf.readInt32BE(start) !== 0 && packetIn(buf, start, end) !== null ? start : -1
}

/** What `nullEspStart` found. */
export function readNullEsp(buf: Buffer, view: LinkView): LinkFate {
  const content = packetIn(buf, view.at, view.end)
  if (content === null) return linkFates.malformed
  view.at = content.start
  view.end = content.end
  view.wireEnd = content.end
  return readRawIp(buf, view)
}

/** Behind a NAT the addresses are not those that were summed: only whole packets inside are believed. */
function packetIn(buf: Buffer, start: number, end: number): NullEspContent | null {
  const content = nullEspContent(buf, start, end, noAddress, noAddress)
  const isPacket = content?.protocol === protocols.ipv4 || content?.protocol === protocols.ipv6
  return isPacket ? content : null
}

const noAddress: AddressWords = [0, 0, 0, 0]
