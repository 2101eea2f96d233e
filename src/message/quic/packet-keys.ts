/**
 * Keys of QUIC packets and their use (RFC 9001, 5): header protection is taken off, the packet number decoded, the
 * content decrypted and its tag checked. A packet that does not open costs no more than one that does.
 *
 * Ciphers are given key objects, since Node's take a key as bytes only after 13 µs of preparation (measured, Node
 * 24.21); what needs single blocks has them from ../crypto/aes-block.ts and ../crypto/chacha-block.ts.
 */
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto'
import type { Cipheriv, CipherGCMTypes, KeyObject } from 'node:crypto'
import { copyBytes } from '../copy-bytes.ts'
import { AesBlock, aesBlockBytes } from '../crypto/aes-block.ts'
import { ChaChaBlock } from '../crypto/chacha-block.ts'
import { ZeroMac } from '../crypto/ghash.ts'
import { SecretExpander } from '../crypto/hkdf.ts'
import { ivBytes, sampleBytes, sampleOffset, tagBytes } from './protection.ts'

interface Aead {
  readonly cipher: string
  readonly mode: 'gcm' | 'ccm' | 'chacha20'
  /** The block cipher by itself, which hides headers as well; of ChaCha20 the stream cipher. */
  readonly block: string
  readonly keyBytes: number
  readonly hash: 'sha256' | 'sha384'
}

/** Cipher suites of TLS 1.3 (RFC 8446, B.4) that QUIC uses: all but the one with a short tag. */
const suites: ReadonlyMap<number, Aead> = new Map<number, Aead>([
  [0x1301, { cipher: 'aes-128-gcm', mode: 'gcm', block: 'aes-128-ecb', keyBytes: 16, hash: 'sha256' }],
  [0x1302, { cipher: 'aes-256-gcm', mode: 'gcm', block: 'aes-256-ecb', keyBytes: 32, hash: 'sha384' }],
  [
    0x1303,
    { cipher: 'chacha20-poly1305', mode: 'chacha20', block: 'chacha20', keyBytes: 32, hash: 'sha256' },
  ],
  [0x1304, { cipher: 'aes-128-ccm', mode: 'ccm', block: 'aes-128-ecb', keyBytes: 16, hash: 'sha256' }],
])

/** Suites by which packets with a secret of this length may be protected, the likeliest first. */
export function suitesFor(secretBytes: number): readonly number[] {
  if (secretBytes === 48) return [0x1302]
  return secretBytes === 32 ? [0x1301, 0x1303, 0x1304] : []
}

/** Whether packets of the suite can be opened several at a time: see packet-batch.ts. */
export function isBatchSuite(suite: number): boolean {
  return suites.get(suite)?.mode === 'gcm'
}

/** What header protection leaves: the header in clear, and the packet number as it is written. */
export class ClearHeader {
  /** First byte, in clear. */
  first = 0
  numberBytes = 0
  /** The packet number's low bits. */
  truncated = 0
  /** Where the sealed content starts and where its tag does, in the datagram's buffer. */
  contentStart = 0
  tagStart = 0
  /** Bytes of the header, which lie in the scratch buffer. */
  headerBytes = 0
}

/** The header in clear, which the tag vouches for as well: connection ids, any token that fits a datagram, the number. */
const header: Buffer = Buffer.alloc(65_536)
const nonce: Buffer = Buffer.alloc(ivBytes)
const mask: Buffer = Buffer.alloc(aesBlockBytes)
const aeadOptions = { authTagLength: tagBytes } as const

/** Takes the protection off headers (RFC 9001, 5.4). */
export class HeaderMask {
  /** One of them: of AES, or of ChaCha20. */
  private readonly aes: AesBlock | null
  private readonly chacha: ChaChaBlock | null

  constructor(mode: Aead['mode'], key: Buffer) {
    this.aes = mode === 'chacha20' ? null : new AesBlock(key)
    this.chacha = mode === 'chacha20' ? new ChaChaBlock(key) : null
  }

  /** Writes the mask for the sample at `buf[sampleStart, sampleStart + 16)` to `into[at, at + 16)`: 5 bytes are used. */
  fill(buf: Buffer, sampleStart: number, into: Buffer, at: number): void {
    if (this.aes !== null) this.aes.encrypt(buf, sampleStart, into, at)
    else this.chacha?.first(buf, sampleStart, into, at)
  }

