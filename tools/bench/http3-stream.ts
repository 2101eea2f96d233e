import { createCipheriv, createHmac, createSecretKey } from 'node:crypto'
import type { Cipheriv, KeyObject } from 'node:crypto'
import { codedString, lastingFields, prefixedInteger } from './http-fields.ts'
import type { FieldMessage } from './http-fields.ts'
import { quicVarint } from './quic-varint.ts'
import type { Rng } from './rng.ts'
import { clientHello, expandLabel, handshake, serverHello, vector } from './tls-stream.ts'

/** RFC 9001 section 5.2: salt of version 1's Initial secrets. */
const salt = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
/** Of a STREAM frame: so that with all headers a datagram fits any path. */
const pieceBytes = 1_150
const numberBytes = 2
const initialBytes = 1_200

/** Seals packets of one direction and level, AES-128-GCM. */
class PacketSeal {
  number = 0
  private readonly key: KeyObject
  private readonly iv: Buffer
  private readonly mask: Cipheriv

  constructor(secret: Buffer) {
    this.key = createSecretKey(expandLabel(secret, 'quic key', 16))
    this.iv = expandLabel(secret, 'quic iv', 12)
    this.mask = createCipheriv('aes-128-ecb', expandLabel(secret, 'quic hp', 16), null).setAutoPadding(false)
  }

  /** The packet whose header, up to its number, is `before`. */
  seal(before: Buffer, content: Buffer): Buffer {
    const headerBytes = before.length + numberBytes
    const packet = Buffer.allocUnsafe(headerBytes + content.length + 16)
    before.copy(packet)
    packet.writeUInt16BE(this.number & 0xffff, before.length)
    const nonce = Buffer.from(this.iv)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.number++) >>> 0, 8)
    const cipher = createCipheriv('aes-128-gcm', this.key, nonce)
    cipher.setAAD(packet.subarray(0, headerBytes))
    cipher.update(content).copy(packet, headerBytes)
    cipher.final()
    cipher.getAuthTag().copy(packet, headerBytes + content.length)
    const at = before.length
    const mask = this.mask.update(packet.subarray(at + 4, at + 20))
    packet[0] = (packet[0] as number) ^ ((mask[0] as number) & ((packet[0] as number) & 0x80 ? 0x0f : 0x1f))
    for (let index = 0; index < numberBytes; index++)
      packet[at + index] = (packet[at + index] as number) ^ (mask[1 + index] as number)
    return packet
  }
}

const packetTypes = { initial: 0xc0, handshake: 0xe0 } as const

/**
 * A QUIC connection with HTTP/3 of which both ends are ours: the traffic secrets are drawn, not agreed, and written to
 * the key log, so that whoever has the log reads it as in life.
 */
export class Http3Connection {
  readonly keyLog: string
  private readonly rng: Rng
  private readonly random: Buffer
  private readonly ids: readonly [Buffer, Buffer]
  private readonly initialId: Buffer
  private readonly initials: readonly [PacketSeal, PacketSeal]
  private readonly handshakes: readonly [PacketSeal, PacketSeal]
  private readonly applications: readonly [PacketSeal, PacketSeal]
  /** Fields in the table of each side, by `name: value`, and bytes of its encoder stream so far. */
  private readonly tables: readonly [Map<string, number>, Map<string, number>] = [new Map(), new Map()]
  private readonly encoderOffsets: [number, number] = [0, 0]
  private nextStream = 0

  constructor(rng: Rng) {
    this.rng = rng
    this.random = rng.bytes(32)
    this.initialId = rng.bytes(8)
    this.ids = [rng.bytes(4), rng.bytes(8)]
    const secrets = Array.from({ length: 4 }, () => rng.bytes(32)) as [Buffer, Buffer, Buffer, Buffer]
    const name = this.random.toString('hex')
    this.keyLog = `${[
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'SERVER_TRAFFIC_SECRET_0',
    ]
      .map((label, index) => `${label} ${name} ${(secrets[index] as Buffer).toString('hex')}`)
      .join('\n')}\n`
    const initial = createHmac('sha256', salt).update(this.initialId).digest()
    this.initials = [
      new PacketSeal(expandLabel(initial, 'client in', 32)),
      new PacketSeal(expandLabel(initial, 'server in', 32)),
    ]
    this.handshakes = [new PacketSeal(secrets[0]), new PacketSeal(secrets[1])]
    this.applications = [new PacketSeal(secrets[2]), new PacketSeal(secrets[3])]
  }

  /** The client's first datagram, the server's answer in two, and the client's end of the handshake. */
  opening(sni: string): { client: Buffer; server: Buffer[]; finished: Buffer } {
    const { rng } = this
    const hello = clientHello(rng, this.random, sni, 'h3', true)
    const name = Buffer.from('h3')
    const extensions = handshake(8, vector(2, Buffer.from([0, 16]), vector(2, vector(2, vector(1, name)))))
    const certificate = Buffer.concat([
      handshake(11, vector(1), vector(3, vector(3, rng.bytes(900)), vector(2))),
      handshake(15, Buffer.from('0403', 'hex'), vector(2, rng.bytes(70))),
      handshake(20, rng.bytes(32)),
    ])
    const settings = (type: number): Buffer => this.stream(type, 0, Buffer.from([0, 4, 3, 1, 0x50, 0]), false)
    return {
      client: this.long(0, packetTypes.initial, crypto(0, hello), initialBytes),
      server: [
        Buffer.concat([
          this.long(1, packetTypes.initial, Buffer.concat([ack(0), crypto(0, serverHello(rng))]), 0),
          this.long(1, packetTypes.handshake, crypto(0, extensions), 0),
        ]),
        Buffer.concat([
          this.long(1, packetTypes.handshake, crypto(extensions.length, certificate), 0),
          this.short(1, settings(3)),
        ]),
      ],
      finished: Buffer.concat([
        this.long(
          0,
          packetTypes.handshake,
          Buffer.concat([ack(1), crypto(0, handshake(20, rng.bytes(32)))]),
          0,
        ),
        this.short(0, settings(2)),
      ]),
    }
  }

