import { encodeV4 } from './dns-message.ts'

/** DHCP as an Android 9 phone speaks it: four kinds of message (RFC 2131). */
export const DHCP_KIND = { discover: 1, offer: 2, request: 3, ack: 5 } as const
const COOKIE = Buffer.from([0x63, 0x82, 0x53, 0x63])
const OPTION = {
  mask: 1,
  router: 3,
  resolver: 6,
  wanted: 50,
  lease: 51,
  kind: 53,
  server: 54,
  asks: 55,
  sizeMax: 57,
  vendorClass: 60,
  end: 255,
} as const

export interface DhcpMessage {
  readonly kind: number
  readonly transaction: number
  readonly mac: string
  readonly address: string
}

function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex')
}

function option(code: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, value.length]), value])
}

function frame(isRequest: boolean, message: DhcpMessage, options: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(236)
  head[0] = isRequest ? 1 : 2
  head[1] = 1
  head[2] = 6
  head.writeUInt32BE(message.transaction >>> 0, 4)
  // The phone asks for a broadcast answer: it has no address to be reached at.
  head.writeUInt16BE(0x8000, 10)
  if (!isRequest) encodeV4(message.address).copy(head, 16)
  macBytes(message.mac).copy(head, 28)
  return Buffer.concat([head, COOKIE, ...options, Buffer.from([OPTION.end])])
}

/** Discover, or Request for `address` (with `server` when it answers an offer). */
export function encodeDhcpRequest(message: DhcpMessage, server: string | null): Buffer {
  const options = [option(OPTION.kind, Buffer.from([message.kind]))]
  options.push(option(61, Buffer.concat([Buffer.from([1]), macBytes(message.mac)])))
  if (message.kind === DHCP_KIND.request) options.push(option(OPTION.wanted, encodeV4(message.address)))
  if (server !== null) options.push(option(OPTION.server, encodeV4(server)))
  options.push(
    option(OPTION.sizeMax, Buffer.from([0x05, 0xdc])),
    option(OPTION.vendorClass, Buffer.from('android-dhcp-9')),
    option(OPTION.asks, Buffer.from([1, 3, 6, 15, 26, 28, 51, 58, 59, 43])),
  )
  return frame(true, message, options)
}

export function encodeDhcpAnswer(message: DhcpMessage, server: string): Buffer {
  return frame(false, message, [
    option(OPTION.kind, Buffer.from([message.kind])),
    option(OPTION.server, encodeV4(server)),
    option(OPTION.lease, Buffer.from([0, 1, 0x51, 0x80])),
    option(OPTION.mask, Buffer.from([255, 255, 255, 0])),
    option(OPTION.router, encodeV4(server)),
    option(OPTION.resolver, encodeV4(server)),
  ])
}

export function parseDhcp(bytes: Buffer): DhcpMessage | null {
  if (bytes.length < 244 || !bytes.subarray(236, 240).equals(COOKIE)) return null
  let kind = 0
  for (let at = 240; at + 2 <= bytes.length && bytes[at] !== OPTION.end; at += 2 + (bytes[at + 1] ?? 0)) {
    if (bytes[at] === OPTION.kind) kind = bytes[at + 2] ?? 0
  }
  const mac = bytes.toString('hex', 28, 34).replaceAll(/(..)(?!$)/g, '$1:')
  return { kind, transaction: bytes.readUInt32BE(4), mac, address: [...bytes.subarray(16, 20)].join('.') }
}