  /**
   * Reads the protected header of the packet `buf[start, packetEnd)`. False: the packet is too short for any.
   * What was read stands until the next call, on any object.
   */
  lift(buf: Buffer, start: number, numberStart: number, packetEnd: number, into: ClearHeader): boolean {
    const sampleStart = numberStart + sampleOffset
    if (sampleStart + sampleBytes > packetEnd) return false
    this.fill(buf, sampleStart, mask, 0)
    const isLong = ((buf[start] as number) & 0x80) !== 0
    const first = (buf[start] as number) ^ ((mask[0] as number) & (isLong ? 0x0f : 0x1f))
    const numberBytes = (first & 3) + 1
    const contentStart = numberStart + numberBytes
    into.tagStart = packetEnd - tagBytes
    if (contentStart > into.tagStart) return false
    into.first = first
    into.numberBytes = numberBytes
    into.contentStart = contentStart
    into.headerBytes = contentStart - start
    copyBytes(buf, start, contentStart, header, 0)
    header[0] = first
    let truncated = 0
    const at = numberStart - start
    for (let index = 0; index < numberBytes; index++) {
      const byte = (header[at + index] as number) ^ (mask[1 + index] as number)
      header[at + index] = byte
      truncated = truncated * 256 + byte
    }
    into.truncated = truncated
    return true
  }
}

const zeroNonce: Buffer = Buffer.alloc(ivBytes)

/** How many numbers that many bytes tell apart. */
const windows: readonly number[] = [1, 2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32]

/** The packet number whose low bits are written, the next after `largest` being expected (RFC 9000, A.3). */
export function packetNumber(largest: number, truncated: number, numberBytes: number): number {
  const expected = largest + 1
  const window = windows[numberBytes] as number
  const number = expected - (expected % window) + truncated
  if (number <= expected - window / 2) return number + window
  if (number > expected + window / 2 && number >= window) return number - window
  return number
}

/** Opens the content of packets of one direction, level and key phase. */
export class ContentKeys {
  private readonly aead: Aead
  private readonly bytes: Buffer
  private readonly key: KeyObject
  private readonly iv: Buffer
  /** The block cipher by itself, and what the check of `areAllRight` expects: made when first used. */
  private block: Cipheriv | null = null
  private zeroMac: ZeroMac | null = null

  constructor(aead: Aead, key: Buffer, iv: Buffer) {
    this.aead = aead
    this.bytes = key
    this.key = createSecretKey(key)
    this.iv = iv
  }

  /** Whether packets may be opened several at a time. */
  get isGcm(): boolean {
    return this.aead.mode === 'gcm'
  }

  /** Encrypts `blocks[0, length)` block by block: the stream that hides content, given its counters. */
  blocks(blocks: Buffer, length: number): Buffer {
    this.block ??= createCipheriv(this.aead.block, this.key, null).setAutoPadding(false)
    return this.block.update(blocks.subarray(0, length))
  }

  /** Whether GHASH makes nothing of `checked[0, length)`: see packet-batch.ts. */
  areAllRight(checked: Buffer, length: number): boolean {
    this.zeroMac ??= new ZeroMac(this.bytes)
    const cipher = createCipheriv(this.aead.cipher as CipherGCMTypes, this.key, zeroNonce, aeadOptions)
    cipher.setAAD(checked.subarray(0, length))
    cipher.final()
    return cipher.getAuthTag().equals(this.zeroMac.tagOf(length))
  }

  /** The nonce of a packet (RFC 9001, 5.3). */
  nonceOf(number: number, into: Buffer): void {
    copyBytes(this.iv, 0, ivBytes, into, 0)
    let rest = number
    for (let at = ivBytes - 1; rest > 0; at--) {
      into[at] = (into[at] as number) ^ (rest % 256)
      rest = Math.floor(rest / 256)
    }
  }

