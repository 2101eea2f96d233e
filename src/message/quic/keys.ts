import { createDecipheriv, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AesBlock, aesBlockBytes } from '../crypto/aes-block.ts'
import { SecretExpander, Sha256Mac } from '../crypto/hkdf.ts'
import { versionOf } from './versions.ts'
import type { LongHeader } from './parse.ts'
import { ivBytes, sampleBytes, sampleOffset, tagBytes } from './protection.ts'

const keyBytes = 16
const secretBytes = 32

/**
 * The keys of a client's Initial packets (RFC 9001, 5.2): anyone can derive them from the connection id. A key object,
 * since Node's ciphers take a key as bytes only after 13 µs of preparation (measured, Node 24.21).
 */
export interface InitialKeys {
  readonly version: number
  readonly targetId: Buffer
  readonly key: KeyObject
  readonly iv: Buffer
  /** Of the header protection. */
  readonly mask: AesBlock
}

/** By version: the salt is the key of the first step. */
const saltMacs: Map<number, Sha256Mac> = new Map()

function saltMac(version: number): Sha256Mac {
  let mac = saltMacs.get(version)
  if (mac === undefined) {
    mac = new Sha256Mac(versionOf(version)?.salt ?? Buffer.alloc(0))
    // As many as there are versions, and one for what is none.
    saltMacs.set(version, mac)
  }
  return mac
}

/** The secret of Initial packets from the client (0) or the server (1), where the client's first id was `targetId`. */
export function initialSecret(version: number, targetId: Buffer, side: 0 | 1): Buffer {
  const common = new SecretExpander('sha256', saltMac(version).digest(targetId))
  return common.expand(side === 0 ? 'client in' : 'server in', secretBytes)
}

/** The client's Initial keys for a connection whose first destination id was `targetId` (RFC 9001, 5.2; RFC 9369, 3.3). */
export function deriveInitialKeys(version: number, targetId: Buffer): InitialKeys {
  const prefix = versionOf(version)?.labelPrefix ?? 'quic '
  const secret = new SecretExpander('sha256', initialSecret(version, targetId, 0))
  return {
    version,
    targetId,
    key: createSecretKey(secret.expand(`${prefix}key`, keyBytes)),
    iv: secret.expand(`${prefix}iv`, ivBytes),
    mask: new AesBlock(secret.expand(`${prefix}hp`, keyBytes)),
  }
}

/** Longest header: 20 bytes each of connection ids, any token that fits a datagram, the packet number. */
const headerScratch: Buffer = Buffer.alloc(65_536)
const nonce: Buffer = Buffer.alloc(ivBytes)
const mask: Buffer = Buffer.alloc(aesBlockBytes)

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
  const sampleStart = numberStart + sampleOffset
  if (sampleStart + sampleBytes > packetEnd) return null
  keys.mask.encrypt(buf, sampleStart, mask, 0)
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
