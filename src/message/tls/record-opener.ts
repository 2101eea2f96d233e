/**
 * Opens protected records: AEAD as in TLS 1.2 (RFC 5246, 6.2.3.3; RFC 5288, 6655, 7905) and TLS 1.3 (RFC 8446, 5.2), block
 * ciphers with a MAC before or after encryption (RFC 5246, 6.2.3.2; RFC 7366), and content that is not encrypted. DTLS counts epoch and
 * sequence number where TLS counts records; for it the 8 bytes are told apart.
 */
import { createDecipheriv, createHmac, createSecretKey } from 'node:crypto'
import type { CipherGCMTypes, KeyObject } from 'node:crypto'
import { copyBytes } from '../copy-bytes.ts'
import { CounterGcm } from '../crypto/counter-gcm.ts'
import { SecretExpander } from '../crypto/hkdf.ts'
import { keyBlock } from './key-schedule.ts'
import type { CipherSuite } from './suites.ts'

/** Opens the records of one direction under one key. */
export interface RecordOpener {
  /** Bytes of a record in front of its first byte of content: an explicit nonce or IV. */
  readonly leadBytes: number
  /** Bytes that a record has beyond its content, at least. */
  readonly overheadBytes: number
  /**
   * The content of the record body `buf[start, end)`, null where tag or MAC do not confirm it. Byte i of it is the
   * decrypted byte at `start + leadBytes + i`. `type` and `version` as in the record's header. Total.
   */
  open(
    buf: Buffer,
    start: number,
    end: number,
    type: number,
    version: number,
    epoch: number,
    sequence: number,
  ): Buffer | null
  /**
   * The same where other data is authenticated beside the content (records with a connection id, RFC 9146). The last two
   * bytes of `data` are for the length, which is written here: of what, depends on the cipher.
   */
  openWith(
    data: Buffer,
    buf: Buffer,
    start: number,
    end: number,
    epoch: number,
    sequence: number,
  ): Buffer | null
  /** A record has passed, opened or not: TLS 1.0 chains one to the next. */
  passed(buf: Buffer, end: number): void
}

const nonceBytes = 12
const lengthBytes = 2
/** Sequence number, type, version, length: what TLS 1.2 authenticates besides the content. */
const data12: Buffer = Buffer.alloc(13)
/** The header of the record: what TLS 1.3 does. */
const data13: Buffer = Buffer.alloc(5)
const nonce: Buffer = Buffer.alloc(nonceBytes)

function fillData12(type: number, version: number, length: number, epoch: number, sequence: number): void {
  writeSequence(data12, 0, epoch, sequence)
  data12[8] = type
  data12.writeUInt16BE(version, 9)
  data12.writeUInt16BE(length, 11)
}

/** 64 bits: of TLS the number of the record (epoch 0), of DTLS 16 bits of epoch and 48 of number. */
function writeSequence(target: Buffer, at: number, epoch: number, sequence: number): void {
  target.writeUInt32BE(((epoch << 16) | Math.floor(sequence / 0x1_0000_0000)) >>> 0, at)
  target.writeUInt32BE(sequence >>> 0, at + 4)
}

/** The number's low 32 bits into four bytes. By hand, as all that is done for each record: calls of Buffer's own take longer. */
function xorWord(target: Buffer, at: number, word: number): void {
  target[at] = (target[at] as number) ^ ((word >>> 24) & 0xff)
  target[at + 1] = (target[at + 1] as number) ^ ((word >>> 16) & 0xff)
  target[at + 2] = (target[at + 2] as number) ^ ((word >>> 8) & 0xff)
  target[at + 3] = (target[at + 3] as number) ^ (word & 0xff)
}

class AeadOpener implements RecordOpener {
  readonly leadBytes: number
  readonly overheadBytes: number
  private readonly suite: CipherSuite
  private readonly key: KeyObject
  /** All 12 bytes; for an explicit nonce its first 4. */
  private readonly iv: Buffer
  private readonly isTls13: boolean
  private readonly options: { readonly authTagLength: number }
  /** Where node:crypto does not have the cipher's GCM. */
  private readonly counterGcm: CounterGcm | null

  constructor(suite: CipherSuite, key: Buffer, iv: Buffer, isTls13: boolean) {
    this.suite = suite
    // A key object, since Node's ciphers take a key as bytes only after a costly preparation.
    this.key = createSecretKey(key)
    this.iv = Buffer.from(iv)
    this.isTls13 = isTls13
    this.options = { authTagLength: suite.tagBytes }
    this.counterGcm = suite.block === '' ? null : new CounterGcm(suite.block, this.key)
    this.leadBytes = nonceBytes - iv.length
    // The type of the content is one byte of TLS 1.3's.
    this.overheadBytes = this.leadBytes + suite.tagBytes + (isTls13 ? 1 : 0)
  }

