/**
 * What Wireshark exports of other captures (link type 252): a message of some protocol, behind tags that say which, and between
 * whom it was (draft-ietf-opsawg-pcaplinktype; epan/exported_pdu.h). All numbers are big-endian.
 */

import type { AddressWords } from '../../core/address.ts'
import type { Protection } from '../../core/protection.ts'
import { protocols } from '../ip/ip-protocols.ts'

/** The number of such frames. */
export const exportedPduLinkType = 252

const tags = {
  end: 0,
  protocol: 12,
  heuristic: 13,
  table: 14,
  ipv4Source: 20,
  ipv4Target: 21,
  ipv6Source: 22,
  ipv6Target: 23,
  portType: 24,
  sourcePort: 25,
  targetPort: 26,
  tcp: 34,
} as const

/** Numbers of IP, by what the tag of ports says. */
const transports: ReadonlyMap<number, number> = new Map([
  [1, 132],
  [2, 6],
  [3, 17],
])

/** A version, the numbers of the first byte and of the one behind the last, and what was acknowledged. */
const tcpBytesMin = 14

/** Dissectors of Wireshark that read datagrams as they were on the wire, and export what they read by themselves. */
const onWire: ReadonlySet<string> = new Set(['tls', 'ssl', 'dtls', 'quic', 'sip'])

/** Ports of UDP that are registered for DTLS: by these Wireshark knows what is in it (IANA's register). */
const dtlsPorts: ReadonlySet<number> = new Set([
  443, 853, 2083, 3391, 4740, 5061, 5246, 5349, 5684, 6514, 10_161, 10_162,
])

/** Protocols that are frames or packets again, by link type. */
const framed: ReadonlyMap<string, number> = new Map([
  ['eth', 1],
  ['eth_maybefcs', 1],
  ['eth_withoutfcs', 1],
  ['ip', 101],
  ['ipv4', 101],
  ['ipv6', 101],
  ['ppp', 9],
  ['wlan', 105],
  ['radiotap', 127],
])

/** What the tags say. */
export interface ExportedPdu {
  /** As Wireshark calls it; '' where only a table of them is named. */
  readonly name: string
  /** Where it begins. */
  readonly at: number
  /** Of what it holds, where that is a frame; else -1. */
  readonly linkType: number
  readonly source: AddressWords | null
  readonly target: AddressWords | null
  /** Number of IP; 0 where it is not said. */
  readonly transport: number
  readonly sourcePort: number
  readonly targetPort: number
  /** How it travelled: Wireshark may have decrypted it, and mostly does not say so. */
  readonly protection: Protection
  /** Where the message stands in its stream of TCP, and what had come the other way; null where it is not said. */
  readonly stream: { readonly sequence: number; readonly acknowledgement: number } | null
}

/** The tags at `start`; null where they do not end, or do not fit. */
export function readExportedPdu(buf: Buffer, start: number, end: number): ExportedPdu | null {
  let name = ''
  let source: AddressWords | null = null
  let target: AddressWords | null = null
  let stream: ExportedPdu['stream'] = null
  const numbers = new Map<number, number>()
  for (let at = start; at + 4 <= end; ) {
    const tag = buf.readUInt16BE(at)
    const value = at + 4
    const stop = value + buf.readUInt16BE(at + 2)
    if (stop > end) return null
    if (tag === tags.end) {
      const transport = transports.get(numbers.get(tags.portType) ?? 0) ?? 0
      const sourcePort = (numbers.get(tags.sourcePort) ?? 0) & 0xffff
      const targetPort = (numbers.get(tags.targetPort) ?? 0) & 0xffff
      const isAsSent =
        stream !== null ||
        isOfTransport(name) ||
        (transport === protocols.udp &&
          (onWire.has(name) || !(dtlsPorts.has(sourcePort) || dtlsPorts.has(targetPort))))
      return {
        name,
        at: stop,
        linkType: framed.get(name) ?? -1,
        source,
        target,
        transport,
        sourcePort,
        targetPort,
        protection: protectionOf(name) ?? (isAsSent ? 'plaintext' : 'unknown'),
        stream,
      }
    }
    if (tag === tags.protocol || tag === tags.heuristic || tag === tags.table)
      name = buf.toString('latin1', value, stop).replace(/\0[^]*$/, '')
    else if (tag === tags.ipv4Source || tag === tags.ipv6Source)
      source = addressAt(buf, value, stop) ?? source
    else if (tag === tags.ipv4Target || tag === tags.ipv6Target)
      target = addressAt(buf, value, stop) ?? target
    else if (tag === tags.tcp && stop - value >= tcpBytesMin)
      stream = { sequence: buf.readInt32BE(value + 2), acknowledgement: buf.readInt32BE(value + 10) }
    else if (stop - value === 4) numbers.set(tag, buf.readUInt32BE(value))
    at = stop
  }
  return null
}

/** Whether the name says that TCP or UDP itself carried it: `tcp.port`, `sip_tcp`, `http-over-tcp`. */
function isOfTransport(name: string): boolean {
  return /^(?:tcp|udp)[.]|[_-](?:tcp|udp)$/.test(name)
}

/**
 * What the name says: some of what Wireshark decrypted is called `http-over-tls`, `http_tls` where a heuristic knew it, or by a
 * table of the protocol that it was in (`tls.port`). Most has the plain name of what was inside (`http2`), and so has what other
 * programs write. A message of the name `tls` is one as it was on the wire, and so is `tls_tcp`.
 */
function protectionOf(name: string): Protection | undefined {
  const found = /(?:^(?=\w+[.-])|-over-|_(?=\w{3,4}$))(tls|ssl|dtls|quic)(?=[.-]|$)/.exec(name)?.[1]
  if (found === undefined) return undefined
  return found === 'ssl' ? 'tls' : (found as Protection)
}

function addressAt(buf: Buffer, at: number, end: number): AddressWords | null {
  if (end - at === 4) return [0, 0, 0xffff, buf.readInt32BE(at)]
  if (end - at !== 16) return null
  return [buf.readInt32BE(at), buf.readInt32BE(at + 4), buf.readInt32BE(at + 8), buf.readInt32BE(at + 12)]
}
