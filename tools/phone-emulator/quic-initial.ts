import { createCipheriv, createHmac } from 'node:crypto'
import { quicVarint } from '../bench/quic-varint.ts'

/** QUIC version 1 client Initial packets (RFC 9000, RFC 9001) with a TLS ClientHello naming one host. */
const SALT_V1 = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
const VERSION_1 = 1
/** RFC 9000 section 14.1: a datagram with an Initial is at least this long. */
const DATAGRAM_BYTES = 1200
const TAG_BYTES = 16

function extract(salt: Buffer, secret: Buffer): Buffer {
  return createHmac('sha256', salt).update(secret).digest()
}

/** HKDF-Expand-Label (RFC 8446 section 7.1) for lengths up to one block, which is all an Initial needs. */
function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const full = `tls13 ${label}`
  const info = Buffer.concat([
    Buffer.from([0, length, full.length]),
    Buffer.from(full, 'latin1'),
    Buffer.from([0, 1]),
  ])
  return createHmac('sha256', secret).update(info).digest().subarray(0, length)
}

function block16(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length >> 8, body.length & 0xff]), body])
}

function block8(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length]), body])
}

function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type >> 8, type & 0xff]), block16(body)])
}

function transportParameter(id: number, value: Buffer): Buffer {
  return Buffer.concat([quicVarint(id), quicVarint(value.length), value])
}

/** A TLS 1.3 ClientHello with server_name and ALPN h3. `entropy` gives 64 bytes. */
function clientHello(serverName: string, entropy: Buffer, sourceId: Buffer): Buffer {
  const name = Buffer.from(serverName, 'latin1')
  const extensions = Buffer.concat([
    extension(0, block16(Buffer.concat([Buffer.from([0]), block16(name)]))),
    extension(10, block16(Buffer.from([0, 29, 0, 23]))),
    extension(13, block16(Buffer.from([4, 3, 8, 4, 4, 1]))),
    extension(16, block16(block8(Buffer.from('h3')))),
    extension(43, block8(Buffer.from([3, 4]))),
    extension(45, block8(Buffer.from([1]))),
    extension(51, block16(Buffer.concat([Buffer.from([0, 29]), block16(entropy.subarray(32, 64))]))),
    extension(
      57,
      Buffer.concat([
        transportParameter(1, quicVarint(15_000)),
        transportParameter(3, quicVarint(1472)),
        transportParameter(4, quicVarint(16_000)),
        transportParameter(5, quicVarint(8000)),
        transportParameter(8, quicVarint(100)),
        transportParameter(15, sourceId),
      ]),
    ),
  ])
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    entropy.subarray(0, 32),
    block8(Buffer.alloc(0)),
    block16(Buffer.from([0x13, 1, 0x13, 2, 0x13, 3])),
    block8(Buffer.from([0])),
    block16(extensions),
  ])
  return Buffer.concat([Buffer.from([1, 0, body.length >> 8, body.length & 0xff]), body])
}

function cryptoFrame(offset: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([6]), quicVarint(offset), quicVarint(data.length), data])
}

/** One protected Initial of exactly 1200 bytes holding `frames`. */
function initialDatagram(targetId: Buffer, sourceId: Buffer, packetNumber: number, frames: Buffer): Buffer {
  const secret = expandLabel(extract(SALT_V1, targetId), 'client in', 32)
  const key = expandLabel(secret, 'quic key', 16)
  const iv = expandLabel(secret, 'quic iv', 12)
  const headerKey = expandLabel(secret, 'quic hp', 16)

  const numberBytes = 2
  const start = Buffer.concat([
    Buffer.from([0xc0 | (numberBytes - 1), 0, 0, 0, VERSION_1]),
    block8(targetId),
    block8(sourceId),
    Buffer.from([0]),
  ])
  const payloadBytes = DATAGRAM_BYTES - start.length - 2 - numberBytes - TAG_BYTES
  if (frames.length > payloadBytes) throw new RangeError('frames do not fit one datagram')
  const payload = Buffer.concat([frames, Buffer.alloc(payloadBytes - frames.length)])
  const length = numberBytes + payloadBytes + TAG_BYTES
  const header = Buffer.concat([
    start,
    Buffer.from([0x40 | (length >> 8), length & 0xff, packetNumber >> 8, packetNumber & 0xff]),
  ])

  const nonce = Buffer.from(iv)
  nonce.writeUInt16BE(nonce.readUInt16BE(10) ^ packetNumber, 10)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  cipher.setAAD(header)
  const sealed = Buffer.concat([cipher.update(payload), cipher.final(), cipher.getAuthTag()])
  const datagram = Buffer.concat([header, sealed])

  // Header protection: the sample starts four bytes after the packet number (RFC 9001 section 5.4.2).
  const numberAt = header.length - numberBytes
  const mask = createCipheriv('aes-128-ecb', headerKey, null).update(
    datagram.subarray(numberAt + 4, numberAt + 20),
  )
  datagram[0] = (datagram[0] ?? 0) ^ ((mask[0] ?? 0) & 0x0f)
  for (let i = 0; i < numberBytes; i++) {
    datagram[numberAt + i] = (datagram[numberAt + i] ?? 0) ^ (mask[1 + i] ?? 0)
  }
  return datagram
}

/** The datagrams of one attempt: the hello whole, or its CRYPTO frames split over two packets, last part first. */
export function initialFlight(serverName: string, entropy: Buffer, isSplit: boolean): Buffer[] {
  const targetId = entropy.subarray(64, 72)
  const sourceId = entropy.subarray(72, 76)
  const hello = clientHello(serverName, entropy, sourceId)
  if (!isSplit) return [initialDatagram(targetId, sourceId, 0, cryptoFrame(0, hello))]
  const cut = 60
  return [
    initialDatagram(targetId, sourceId, 0, cryptoFrame(cut, hello.subarray(cut))),
    initialDatagram(targetId, sourceId, 1, cryptoFrame(0, hello.subarray(0, cut))),
  ]
}

/** A Version Negotiation packet in answer to `datagram`, offering nothing the client has. */
export function versionNegotiation(datagram: Buffer): Buffer | null {
  if (datagram.length < DATAGRAM_BYTES || ((datagram[0] ?? 0) & 0x80) === 0) return null
  const targetLength = datagram[5] ?? 0
  const targetId = datagram.subarray(6, 6 + targetLength)
  const sourceLength = datagram[6 + targetLength] ?? 0
  const sourceId = datagram.subarray(7 + targetLength, 7 + targetLength + sourceLength)
  return Buffer.concat([
    Buffer.from([0x80, 0, 0, 0, 0]),
    block8(sourceId),
    block8(targetId),
    // Draft 27 and a reserved version of section 15.
    Buffer.from([0xff, 0, 0, 27, 0x1a, 0x2a, 0x3a, 0x4a]),
  ])
}