  open(
    buf: Buffer,
    start: number,
    end: number,
    type: number,
    version: number,
    epoch: number,
    sequence: number,
  ): Buffer | null {
    const from = start + this.leadBytes
    const to = end - this.suite.tagBytes
    if (this.isTls13) {
      data13[0] = type
      data13[1] = version >> 8
      data13[2] = version
      data13[3] = (end - start) >> 8
      data13[4] = end - start
      return this.decrypt(data13, buf, start, end, epoch, sequence)
    }
    if (to < from) return null
    fillData12(type, version, to - from, epoch, sequence)
    return this.decrypt(data12, buf, start, end, epoch, sequence)
  }

  openWith(
    data: Buffer,
    buf: Buffer,
    start: number,
    end: number,
    epoch: number,
    sequence: number,
  ): Buffer | null {
    const length = end - start - this.overheadBytes
    if (length < 0) return null
    data.writeUInt16BE(length, data.length - lengthBytes)
    return this.decrypt(data, buf, start, end, epoch, sequence)
  }

  private decrypt(
    data: Buffer,
    buf: Buffer,
    start: number,
    end: number,
    epoch: number,
    sequence: number,
  ): Buffer | null {
    const { suite, iv, leadBytes } = this
    const from = start + leadBytes
    const to = end - suite.tagBytes
    if (to < from) return null
    copyBytes(iv, 0, iv.length, nonce, 0)
    if (leadBytes > 0) copyBytes(buf, start, from, nonce, iv.length)
    else {
      xorWord(nonce, 4, (epoch << 16) | Math.floor(sequence / 0x1_0000_0000))
      xorWord(nonce, 8, sequence)
    }
    if (this.counterGcm !== null)
      return this.counterGcm.open(nonce, data, buf, from, to, buf.subarray(to, end))
    // The three modes share their methods; their types do not.
    const decipher = createDecipheriv(suite.cipher as CipherGCMTypes, this.key, nonce, this.options)
    try {
      decipher.setAuthTag(buf.subarray(to, end))
      // Only CCM needs to know the length.
      if (suite.kind === 'ccm') decipher.setAAD(data, { plaintextLength: to - from })
      else decipher.setAAD(data)
      const content = decipher.update(buf.subarray(from, to))
      decipher.final()
      return content
    } catch {
      // The one way in which node:crypto says that the tag is wrong; the caller counts it.
      return null
    }
  }

  passed(): void {
    // Records stand alone.
  }
}

class CbcOpener implements RecordOpener {
  readonly leadBytes: number
  readonly overheadBytes: number
  private readonly suite: CipherSuite
  private readonly key: KeyObject
  private readonly mac: MacCheck
  private readonly isMacLast: boolean
  /** TLS 1.0: the last block of the record before; null where each record carries its own. */
  private readonly chained: Buffer | null

  constructor(suite: CipherSuite, key: Buffer, iv: Buffer | null, mac: MacCheck, isMacLast: boolean) {
    this.suite = suite
    this.key = createSecretKey(key)
    this.mac = mac
    this.isMacLast = isMacLast
    this.chained = iv === null ? null : Buffer.from(iv)
    this.leadBytes = iv === null ? suite.blockBytes : 0
    this.overheadBytes = this.leadBytes + suite.macBytes + 1
  }

  open(
    buf: Buffer,
    start: number,
    end: number,
    type: number,
    version: number,
    epoch: number,
    sequence: number,
  ): Buffer | null {
    fillData12(type, version, 0, epoch, sequence)
    return this.openWith(data12, buf, start, end)
  }

  openWith(data: Buffer, buf: Buffer, start: number, end: number): Buffer | null {
    const { suite, leadBytes, mac } = this
    const lengthAt = data.length - lengthBytes
    const from = start + leadBytes
    const to = this.isMacLast ? end - suite.macBytes : end
    if (to <= from || (to - from) % suite.blockBytes !== 0) return null
    if (this.isMacLast) {
      data.writeUInt16BE(to - start, lengthAt)
      if (!mac.confirms(data, buf, start, to, buf, to)) return null
    }
    const plain = this.decrypt(buf, start, from, to)
    const padding = plain[plain.length - 1] as number
    const length = plain.length - 1 - padding - (this.isMacLast ? 0 : suite.macBytes)
    if (length < 0) return null
    for (let at = plain.length - 1 - padding; at < plain.length; at++) if (plain[at] !== padding) return null
    if (!this.isMacLast) {
      data.writeUInt16BE(length, lengthAt)
      if (!mac.confirms(data, plain, 0, length, plain, length)) return null
    }
    return plain.subarray(0, length)
  }

