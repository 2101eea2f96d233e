/**
 * Both ends of a QUIC connection, for tests: their secrets are drawn, not agreed, and given as a key log. Writes any
 * packet of any version, level and cipher suite, independent of the code that opens them.
 */
import { createCipheriv, createHmac } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import { quicVarint } from '../../tools/bench/quic-varint.ts'
import { clientHello } from './tls-hello.ts'
import { cryptoFrame, quicVersions } from './quic-packet.ts'

export type PeerSide = 0 | 1

export const suiteNumbers = { aes128: 0x1301, aes256: 0x1302, chacha20: 0x1303, ccm: 0x1304 } as const

interface Suite {
  readonly cipher: string
  readonly mask: string
  readonly keyBytes: number
  readonly hash: string
  readonly secretBytes: number
}

const suites: Record<number, Suite> = {
  0x1301: { cipher: 'aes-128-gcm', mask: 'aes-128-ecb', keyBytes: 16, hash: 'sha256', secretBytes: 32 },
  0x1302: { cipher: 'aes-256-gcm', mask: 'aes-256-ecb', keyBytes: 32, hash: 'sha384', secretBytes: 48 },
  0x1303: { cipher: 'chacha20-poly1305', mask: 'chacha20', keyBytes: 32, hash: 'sha256', secretBytes: 32 },
  0x1304: { cipher: 'aes-128-ccm', mask: 'aes-128-ecb', keyBytes: 16, hash: 'sha256', secretBytes: 32 },
}

const salts: Record<number, string> = {
  [quicVersions.v1]: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  [quicVersions.v2]: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  [quicVersions.draft29]: 'afbfec289993d24c9e9786f19c6111e04390a899',
}

