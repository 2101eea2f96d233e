import { createDecipheriv, hash, pbkdf2Sync } from 'node:crypto'
import { beginsPassphraseCipher, passphraseMagic } from '../../core/signs/passphrase-sign.ts'
import type { Node } from '../../decode/types.ts'
import { isSaltName } from '../digests/salt-ways.ts'
import { isDocument } from './opened-document.ts'
import type { OpenedCipher } from './sent-ciphers.ts'
import type { SentKey } from './sent-keys.ts'
import { textsIn } from './sought-texts.ts'
import type { SoughtText } from './sought-texts.ts'

/**
 * What `openssl enc` and CryptoJS write where they are given a passphrase: `Salted__`, a salt, and AES in CBC under a key
 * and an IV that are made of the passphrase and the salt: by `EVP_BytesToKey` with one round of MD5 (CryptoJS, OpenSSL before
 * 1.1.0) or of SHA-256 (since then), or by PBKDF2 (RFC 8018) with `-pbkdf2`.
 */

const saltBytes = 8
const blockBytes = 16
const keyBytes = 32
/** Rounds of `openssl enc -pbkdf2`, where nothing else is said. */
const pbkdf2Rounds = 10_000
/** Shorter words are no passphrase of anybody. */
const passphraseBytesMin = 4

/** What a passphrase makes of the bytes, and how, for people. */
interface PassphraseReading {
  readonly plain: Buffer
  readonly form: string
}

interface Derivation {
  readonly form: string
  /** Takes milliseconds: only what is called a key is tried, and so many in a capture. */
  readonly isSlow: boolean
  readonly derive: (passphrase: Buffer, salt: Buffer) => Buffer
}

const derivations: readonly Derivation[] = [
  { form: 'of a passphrase by MD5', isSlow: false, derive: (pass, salt) => bytesToKey('md5', pass, salt) },
  {
    form: 'of a passphrase by SHA-256',
    isSlow: false,
    derive: (pass, salt) => bytesToKey('sha256', pass, salt),
  },
  {
    form: 'of a passphrase by PBKDF2',
    isSlow: true,
    derive: (pass, salt) => pbkdf2Sync(pass, salt, pbkdf2Rounds, keyBytes + blockBytes, 'sha256'),
  },
]

const passphraseName = /pass|pwd|pin\b/i

/** True where the bytes begin as such a ciphertext does, and are as many as one has. */
export function isPassphraseCipher(bytes: Buffer): boolean {
  const sealed = bytes.length - passphraseMagic.length - saltBytes
  return sealed > 0 && sealed % blockBytes === 0 && beginsPassphraseCipher(bytes, 0, bytes.length)
}

/**
 * What one of the keys of a message makes of such `bytes` of a node, where known values show that it does, or a whole document;
 * null where none opens them. `mayTry` is asked before each try, and ends the search with false; `mayTakeLong` before those that
 * take long, which it leaves out.
 */
export function openByPassphrase(
  bytes: Buffer,
  node: Node,
  keys: readonly SentKey[],
  texts: readonly SoughtText[],
  mayTry: () => boolean,
  mayTakeLong: () => boolean,
): OpenedCipher | null {
  for (const key of keys) {
    if (key.node === null || key.node === node || key.bytes.length < passphraseBytesMin) continue
    const isCalledKey = passphraseName.test(key.node.key) || isSaltName(key.node.key)
    for (const derivation of derivations) {
      if (derivation.isSlow && !(isCalledKey && mayTakeLong())) continue
      if (!mayTry()) return null
      const right = rightReading(bytes, key.bytes, derivation, texts, isDocument)
      if (right !== null)
        return { ...right, form: `${right.form}, ${key.name}`, keyFrom: key.name, keyNode: key.node }
    }
  }
  return null
}

/**
 * What a passphrase that is given makes of such bytes, in all ways, where `isProof` says that it is right; null where none is.
 * `mayTakeLong` is asked before what takes long.
 */
export function openByGivenPassphrase(
  bytes: Buffer,
  passphrase: Buffer,
  texts: readonly SoughtText[],
  isProof: (plain: Buffer) => boolean,
  mayTakeLong: () => boolean,
): RightPassphrase | null {
  for (const derivation of derivations) {
    if (derivation.isSlow && !mayTakeLong()) continue
    const right = rightReading(bytes, passphrase, derivation, texts, isProof)
    if (right !== null) return right
  }
  return null
}

/** What a passphrase makes of the bytes, with the known values in it. */
type RightPassphrase = PassphraseReading & Pick<OpenedCipher, 'texts'>

/** In one way, where known values or `isProof` show that it is right; null where it is not. */
function rightReading(
  bytes: Buffer,
  passphrase: Buffer,
  derivation: Derivation,
  texts: readonly SoughtText[],
  isProof: (plain: Buffer) => boolean,
): RightPassphrase | null {
  const reading = readingOf(bytes, passphrase, derivation)
  if (reading === null) return null
  const found = textsIn({ plain: reading.plain, heads: [] }, texts)
  return found.length > 0 || isProof(reading.plain) ? { ...reading, texts: found } : null
}

/** Null where the last block is not filled up as PKCS #7 says. */
function readingOf(
  bytes: Buffer,
  passphrase: Buffer,
  { form, derive }: Derivation,
): PassphraseReading | null {
  const salt = bytes.subarray(passphraseMagic.length, passphraseMagic.length + saltBytes)
  const made = derive(passphrase, salt)
  const plain = opened(
    bytes.subarray(passphraseMagic.length + saltBytes),
    made.subarray(0, keyBytes),
    made.subarray(keyBytes),
  )
  return plain === null ? null : { plain, form: `AES-256-CBC ${form}` }
}

/** `EVP_BytesToKey` of OpenSSL with one round: each digest is of the one before, the passphrase and the salt. */
function bytesToKey(algorithm: 'md5' | 'sha256', passphrase: Buffer, salt: Buffer): Buffer {
  const parts: Buffer[] = []
  let last: Buffer = Buffer.alloc(0)
  for (let made = 0; made < keyBytes + blockBytes; made += last.length) {
    last = hash(algorithm, Buffer.concat([last, passphrase, salt]), 'buffer')
    parts.push(last)
  }
  return Buffer.concat(parts).subarray(0, keyBytes + blockBytes)
}

/** Under a wrong key the last block is filled up rightly in 1 of 255 cases: the whole is only opened where it is. */
function opened(sealed: Buffer, key: Buffer, iv: Buffer): Buffer | null {
  const isOne = sealed.length === blockBytes
  const before = isOne ? iv : sealed.subarray(-2 * blockBytes, -blockBytes)
  const last = decipher(sealed.subarray(-blockBytes), key, before)
  const filled = last.at(-1) as number
  if (filled === 0 || filled > blockBytes) return null
  if (!last.subarray(blockBytes - filled).every((byte) => byte === filled)) return null
  const whole = decipher(sealed, key, iv)
  return whole.subarray(0, whole.length - filled)
}

function decipher(bytes: Buffer, key: Buffer, iv: Buffer): Buffer {
  return createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(bytes)
}
