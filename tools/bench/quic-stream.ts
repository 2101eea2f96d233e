import { createCipheriv, createHmac } from 'node:crypto'
import type { Rng } from './rng.ts'
import { clientHello, expandLabel } from './tls-stream.ts'

/** RFC 9001 section 5.2: salt of version 1's Initial secrets. */
const salt = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')

/** A client's first datagram: an Initial packet with a whole ClientHello, padded to 1,200 bytes (RFC 9000, 9001). */
export function clientInitial(rng: Rng, sni: string): { datagram: Buffer; connectionId: Buffer } {
  const connectionId = rng.bytes(8)
  const initial = createHmac('sha256', salt).update(connectionId).digest()
  const secret = expandLabel(initial, 'client in', 32)
  const key = expandLabel(secret, 'quic key', 16)
  const iv = expandLabel(secret, 'quic iv', 12)
  const protection = expandLabel(secret, 'quic hp', 16)
  const hello = clientHello(rng, rng.bytes(32), sni, 'h3', true)
  const crypto = Buffer.concat([Buffer.from([6, 0, 0x40 | (hello.length >> 8), hello.length & 0xff]), hello])
  const head = Buffer.concat([
    Buffer.from([0xc3, 0, 0, 0, 1, 8]),
    connectionId,
    Buffer.from([0, 0]),
    Buffer.from([0, 0]),
    Buffer.from([0, 0, 0, 0]),
  ])
  const content = Buffer.alloc(1200 - head.length - 16)
  crypto.copy(content)
  head.writeUInt16BE(0x4000 | (4 + content.length + 16), head.length - 6)
  const cipher = createCipheriv('aes-128-gcm', key, iv)
  cipher.setAAD(head)
  const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  const datagram = Buffer.concat([head, sealed])
  const mask = createCipheriv('aes-128-ecb', protection, null).update(sealed.subarray(0, 16))
  datagram[0] = (datagram[0] as number) ^ ((mask[0] as number) & 0x0f)
  for (let index = 0; index < 4; index++) {
    const at = head.length - 4 + index
    datagram[at] = (datagram[at] as number) ^ (mask[index + 1] as number)
  }
  return { datagram, connectionId }
}

/** A packet with a short header, as all that follow the handshake: to anyone without keys, random bytes. */
export function shortPacket(rng: Rng, length: number): Buffer {
  const packet = rng.bytes(length)
  packet[0] = 0x40 | ((packet[0] as number) & 0x3f)
  return packet
}
