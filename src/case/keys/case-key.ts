/**
 * The key of an encrypted case: 32 bytes by chance, which never change, wrapped by a key that scrypt (RFC 7914) makes of
 * the passphrase. So a new passphrase costs one small file, and destroying that file destroys the case.
 */
import { createCipheriv, createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { InputError } from '../../core/errors.ts'
import { canonicalJson } from '../canonical-json.ts'
import { openGcm } from './open-gcm.ts'
import { DamagedFileError } from './sealed-file.ts'

/** Name of the wrapped key in a case. */
export const keyName = 'key.json'

/** What guessing costs: memory of 128 × N × r bytes, for about half a second. */
export interface KeyCost {
  readonly n: number
  readonly r: number
  readonly p: number
}

/** Cost of scrypt (RFC 7914) for new keys: 128 MiB of memory. A key file names the cost that it was made with. */
export const keyCost: KeyCost = { n: 131_072, r: 8, p: 1 }
/** A key file that asks for more is damaged, or made to fill the memory. */
const memoryBytesMax = 1_073_741_824
const passphraseCharactersMin = 8
const keyBytes = 32

interface WrappedKey extends KeyCost {
  readonly schema: 'varde/case-key@1'
  readonly kdf: 'scrypt'
  readonly cipher: 'AES-256-GCM'
  /** Base64, as the rest. */
  readonly salt: string
  readonly nonce: string
  /** The case's key, encrypted, and the tag behind it. */
  readonly wrapped: string
}

/** A new key of a case. */
export function newCaseKey(): Buffer {
  return randomBytes(keyBytes)
}

/** The key file's text. Throws an InputError for a passphrase that is too short. */
export function wrapKey(key: Uint8Array, passphrase: string, cost: KeyCost = keyCost): string {
  if (Array.from(passphrase).length < passphraseCharactersMin)
    throw new InputError(`the passphrase is too short: give ${passphraseCharactersMin} characters or more.`)
  const nonce = randomBytes(12)
  const salt = randomBytes(16)
  const facts = { schema: 'varde/case-key@1', kdf: 'scrypt', cipher: 'AES-256-GCM', ...cost } as const
  const named = { ...facts, salt: salt.toString('base64'), nonce: nonce.toString('base64') }
  const cipher = createCipheriv('aes-256-gcm', passphraseKey(passphrase, salt, cost), nonce)
  cipher.setAAD(Buffer.from(canonicalJson(named)))
  const wrapped = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()])
  return `${canonicalJson({ ...named, wrapped: wrapped.toString('base64') } satisfies WrappedKey)}\n`
}

/** The case's key; null where the passphrase is another, or the file was changed. Throws a DamagedFileError. */
export function unwrapKey(text: string, passphrase: string): Buffer | null {
  const { wrapped, ...named } = wrappedKeyOf(text)
  const bytes = Buffer.from(wrapped, 'base64')
  const key = passphraseKey(passphrase, Buffer.from(named.salt, 'base64'), named)
  const nonce = Buffer.from(named.nonce, 'base64')
  const associated = Buffer.from(canonicalJson(named))
  return openGcm(key, nonce, bytes.subarray(0, keyBytes), bytes.subarray(keyBytes), associated)
}

function wrappedKeyOf(text: string): WrappedKey {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  const key = (typeof value === 'object' && value !== null ? value : {}) as Partial<WrappedKey>
  const { n = 0, r = 0, p = 0, salt, nonce, wrapped } = key
  const isWhole =
    key.schema === 'varde/case-key@1' &&
    [salt, nonce, wrapped].every((field) => typeof field === 'string') &&
    Buffer.from(wrapped ?? '', 'base64').length === keyBytes + 16 &&
    Buffer.from(nonce ?? '', 'base64').length === 12
  const isCost =
    [n, r, p].every((field) => Number.isSafeInteger(field) && field > 0) &&
    (n & (n - 1)) === 0 &&
    128 * n * r * p <= memoryBytesMax
  if (!isWhole || !isCost)
    throw new DamagedFileError(`${keyName} is damaged: without it nothing in the case can be read.`)
  return key as WrappedKey
}

function passphraseKey(passphrase: string, salt: Uint8Array, { n, r, p }: KeyCost): Buffer {
  // One form for letters that keyboards write in several.
  const bytes = Buffer.from(passphrase.normalize('NFKC'))
  return scryptSync(bytes, salt, keyBytes, { N: n, r, p, maxmem: 256 * n * r + 1_048_576 })
}

/** A text under the case's key, as it stands in the ledger. `place`: what it belongs to. Base64. */
export function sealText(key: Uint8Array, place: string, text: string): string {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', textKey(key, salt, place), nonce)
  return Buffer.concat([salt, nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
    'base64',
  )
}

/** A text that `sealText` made; null where it was changed. */
export function openText(key: Uint8Array, place: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < 44) return null
  const own = textKey(key, bytes.subarray(0, 16), place)
  const opened = openGcm(own, bytes.subarray(16, 28), bytes.subarray(28, -16), bytes.subarray(-16))
  return opened === null ? null : opened.toString()
}

/** A digest that only who has the key can make again: of files that could be guessed. Hex. */
export function keyedDigest(key: Uint8Array, digest: string): string {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'varde case digest', 32))
  return createHmac('sha256', own).update(digest).digest('hex')
}

function textKey(key: Uint8Array, salt: Uint8Array, place: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, `varde case text\0${place}`, 32))
}