  passed(buf: Buffer, end: number): void {
    if (this.chained === null) return
    const to = this.isMacLast ? end - this.suite.macBytes : end
    if (to >= this.chained.length) buf.copy(this.chained, 0, to - this.chained.length, to)
  }

  private decrypt(buf: Buffer, start: number, from: number, to: number): Buffer {
    const iv = this.chained ?? buf.subarray(start, from)
    const decipher = createDecipheriv(this.suite.cipher, this.key, iv)
    decipher.setAutoPadding(false)
    const plain = decipher.update(buf.subarray(from, to))
    decipher.final()
    return plain
  }
}

/** Of a suite without encryption: content (of TLS 1.3 with its type, RFC 9150, 5) and MAC. Anyone can read it, and whose key the MAC is under does not matter. */
class ClearOpener implements RecordOpener {
  readonly leadBytes = 0
  readonly overheadBytes: number

  constructor(suite: CipherSuite) {
    this.overheadBytes = suite.macBytes
  }

  open(buf: Buffer, start: number, end: number): Buffer | null {
    const to = end - this.overheadBytes
    return to < start ? null : Buffer.from(buf.subarray(start, to))
  }

  openWith(_data: Buffer, buf: Buffer, start: number, end: number): Buffer | null {
    return this.open(buf, start, end)
  }

  passed(): void {
    // Nothing is chained.
  }
}

class MacCheck {
  private readonly name: string
  private readonly key: KeyObject
  private readonly length: number

  constructor(suite: CipherSuite, key: Buffer) {
    this.name = suite.mac
    this.length = suite.macBytes
    this.key = createSecretKey(key)
  }

  /** Whether the MAC at `macStart` of `macs` is that of `data`, which goes before, and `buf[start, end)`. */
  confirms(data: Buffer, buf: Buffer, start: number, end: number, macs: Buffer, macStart: number): boolean {
    const mac = createHmac(this.name, this.key).update(data).update(buf.subarray(start, end)).digest()
    return mac.compare(macs, macStart, macStart + this.length) === 0
  }
}

/** Key and IV from a traffic secret (RFC 8446, 7.3). */
export function openerOfSecret(suite: CipherSuite, secret: Buffer): RecordOpener {
  if (suite.kind === 'null') return openerOfClear(suite)
  const expander = new SecretExpander(suite.hash, secret)
  return new AeadOpener(
    suite,
    expander.expand('key', suite.keyBytes),
    expander.expand('iv', nonceBytes),
    true,
  )
}

/** Both directions of a connection of TLS 1.2 or before, from the client and from the server (RFC 5246, 6.3). */
export function openersOfMaster(
  suite: CipherSuite,
  options: {
    readonly master: Buffer
    readonly clientRandom: Buffer
    readonly serverRandom: Buffer
    /** Before TLS 1.2: another PRF; before TLS 1.1: IVs that are chained. */
    readonly isBefore12: boolean
    readonly isBefore11: boolean
    readonly isEncryptThenMac: boolean
  },
): [RecordOpener, RecordOpener] {
  const { master, clientRandom, serverRandom, isBefore11, isBefore12 } = options
  const { macBytes, keyBytes, kind } = suite
  const saltBytes = kind === 'chacha20' ? nonceBytes : 4
  const ivBytes = kind === 'cbc' ? (isBefore11 ? suite.blockBytes : 0) : saltBytes
  const total = 2 * (macBytes + keyBytes + ivBytes)
  const block = keyBlock(isBefore12, suite.hash, master, serverRandom, clientRandom, total)
  const openerOf = (side: 0 | 1): RecordOpener => {
    const macKey = block.subarray(side * macBytes, (side + 1) * macBytes)
    const keyAt = 2 * macBytes + side * keyBytes
    const ivAt = 2 * (macBytes + keyBytes) + side * ivBytes
    const key = block.subarray(keyAt, keyAt + keyBytes)
    const iv = block.subarray(ivAt, ivAt + ivBytes)
    if (kind === 'cbc') {
      const isMacLast = options.isEncryptThenMac
      return new CbcOpener(suite, key, isBefore11 ? iv : null, new MacCheck(suite, macKey), isMacLast)
    }
    return new AeadOpener(suite, key, iv, false)
  }
  return [openerOf(0), openerOf(1)]
}

/** Of a connection whose suite encrypts nothing: for both directions, under any key. */
export function openerOfClear(suite: CipherSuite): RecordOpener {
  return new ClearOpener(suite)
}
