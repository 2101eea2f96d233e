import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { hmacSha256 as hmac, labelOf as label } from './hkdf.ts'
import { version2, versionOf } from './versions.ts'
import type { LongHeader } from './parse.ts'

const noSalt: Buffer = Buffer.alloc(0)
const keyBytes = 16
const ivBytes = 12
const secretBytes = 32
export const tagBytes = 16
const sampleBytes = 16

const labels1 = {
  key: label('quic key', keyBytes),
  iv: label('quic iv', ivBytes),
  mask: label('quic hp', keyBytes),
}
const labels2 = {
  key: label('quicv2 key', keyBytes),
  iv: label('quicv2 iv', ivBytes),
  mask: label('quicv2 hp', keyBytes),
}
const clientLabel = label('client in', secretBytes)
const serverLabel = label('server in', secretBytes)

/**
 * The keys of a client's Initial packets (RFC 9001, 5.2): anyone can derive them from the connection id. As key
 * objects, since Node's ciphers take a key as bytes only after 13 µs of preparation (measured, Node 24.21).
 */
export interface InitialKeys {
  readonly version: number
  readonly targetId: Buffer
  readonly key: KeyObject
  readonly iv: Buffer
  /** Key of the header protection. */
  readonly mask: KeyObject
}

/** The secret of Initial packets from the client (0) or the server (1), where the client's first id was `targetId`. */
export function initialSecret(version: number, targetId: Buffer, side: 0 | 1): Buffer {
  const salt = versionOf(version)?.salt ?? noSalt
  return hmac(hmac(salt, targetId), side === 0 ? clientLabel : serverLabel)
}

export function deriveInitialKeys(version: number, targetId: Buffer): InitialKeys {
  const labels = version === version2 ? labels2 : labels1
  const secret = initialSecret(version, targetId, 0)
  return {
    version,
    targetId,
    key: createSecretKey(hmac(secret, labels.key).subarray(0, keyBytes)),
    iv: hmac(secret, labels.iv).subarray(0, ivBytes),
    mask: createSecretKey(hmac(secret, labels.mask).subarray(0, keyBytes)),
  }
}

/** Longest header: 20 bytes each of connection ids, any token that fits a datagram, the packet number. */
const headerScratch: Buffer = Buffer.alloc(65_536)
const nonce: Buffer = Buffer.alloc(ivBytes)

/**
 * The frames of the Initial packet at `start`; null where it does not open. The datagram is not changed.
 * A packet number is taken as it is written: a client's first ones are far below the window of one byte's worth.
 */
export function openInitial(
  buf: Buffer,
  start: number,
  header: LongHeader,
  keys: InitialKeys,
): Buffer | null {
  const { numberStart, packetEnd } = header
  const sampleStart = numberStart + 4
  if (sampleStart + sampleBytes > packetEnd) return null
  const mask = createCipheriv('aes-128-ecb', keys.mask, null).update(
    buf.subarray(sampleStart, sampleStart + sampleBytes),
  )
  const first = (buf[start] as number) ^ ((mask[0] as number) & 0x0f)
  const numberBytes = (first & 3) + 1
  const contentStart = numberStart + numberBytes
  const tagStart = packetEnd - tagBytes
  if (contentStart > tagStart) return null

  const headerBytes = contentStart - start
  buf.copy(headerScratch, 0, start, contentStart)
  headerScratch[0] = first
  keys.iv.copy(nonce)
  for (let index = 0; index < numberBytes; index++) {
    const at = headerBytes - numberBytes + index
    const byte = (headerScratch[at] as number) ^ (mask[1 + index] as number)
    headerScratch[at] = byte
    const nonceAt = ivBytes - numberBytes + index
    nonce[nonceAt] = (nonce[nonceAt] as number) ^ byte
  }
  const decipher = createDecipheriv('aes-128-gcm', keys.key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(headerScratch.subarray(0, headerBytes))
  decipher.setAuthTag(buf.subarray(tagStart, packetEnd))
  const content = decipher.update(buf.subarray(contentStart, tagStart))
  try {
    decipher.final()
  } catch {
    // The one way in which node:crypto says that the tag is wrong; the caller notes it.
    return null
  }
  return content
}