  /** The content of the packet whose header was lifted last; null where its tag is wrong. Its bytes are the caller's. */
  open(buf: Buffer, clear: ClearHeader, number: number): Buffer | null {
    this.nonceOf(number, nonce)
    const sealed = buf.subarray(clear.contentStart, clear.tagStart)
    const additional = header.subarray(0, clear.headerBytes)
    // The three modes share their methods; their types do not.
    const decipher = createDecipheriv(this.aead.cipher as CipherGCMTypes, this.key, nonce, aeadOptions)
    decipher.setAuthTag(buf.subarray(clear.tagStart, clear.tagStart + tagBytes))
    // Only CCM needs to know the length.
    if (this.aead.mode === 'ccm') decipher.setAAD(additional, { plaintextLength: sealed.length })
    else decipher.setAAD(additional)
    try {
      const content = decipher.update(sealed)
      decipher.final()
      return content
    } catch {
      // The one way in which node:crypto says that the tag is wrong; the caller counts it.
      return null
    }
  }
}

/** What a secret gives under one cipher suite and the labels of one version. */
export interface PacketKeys {
  readonly mask: HeaderMask
  readonly content: ContentKeys
}

/** Null: no suite that is read. */
export function derivePacketKeys(secret: Buffer, suite: number, labelPrefix: string): PacketKeys | null {
  const aead = suites.get(suite)
  if (aead === undefined) return null
  const expander = new SecretExpander(aead.hash, secret)
  return {
    mask: maskOf(aead, expander, labelPrefix),
    content: contentKeys(aead, expander, labelPrefix),
  }
}

/** Suites for secrets of one length that hide headers alike. */
export type MaskKind = readonly [number, ...number[]]

const maskKinds: ReadonlyMap<number, readonly MaskKind[]> = new Map<number, readonly MaskKind[]>([
  [32, [[0x1301, 0x1304], [0x1303]]],
  [48, [[0x1302]]],
])

/**
 * The ways in which headers may be hidden by a secret, the likeliest first, each made when it is asked for: where it is
 * not known whose secret it is, most go no further.
 */
export function* masksOf(
  secret: Buffer,
  prefixes: readonly string[],
): Generator<
  { readonly labelPrefix: string; readonly kind: MaskKind; readonly mask: HeaderMask },
  void,
  void
> {
  let expander: SecretExpander | null = null
  for (const labelPrefix of prefixes) {
    for (const kind of maskKinds.get(secret.length) ?? []) {
      const aead = suites.get(kind[0]) as Aead
      expander ??= new SecretExpander(aead.hash, secret)
      yield { labelPrefix, kind, mask: maskOf(aead, expander, labelPrefix) }
    }
  }
}

function maskOf(aead: Aead, expander: SecretExpander, labelPrefix: string): HeaderMask {
  return new HeaderMask(aead.mode, expander.expand(`${labelPrefix}hp`, aead.keyBytes))
}

function contentKeys(aead: Aead, expander: SecretExpander, labelPrefix: string): ContentKeys {
  return new ContentKeys(
    aead,
    expander.expand(`${labelPrefix}key`, aead.keyBytes),
    expander.expand(`${labelPrefix}iv`, ivBytes),
  )
}

/** The secret and keys of a key phase. */
export interface KeyPhase {
  readonly secret: Buffer
  readonly content: ContentKeys
}

/** The secret and keys of the first key phase. */
export function firstPhase(secret: Buffer, suite: number, labelPrefix: string): KeyPhase {
  const aead = suites.get(suite) as Aead
  return { secret, content: contentKeys(aead, new SecretExpander(aead.hash, secret), labelPrefix) }
}

/**
 * The secret and keys of the next key phase (RFC 9001, 6.1; RFC 9369, 3.3.2): header protection stays. Of version 2 there are
 * two that it may be, the likelier first: quic-go makes the next secret with the label of version 1.
 */
export function nextPhases(secret: Buffer, suite: number, labelPrefix: string): readonly KeyPhase[] {
  const aead = suites.get(suite) as Aead
  const expander = new SecretExpander(aead.hash, secret)
  return (labelPrefix === 'quic ' ? ['quic '] : [labelPrefix, 'quic ']).map((prefix) => {
    const next = expander.expand(`${prefix}ku`, secret.length)
    return { secret: next, content: contentKeys(aead, new SecretExpander(aead.hash, next), labelPrefix) }
  })
}
