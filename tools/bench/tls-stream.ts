import { createCipheriv, createHmac } from 'node:crypto'
import type { Rng } from './rng.ts'

/** HKDF-Expand-Label of TLS 1.3 (RFC 8446 section 7.1), SHA-256, empty context. */
export function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const name = Buffer.from(`tls13 ${label}`, 'latin1')
  const info = Buffer.concat([Buffer.from([length >> 8, length & 0xff, name.length]), name, Buffer.from([0])])
  const blocks: Buffer[] = []
  let previous: Buffer = Buffer.alloc(0)
  for (let count = 1; blocks.length * 32 < length; count++) {
    previous = createHmac('sha256', secret)
      .update(previous)
      .update(info)
      .update(Buffer.from([count]))
      .digest()
    blocks.push(previous)
  }
  return Buffer.concat(blocks).subarray(0, length)
}

/** One direction's record protection: AES-128-GCM with a counter nonce (RFC 8446 section 5.2). */
export class RecordCipher {
  private readonly key: Buffer
  private readonly iv: Buffer
  private sequence = 0

  constructor(secret: Buffer) {
    this.key = expandLabel(secret, 'key', 16)
    this.iv = expandLabel(secret, 'iv', 12)
  }

  seal(content: Buffer, type: number): Buffer {
    const length = content.length + 1 + 16
    const record = Buffer.allocUnsafe(5 + length)
    record[0] = 23
    record[1] = 3
    record[2] = 3
    record.writeUInt16BE(length, 3)
    const nonce = Buffer.from(this.iv)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.sequence++) >>> 0, 8)
    const cipher = createCipheriv('aes-128-gcm', this.key, nonce)
    cipher.setAAD(record.subarray(0, 5))
    cipher.update(content).copy(record, 5)
    cipher.update(Buffer.from([type])).copy(record, 5 + content.length)
    cipher.final()
    cipher.getAuthTag().copy(record, 5 + content.length + 1)
    return record
  }
}

export function vector(lengthBytes: 1 | 2 | 3, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(lengthBytes)
  head.writeUIntBE(body.length, 0, lengthBytes)
  return Buffer.concat([head, body])
}

function extension(type: number, ...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 0xff]), vector(2, ...parts)])
}

export function handshake(type: number, ...parts: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([type]), vector(3, ...parts)])
}

/** ClientHello as a phone sends it: TLS 1.3, X25519, SNI and ALPN. `quic` adds transport parameters. */
export function clientHello(rng: Rng, random: Buffer, sni: string, alpn: string, isQuic: boolean): Buffer {
  const extensions = [
    extension(0, vector(2, Buffer.from([0]), vector(2, Buffer.from(sni, 'latin1')))),
    extension(10, vector(2, Buffer.from('001d0017', 'hex'))),
    extension(13, vector(2, Buffer.from('040308040401', 'hex'))),
    extension(16, vector(2, vector(1, Buffer.from(alpn, 'latin1')))),
    extension(43, vector(1, Buffer.from('0304', 'hex'))),
    extension(45, vector(1, Buffer.from([1]))),
    extension(51, vector(2, Buffer.from('001d', 'hex'), vector(2, rng.bytes(32)))),
    ...(isQuic ? [extension(57, Buffer.from('04048010000005048008000001048000ea60', 'hex'))] : []),
  ]
  return handshake(
    1,
    Buffer.from('0303', 'hex'),
    random,
    vector(1, isQuic ? Buffer.alloc(0) : rng.bytes(32)),
    vector(2, Buffer.from('130113021303', 'hex')),
    vector(1, Buffer.from([0])),
    vector(2, ...extensions),
  )
}

export function serverHello(rng: Rng): Buffer {
  return handshake(
    2,
    Buffer.from('0303', 'hex'),
    rng.bytes(32),
    vector(1, rng.bytes(32)),
    Buffer.from('130100', 'hex'),
    vector(
      2,
      extension(43, Buffer.from('0304', 'hex')),
      extension(51, Buffer.from('001d', 'hex'), vector(2, rng.bytes(32))),
    ),
  )
}

function plainRecord(type: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 3, 1]), vector(2, content)])
}

/**
 * A TLS 1.3 connection of which both ends are ours: the traffic secrets are drawn, not agreed, and written to the
 * key log, so that whoever has the log decrypts every record as in life.
 */
export class TlsConversation {
  readonly keyLog: string
  readonly hello: Buffer
  readonly answer: Buffer
  readonly clientFinished: Buffer
  private readonly client: RecordCipher
  private readonly server: RecordCipher

  constructor(rng: Rng, sni: string, alpn = 'http/1.1') {
    const random = rng.bytes(32)
    const [clientHandshake, serverHandshake, client, server] = [
      rng.bytes(32),
      rng.bytes(32),
      rng.bytes(32),
      rng.bytes(32),
    ] as [Buffer, Buffer, Buffer, Buffer]
    const name = random.toString('hex')
    this.keyLog = [
      `CLIENT_HANDSHAKE_TRAFFIC_SECRET ${name} ${clientHandshake.toString('hex')}`,
      `SERVER_HANDSHAKE_TRAFFIC_SECRET ${name} ${serverHandshake.toString('hex')}`,
      `CLIENT_TRAFFIC_SECRET_0 ${name} ${client.toString('hex')}`,
      `SERVER_TRAFFIC_SECRET_0 ${name} ${server.toString('hex')}`,
      '',
    ].join('\n')
    this.hello = plainRecord(22, clientHello(rng, random, sni, alpn, false))
    const encrypted = Buffer.concat([
      handshake(
        8,
        alpn === 'http/1.1'
          ? vector(2)
          : vector(2, extension(16, vector(2, vector(1, Buffer.from(alpn, 'latin1'))))),
      ),
      handshake(11, vector(1), vector(3, vector(3, rng.bytes(900)), vector(2))),
      handshake(15, Buffer.from('0403', 'hex'), vector(2, rng.bytes(70))),
      handshake(20, rng.bytes(32)),
    ])
    this.answer = Buffer.concat([
      plainRecord(22, serverHello(rng)),
      plainRecord(20, Buffer.from([1])),
      new RecordCipher(serverHandshake).seal(encrypted, 22),
    ])
    this.clientFinished = Buffer.concat([
      plainRecord(20, Buffer.from([1])),
      new RecordCipher(clientHandshake).seal(handshake(20, rng.bytes(32)), 22),
    ])
    this.client = new RecordCipher(client)
    this.server = new RecordCipher(server)
  }

  /** Application data of one direction, in records of at most 16 kB. */
  seal(isFromClient: boolean, content: Buffer): Buffer {
    const cipher = isFromClient ? this.client : this.server
    const records: Buffer[] = []
    for (let at = 0; at < content.length; at += 16_384)
      records.push(cipher.seal(content.subarray(at, at + 16_384), 23))
    return Buffer.concat(records)
  }
}
