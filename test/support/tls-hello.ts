/** Builds ClientHellos as clients write them, and records around them. */

export interface HelloOptions {
  sni?: string | Buffer
  alpn?: string[]
  /** supported_versions; absent: no such extension. */
  versions?: number[]
  legacyVersion?: number
  /** Further extensions: type and content, behind the others. */
  extensions?: [type: number, content: Buffer][]
  /** Size of a padding extension in front of the others, so that the name lies late. */
  paddingBytes?: number
  withoutExtensions?: boolean
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function sized16(content: Buffer): Buffer {
  return Buffer.concat([u16(content.length), content])
}

function sized8(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([content.length]), content])
}

/** The handshake message, with its header of 4 bytes. */
export function clientHello(options: HelloOptions = {}): Buffer {
  const extensions: [number, Buffer][] = [[0x3a3a, Buffer.alloc(0)]]
  if (options.paddingBytes !== undefined) extensions.push([21, Buffer.alloc(options.paddingBytes)])
  if (options.sni !== undefined) {
    const name = Buffer.from(options.sni as string)
    extensions.push([0, sized16(Buffer.concat([Buffer.from([0]), sized16(name)]))])
  }
  if (options.alpn !== undefined) {
    const names = options.alpn.map((name) => sized8(Buffer.from(name, 'latin1')))
    extensions.push([16, sized16(Buffer.concat(names))])
  }
  if (options.versions !== undefined) extensions.push([43, sized8(Buffer.concat(options.versions.map(u16)))])
  extensions.push(...(options.extensions ?? []))
  const list = Buffer.concat(
    extensions.map(([type, content]) => Buffer.concat([u16(type), sized16(content)])),
  )
  const body = Buffer.concat([
    u16(options.legacyVersion ?? 0x0303),
    Buffer.alloc(32, 0x5a),
    sized8(Buffer.alloc(32, 0x11)),
    sized16(Buffer.from('0a0a130113021303c02b', 'hex')),
    sized8(Buffer.from([0])),
    options.withoutExtensions === true ? Buffer.alloc(0) : sized16(list),
  ])
  const header = Buffer.from([1, 0, 0, 0])
  header.writeUIntBE(body.length, 1, 3)
  return Buffer.concat([header, body])
}

/** A server's answer that settles on `suite`; of TLS 1.3 where `is13`. */
export function serverHello(suite: number, is13 = false): Buffer {
  const version = Buffer.from('002b00020304', 'hex')
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32, 0xa5),
    sized8(Buffer.alloc(0)),
    u16(suite),
    Buffer.from([0]),
    is13 ? sized16(version) : Buffer.alloc(0),
  ])
  return handshakeMessage(2, body)
}

/** A handshake message with its header of 4 bytes. */
export function handshakeMessage(type: number, body: Buffer): Buffer {
  const header = Buffer.from([type, 0, 0, 0])
  header.writeUIntBE(body.length, 1, 3)
  return Buffer.concat([header, body])
}

/** One record. */
export function tlsRecord(content: Buffer, type = 22, version = 0x0301): Buffer {
  return Buffer.concat([Buffer.from([type]), u16(version), sized16(content)])
}

/** The content in records of at most `size` bytes. */
export function tlsRecords(content: Buffer, size: number): Buffer {
  const records: Buffer[] = []
  for (let at = 0; at < content.length; at += size) records.push(tlsRecord(content.subarray(at, at + size)))
  return Buffer.concat(records)
}
