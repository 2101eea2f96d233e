/** Writes capsules (RFC 9297), for tests. */
import { quicVarint } from '../../tools/bench/quic-varint.ts'

export function capsule(type: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([quicVarint(type), quicVarint(bytes.length), bytes])
}

/** A datagram of UDP, or a packet, as it goes through a proxy: behind the number of its context. */
export function contextDatagram(payload: Buffer | string, context = 0): Buffer {
  return Buffer.concat([quicVarint(context), Buffer.from(payload)])
}

/** The same as a capsule. */
export function datagramCapsule(payload: Buffer | string, context = 0): Buffer {
  return capsule(0, contextDatagram(payload, context))
}

/** The fields of a request that asks a proxy for `path`, to go on in `protocol`. */
export function proxyRequest(protocol: string, path: string): [string, string][] {
  return [
    [':method', 'CONNECT'],
    [':protocol', protocol],
    [':scheme', 'https'],
    [':path', path],
    [':authority', 'proxy.example'],
    ['capsule-protocol', '?1'],
  ]
}