  /** A stream for the next request. */
  newStream(): number {
    const id = this.nextStream
    this.nextStream += 4
    return id
  }

  /** The datagrams of a message on its stream. */
  message(side: 0 | 1, id: number, { fields, body }: FieldMessage): Buffer[] {
    const datagrams: Buffer[] = []
    const { inserts, section } = this.section(side, fields)
    if (inserts.length > 0) datagrams.push(this.short(side, this.encoder(side, inserts)))
    const bytes = Buffer.concat([
      quicVarint(1),
      quicVarint(section.length),
      section,
      ...(body.length > 0 ? [quicVarint(0), quicVarint(body.length), body] : []),
    ])
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const end = Math.min(bytes.length, at + pieceBytes)
      datagrams.push(this.short(side, this.stream(id, at, bytes.subarray(at, end), end === bytes.length)))
    }
    return datagrams
  }

  /** A packet that acknowledges what the other side sent so far. */
  acknowledgement(side: 0 | 1): Buffer {
    return this.short(
      side,
      ack(Math.max(0, (this.applications[side === 0 ? 1 : 0] as PacketSeal).number - 1)),
    )
  }

  private section(side: 0 | 1, fields: FieldMessage['fields']): { inserts: Buffer[]; section: Buffer } {
    const table = this.tables[side]
    const inserts: Buffer[] = []
    for (const [name, value] of fields) {
      if (!lastingFields.has(name) || table.has(`${name}: ${value}`)) continue
      table.set(`${name}: ${value}`, table.size)
      inserts.push(codedString(name, 5, 0x40), codedString(value, 7, 0))
    }
    const base = table.size
    const lines = fields.map(([name, value]) => {
      const index = table.get(`${name}: ${value}`)
      return index === undefined
        ? Buffer.concat([codedString(name, 3, 0x20), codedString(value, 7, 0)])
        : prefixedInteger(base - 1 - index, 6, 0x80)
    })
    // The whole table is needed, the base is its end.
    const prefix = Buffer.concat([
      prefixedInteger(base === 0 ? 0 : (base % 256) + 1, 8, 0),
      prefixedInteger(0, 7, 0),
    ])
    return { inserts, section: Buffer.concat([prefix, ...lines]) }
  }

  private encoder(side: 0 | 1, inserts: readonly Buffer[]): Buffer {
    const offset = this.encoderOffsets[side]
    const start = offset === 0 ? [Buffer.from([2]), prefixedInteger(4_096, 5, 0x20)] : []
    const bytes = Buffer.concat([...start, ...inserts])
    this.encoderOffsets[side] += bytes.length
    return this.stream(side === 0 ? 6 : 7, offset, bytes, false)
  }

  private stream(id: number, offset: number, bytes: Buffer, isLast: boolean): Buffer {
    return Buffer.concat([
      Buffer.from([0x0e | (isLast ? 1 : 0)]),
      quicVarint(id),
      quicVarint(offset),
      quicVarint(bytes.length),
      bytes,
    ])
  }

  private short(side: 0 | 1, content: Buffer): Buffer {
    const before = Buffer.concat([Buffer.from([0x40 | (numberBytes - 1)]), this.ids[side === 0 ? 1 : 0]])
    return (this.applications[side] as PacketSeal).seal(before, content)
  }

  private long(side: 0 | 1, type: number, content: Buffer, size: number): Buffer {
    const isInitial = type === packetTypes.initial
    const target = isInitial && side === 0 ? this.initialId : this.ids[side === 0 ? 1 : 0]
    const source = this.ids[side]
    const before = Buffer.concat([
      Buffer.from([type | (numberBytes - 1), 0, 0, 0, 1, target.length]),
      target,
      Buffer.from([source.length]),
      source,
      ...(isInitial ? [quicVarint(0)] : []),
    ])
    const padded = Buffer.concat([
      content,
      Buffer.alloc(Math.max(0, size - before.length - 2 - numberBytes - 16 - content.length, 4)),
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(0x4000 | (numberBytes + padded.length + 16))
    const seals = isInitial ? this.initials : this.handshakes
    return (seals[side] as PacketSeal).seal(Buffer.concat([before, length]), padded)
  }
}

function crypto(offset: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([6]), quicVarint(offset), quicVarint(content.length), content])
}

function ack(largest: number): Buffer {
  return Buffer.concat([
    Buffer.from([2]),
    quicVarint(largest),
    quicVarint(0),
    quicVarint(0),
    quicVarint(Math.min(largest, 3)),
  ])
}