function expand(suite: Suite, secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`)
  return createHmac(suite.hash, secret)
    .update(Buffer.concat([Buffer.from([0, length, label.length]), label, Buffer.from([0, 1])]))
    .digest()
    .subarray(0, length)
}

/** Bytes that look random and are the same each time. */
function drawn(seed: string, length: number): Buffer {
  return createHmac('sha512', 'quic-peers').update(seed).digest().subarray(0, length)
}

export const frames = {
  stream: (id: number, offset: number, content: Buffer | string, isLast = false): Buffer => {
    const bytes = Buffer.from(content)
    const type = 0x0e | (isLast ? 1 : 0)
    return Buffer.concat([
      Buffer.from([type]),
      quicVarint(id),
      quicVarint(offset),
      quicVarint(bytes.length),
      bytes,
    ])
  },
  reset: (id: number, finalSize: number): Buffer =>
    Buffer.concat([Buffer.from([4]), quicVarint(id), quicVarint(0x10c), quicVarint(finalSize)]),
  /** `more`: how many before the largest are acknowledged with it; then runs, as numbers between and numbers of the run, each less one. */
  ack: (largest: number, more = 0, ...runs: readonly (readonly [number, number])[]): Buffer =>
    Buffer.concat([
      Buffer.from([2]),
      ...[largest, 0, runs.length, more, ...runs.flat()].map((value) => quicVarint(value)),
    ]),
  newConnectionId: (sequence: number, id: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from([0x18]),
      quicVarint(sequence),
      quicVarint(0),
      Buffer.from([id.length]),
      id,
      drawn('token', 16),
    ]),
  datagram: (content: Buffer | string): Buffer => {
    const bytes = Buffer.from(content)
    return Buffer.concat([Buffer.from([0x31]), quicVarint(bytes.length), bytes])
  },
}

interface Sealing {
  secret: Buffer
  readonly suite: Suite
  readonly labelPrefix: string
  readonly maskKey: Buffer
  number: number
}

export interface PeerOptions {
  readonly version?: number
  /** The version of the packets behind the client's first ones (compatible version negotiation, RFC 9368). */
  readonly laterVersion?: number
  readonly suite?: number
  readonly seed?: string
  readonly alpn?: string
  readonly sni?: string
  /** What the client sends in place of its hello, which it seals in this one (ECH). */
  readonly outerHello?: Buffer
  readonly clientId?: Buffer
  readonly serverId?: Buffer
  readonly numberBytes?: 1 | 2 | 3 | 4
  /** Transport parameters of the server. */
  readonly parameters?: Buffer
  /** What the server says behind its extensions: its certificate, and so on. */
  readonly flight?: Buffer
  /** Whether the fixed bit of the short header of this number, counted over both sides, is cleared (RFC 9287). */
  readonly isFixedBitCleared?: (index: number) => boolean
}

const packetTypes = { initial: 0, zeroRtt: 1, handshake: 2 } as const

export class QuicPeers {
  readonly random: Buffer
  readonly keyLog: string
  readonly hello: Buffer
  /** The id that the client made up, those that each side is addressed by, by side. */
  initialId: Buffer
  readonly ids: [Buffer, Buffer]
  version: number
  numberBytes: 1 | 2 | 3 | 4
  private readonly laterVersion: number
  private readonly suiteNumber: number
  private readonly alpn: string
  private readonly parameters: Buffer
  private readonly flight: Buffer
  private readonly isFixedBitCleared: (index: number) => boolean
  private shorts = 0
  private readonly sealings: Map<string, Sealing> = new Map()
  private readonly phases: [number, number] = [0, 0]
  private readonly seed: string

  constructor(options: PeerOptions = {}) {
    this.version = options.version ?? quicVersions.v1
    this.laterVersion = options.laterVersion ?? this.version
    this.suiteNumber = options.suite ?? suiteNumbers.aes128
    this.seed = options.seed ?? ''
    this.alpn = options.alpn ?? 'h3'
    this.numberBytes = options.numberBytes ?? 2
    this.parameters = options.parameters ?? Buffer.alloc(0)
    this.isFixedBitCleared = options.isFixedBitCleared ?? ((): boolean => false)
    this.flight = options.flight ?? Buffer.alloc(0)
    this.random = drawn(`random${this.seed}`, 32)
    this.initialId = drawn(`initial${this.seed}`, 8)
    this.ids = [
      options.clientId ?? drawn(`client${this.seed}`, 5),
      options.serverId ?? drawn(`server${this.seed}`, 8),
    ]
    const hello = clientHello({
      sni: options.sni ?? 'www.example.com',
      alpn: [this.alpn],
      versions: [0x0304],
    })
    this.random.copy(hello, 6)
    this.hello = options.outerHello ?? hello
    const name = this.random.toString('hex')
    this.keyLog = `${[
      ['CLIENT_EARLY_TRAFFIC_SECRET', 'early0'],
      ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'handshake0'],
      ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'handshake1'],
      ['CLIENT_TRAFFIC_SECRET_0', 'application0'],
      ['SERVER_TRAFFIC_SECRET_0', 'application1'],
    ]
      .map(([label, seed]) => `${label} ${name} ${this.secretOf(seed as string).toString('hex')}`)
      .join('\n')}\n`
  }

  private secretOf(seed: string): Buffer {
    return drawn(seed + this.seed, (suites[this.suiteNumber] as Suite).secretBytes)
  }

  private sealing(name: string, version: number, secret: () => Buffer, suiteNumber: number): Sealing {
    let found = this.sealings.get(`${name}/${version}/${this.initialId.toString('hex')}`)
    if (found === undefined) {
      const suite = suites[suiteNumber] as Suite
      const labelPrefix = version === quicVersions.v2 ? 'quicv2 ' : 'quic '
      const made = secret()
      found = {
        secret: made,
        suite,
        labelPrefix,
        maskKey: expand(suite, made, `${labelPrefix}hp`, suite.keyBytes),
        number: 0,
      }
      this.sealings.set(`${name}/${version}/${this.initialId.toString('hex')}`, found)
    }
    return found
  }

  private versionFor(side: PeerSide): number {
    return side === 1 ? this.laterVersion : this.version
  }

  initial(side: PeerSide, content: Buffer, size = 0): Buffer {
    const version = this.versionFor(side)
    const secret = (): Buffer => {
      const initial = createHmac('sha256', Buffer.from(salts[version] as string, 'hex'))
        .update(this.initialId)
        .digest()
      return expand(suites[0x1301] as Suite, initial, side === 0 ? 'client in' : 'server in', 32)
    }
    const sealing = this.sealing(`initial${side}`, version, secret, 0x1301)
    const target = side === 0 ? this.initialId : this.ids[0]
    return this.long(packetTypes.initial, version, target, this.ids[side], sealing, content, size)
  }

  handshake(side: PeerSide, content: Buffer): Buffer {
    const version = this.laterVersion
    const secret = (): Buffer => this.secretOf(`handshake${side}`)
    const sealing = this.sealing(`handshake${side}`, version, secret, this.suiteNumber)
    const target = this.ids[side === 0 ? 1 : 0]
    return this.long(packetTypes.handshake, version, target, this.ids[side], sealing, content, 0)
  }

  zeroRtt(content: Buffer): Buffer {
    const secret = (): Buffer => this.secretOf('early0')
    const sealing = this.sealing('early0', this.version, secret, this.suiteNumber)
    return this.long(packetTypes.zeroRtt, this.version, this.initialId, this.ids[0], sealing, content, 0)
  }

  /** A packet with a short header. `to`: another id of the other side. */
  short(side: PeerSide, content: Buffer, to?: Buffer): Buffer {
    const sealing = this.application(side)
    const target = to ?? this.ids[side === 0 ? 1 : 0]
    const fixed = this.isFixedBitCleared(this.shorts++) ? 0 : 0x40
    const first = fixed | (this.phases[side] % 2 === 1 ? 0x04 : 0) | (this.numberBytes - 1)
    return seal(sealing, Buffer.concat([Buffer.from([first]), target]), this.numberBytes, content)
  }

  /** Packets that the capture does not have. */
  skip(side: PeerSide, packets: number): void {
    this.application(side).number += packets
  }

  /** The side goes on with the next keys (RFC 9001, 6). `labelPrefix`: where it makes them by another version's label. */
  updateKeys(side: PeerSide, labelPrefix?: string): void {
    const sealing = this.application(side)
    const label = `${labelPrefix ?? sealing.labelPrefix}ku`
    sealing.secret = expand(sealing.suite, sealing.secret, label, sealing.secret.length)
    this.phases[side]++
  }

  private application(side: PeerSide): Sealing {
    const secret = (): Buffer => this.secretOf(`application${side}`)
    return this.sealing(`application${side}`, this.laterVersion, secret, this.suiteNumber)
  }

  /** The first datagrams of both sides, up to the server's answer. */
  opening(): { client: Buffer; server: Buffer } {
    return {
      client: this.initial(0, cryptoFrame(0, this.hello), 1_200),
      server: Buffer.concat([
        this.initial(1, Buffer.concat([frames.ack(0), cryptoFrame(0, this.serverHello())])),
        this.handshake(1, cryptoFrame(0, Buffer.concat([this.encryptedExtensions(), this.flight]))),
      ]),
    }
  }

  private serverHello(): Buffer {
    const body = Buffer.concat([
      Buffer.from('0303', 'hex'),
      drawn('server random', 32),
      Buffer.from([0, this.suiteNumber >> 8, this.suiteNumber & 0xff, 0]),
      Buffer.from('0006002b00020304', 'hex'),
    ])
    return Buffer.concat([Buffer.from([2, 0, 0, body.length]), body])
  }

  private encryptedExtensions(): Buffer {
    const name = Buffer.from(this.alpn)
    const alpn = Buffer.concat([
      Buffer.from([0, 16, 0, name.length + 3, 0, name.length + 1, name.length]),
      name,
    ])
    const parameters = Buffer.concat([
      Buffer.from([0, 57, this.parameters.length >> 8, this.parameters.length & 0xff]),
      this.parameters,
    ])
    const list = Buffer.concat([alpn, parameters])
    return Buffer.concat([
      Buffer.from([8, 0, 0, list.length + 2, list.length >> 8, list.length & 0xff]),
      list,
    ])
  }

  private long(
    type: number,
    version: number,
    target: Buffer,
    source: Buffer,
    sealing: Sealing,
    content: Buffer,
    size: number,
  ): Buffer {
    const { numberBytes } = this
    const bits = version === quicVersions.v2 ? (type + 1) & 3 : type
    const front = Buffer.alloc(5)
    front[0] = 0xc0 | (bits << 4) | (numberBytes - 1)
    front.writeUInt32BE(version, 1)
    const parts = [front, Buffer.from([target.length]), target, Buffer.from([source.length]), source]
    if (type === packetTypes.initial) parts.push(quicVarint(0))
    const before = Buffer.concat(parts)
    const overhead = before.length + 2 + numberBytes + 16
    const padded = Buffer.concat([content, Buffer.alloc(Math.max(0, size - overhead - content.length, 4))])
    return seal(
      sealing,
      Buffer.concat([before, quicVarint(numberBytes + padded.length + 16, 2)]),
      numberBytes,
      padded,
    )
  }
}

/** Seals the packet whose header, up to its number, is given. */
function seal(sealing: Sealing, before: Buffer, numberBytes: number, content: Buffer): Buffer {
  const { suite, secret, labelPrefix } = sealing
  const whole = Buffer.alloc(8)
  whole.writeBigUInt64BE(BigInt(sealing.number++))
  const header = Buffer.concat([before, whole.subarray(8 - numberBytes)])
  const nonce = Buffer.from(expand(suite, secret, `${labelPrefix}iv`, 12))
  for (let index = 0; index < 8; index++)
    nonce[4 + index] = (nonce[4 + index] as number) ^ (whole[index] as number)
  const cipher = createCipheriv(
    suite.cipher as CipherGCMTypes,
    expand(suite, secret, `${labelPrefix}key`, suite.keyBytes),
    nonce,
    { authTagLength: 16 },
  )
  // At least so much that there is a sample for the header protection.
  const padded = content.length < 4 ? Buffer.concat([content, Buffer.alloc(4)]) : content
  cipher.setAAD(header, { plaintextLength: padded.length })
  const sealed = Buffer.concat([cipher.update(padded), cipher.final()])
  const packet = Buffer.concat([header, sealed, cipher.getAuthTag()])
  const numberStart = before.length
  const sample = packet.subarray(numberStart + 4, numberStart + 20)
  const mask =
    suite.mask === 'chacha20'
      ? createCipheriv('chacha20', sealing.maskKey, sample).update(Buffer.alloc(5))
      : createCipheriv(suite.mask, sealing.maskKey, null).update(sample)
  const isLong = ((packet[0] as number) & 0x80) !== 0
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & (isLong ? 0x0f : 0x1f))
  for (let index = 0; index < numberBytes; index++)
    packet[numberStart + index] = (packet[numberStart + index] as number) ^ (mask[1 + index] as number)
  return packet
}
