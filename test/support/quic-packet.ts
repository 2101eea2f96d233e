/** Builds QUIC Initial packets as a client sends them (RFC 9001, 5), independent of the code that opens them. */
import { createCipheriv, createHmac } from 'node:crypto'
import { quicVarint } from '../../tools/bench/quic-varint.ts'

export const quicVersions = { v1: 0x0000_0001, v2: 0x6b33_43cf, draft29: 0xff00_001d } as const

export interface InitialOptions {
  version?: number
  targetId?: Buffer
  /** The id that the keys follow; default: `targetId`. */
  keyId?: Buffer
  sourceId?: Buffer
  token?: Buffer
  packetNumber?: number
  /** Bytes of the packet number on the wire. */
  numberBytes?: number
  /** The packet is padded so that it has at least this size. */
  size?: number
}

const salts: Record<number, string> = {
  [quicVersions.v1]: '38762cf7f55934b34d179ae6a4c80cadccbb7f0a',
  [quicVersions.v2]: '0dede3def700a6db819381be6e269dcbf9bd2ed9',
  [quicVersions.draft29]: 'afbfec289993d24c9e9786f19c6111e04390a899',
}

export function cryptoFrame(offset: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([6]), quicVarint(offset), quicVarint(content.length), content])
}

function hmac(key: Buffer, ...message: Buffer[]): Buffer {
  return createHmac('sha256', key).update(Buffer.concat(message)).digest()
}

/** HKDF-Expand-Label, first block. */
function expand(secret: Buffer, name: string, length: number): Buffer {
  const label = Buffer.from(`tls13 ${name}`)
  const header = Buffer.from([0, length, label.length])
  return hmac(secret, header, label, Buffer.from([0, 1])).subarray(0, length)
}

/** An Initial packet of the client with these frames. */
export function initialPacket(frames: Buffer, options: InitialOptions = {}): Buffer {
  const version = options.version ?? quicVersions.v1
  const targetId = options.targetId ?? Buffer.from('8394c8f03e515708', 'hex')
  const sourceId = options.sourceId ?? Buffer.alloc(0)
  const token = options.token ?? Buffer.alloc(0)
  const numberBytes = options.numberBytes ?? 4
  const isV2 = version === quicVersions.v2
  const secret = expand(
    hmac(Buffer.from(salts[version] as string, 'hex'), options.keyId ?? targetId),
    'client in',
    32,
  )
  const prefix = isV2 ? 'quicv2' : 'quic'

  const front = Buffer.alloc(5)
  front[0] = 0xc0 | (isV2 ? 0x10 : 0) | (numberBytes - 1)
  front.writeUInt32BE(version, 1)
  const ids = [Buffer.from([targetId.length]), targetId, Buffer.from([sourceId.length]), sourceId]
  const beforeLength = Buffer.concat([front, ...ids, quicVarint(token.length), token])
  const overhead = beforeLength.length + 2 + numberBytes + 16
  const content = Buffer.concat([
    frames,
    Buffer.alloc(Math.max(0, (options.size ?? 0) - overhead - frames.length, 4)),
  ])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(0x4000 | (numberBytes + content.length + 16))
  const number = Buffer.alloc(numberBytes)
  number.writeUIntBE(options.packetNumber ?? 0, 0, numberBytes)
  const header = Buffer.concat([beforeLength, length, number])

  const nonce = Buffer.from(expand(secret, `${prefix} iv`, 12))
  for (let index = 0; index < numberBytes; index++) {
    const at = 12 - numberBytes + index
    nonce[at] = (nonce[at] as number) ^ (number[index] as number)
  }
  const cipher = createCipheriv('aes-128-gcm', expand(secret, `${prefix} key`, 16), nonce)
  cipher.setAAD(header)
  const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  const packet = Buffer.concat([header, sealed])

  const numberStart = header.length - numberBytes
  const sample = packet.subarray(numberStart + 4, numberStart + 20)
  const mask = createCipheriv('aes-128-ecb', expand(secret, `${prefix} hp`, 16), null).update(sample)
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & 0x0f)
  for (let index = 0; index < numberBytes; index++) {
    packet[numberStart + index] = (packet[numberStart + index] as number) ^ (mask[1 + index] as number)
  }
  return packet
}
