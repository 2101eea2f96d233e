import { hash } from 'node:crypto'
import type { PayloadCipher, PayloadKey, PayloadMode } from '../core/payload-key.ts'

/**
 * Keys that programs have built in, or were seen to use, for what they send: read from a decompiled app, or from a hook on its
 * ciphers. One line of a key log each:
 *
 *     PAYLOAD_KEY <cipher> <key> [iv=<iv>] [host=<name>] [name=<what it is>]
 *
 * The cipher is named as standards or as Java do (`AES-128-CBC`, `AES/CBC/PKCS5Padding`, `RC4`), with or without its mode, or
 * `any`, which takes passphrases, too. Key and IV are in hex, or `base64:…`, or `text:…` (no blanks; bytes of UTF-8), or the digest
 * of such a text, `md5:…` and `sha256:…`. The host is a name, or `*.` and what
 * it ends in. The name comes last and may have blanks. Programs that read key logs pass over labels they do not know
 * (RFC 9850, section 2).
 */

/** With which word such a line begins. */
export const payloadKeyLabel = 'PAYLOAD_KEY'

/** What is wrong with a line, for people: a part of a sentence that begins with what it is about. */
export interface PayloadKeyFault {
  readonly fault: string
}

const keyBytesMax = 256
const nameCharsMax = 200

interface KnownCipher {
  readonly cipher: PayloadCipher
  /** None: any. */
  readonly keyBytes: readonly number[]
  readonly hasModes: boolean
}

/** Names of ciphers, in small letters and without hyphens, and the bytes of their keys. */
const ciphers: ReadonlyMap<string, KnownCipher> = new Map([
  ['aes', { cipher: 'AES', keyBytes: [16, 24, 32], hasModes: true }],
  ['sm4', { cipher: 'SM4', keyBytes: [16], hasModes: true }],
  ['3des', { cipher: '3DES', keyBytes: [16, 24], hasModes: true }],
  ['desede', { cipher: '3DES', keyBytes: [16, 24], hasModes: true }],
  ['tripledes', { cipher: '3DES', keyBytes: [16, 24], hasModes: true }],
  ['des', { cipher: 'DES', keyBytes: [8], hasModes: true }],
  ['chacha20', { cipher: 'ChaCha20-Poly1305', keyBytes: [32], hasModes: false }],
  ['xor', { cipher: 'XOR', keyBytes: [], hasModes: false }],
  ['rc4', { cipher: 'RC4', keyBytes: [], hasModes: false }],
  ['arc4', { cipher: 'RC4', keyBytes: [], hasModes: false }],
  ['arcfour', { cipher: 'RC4', keyBytes: [], hasModes: false }],
])

const modes: ReadonlyMap<string, PayloadMode> = new Map(
  (['ECB', 'CBC', 'CFB', 'CFB8', 'OFB', 'CTR', 'GCM'] as const).map((mode) => [mode.toLowerCase(), mode]),
)

/** Reads a line that begins with {@link payloadKeyLabel}, without its end. */
export function parsePayloadKey(line: string): PayloadKey | PayloadKeyFault {
  const [label, cipherText, keyText, ...rest] = line.trim().split(/[ \t]+/)
  if (label !== payloadKeyLabel || cipherText === undefined || keyText === undefined)
    return { fault: 'it has no cipher and key: PAYLOAD_KEY AES-128-CBC 00112233445566778899aabbccddeeff' }
  const cipher = cipherOf(cipherText)
  if ('fault' in cipher) return cipher
  const bytes = bytesOf(keyText)
  if (bytes === null || bytes.length === 0 || bytes.length > keyBytesMax)
    return { fault: 'its key is no hex, and does not begin with text:, base64:, md5: or sha256:' }
  if (cipher.keyBytes.length > 0 && !cipher.keyBytes.includes(bytes.length))
    return { fault: `its key has ${bytes.length} bytes, and ${cipherText} takes ${orOf(cipher.keyBytes)}` }
  const said = optionsOf(rest)
  if ('fault' in said) return said
  const iv = said.iv === '' ? null : bytesOf(said.iv)
  if (said.iv !== '' && (iv === null || iv.length === 0))
    return { fault: 'its IV is no hex, and does not begin with text:, base64:, md5: or sha256:' }
  const { cipher: named, mode } = cipher
  return { name: said.name, bytes, cipher: named, mode, iv, host: said.host.toLowerCase() }
}

interface CipherName {
  readonly cipher: PayloadCipher | null
  readonly mode: PayloadMode | null
  readonly keyBytes: readonly number[]
}

/** `AES-128-CBC`, `aes-cbc`, `AES/CBC/PKCS5Padding`, `AES`, `any`. */
function cipherOf(text: string): CipherName | PayloadKeyFault {
  const normal = text
    .toLowerCase()
    .replace('des-ede3', '3des')
    .replace(/^chacha20-?poly1305/, 'chacha20')
  if (normal === 'any') return { cipher: null, mode: null, keyBytes: [] }
  const parts = normal.split(/[-_/]/).filter((part) => !part.endsWith('padding'))
  const [name = '', ...others] = parts
  const known = ciphers.get(name)
  const bits = others.find((part) => /^\d+$/.test(part))
  const [modeText, tooMany] = others.filter((part) => part !== bits)
  const mode = modeText === undefined ? null : (modes.get(modeText) ?? undefined)
  const isModeOdd =
    mode === undefined || tooMany !== undefined || (mode !== null && known !== undefined && !known.hasModes)
  if (known === undefined || isModeOdd)
    return {
      fault: `its cipher ${text.slice(0, 40)} is not known here: AES, SM4, 3DES and DES are, in ${[...modes.values()].join(', ')}, and ChaCha20-Poly1305, RC4, XOR and any`,
    }
  const keyBytes =
    bits === undefined ? known.keyBytes : known.keyBytes.filter((count) => count * 8 === Number(bits))
  if (bits !== undefined && keyBytes.length === 0)
    return { fault: `its cipher ${text.slice(0, 40)} takes no key of ${bits} bits` }
  return { cipher: known.cipher, mode, keyBytes }
}

interface Options {
  readonly iv: string
  readonly host: string
  readonly name: string
}

function optionsOf(words: readonly string[]): Options | PayloadKeyFault {
  let [iv, host] = ['', '']
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string
    const [, option, value] = /^(iv|host|name)=(.*)$/i.exec(word) ?? []
    if (option === undefined || value === undefined)
      return {
        fault: `${word.slice(0, 40)} in it is none of iv=, host= and name=, the last of which may have blanks`,
      }
    if (option.toLowerCase() === 'iv') iv = value
    else if (option.toLowerCase() === 'host') host = value
    else {
      const name = [value, ...words.slice(index + 1)].join(' ')
      return { iv, host, name: name.slice(0, nameCharsMax).toWellFormed() }
    }
  }
  return { iv, host, name: '' }
}

/** Null where it is written in none of the ways. */
function bytesOf(text: string): Buffer | null {
  const [, form, said = ''] = /^(text|md5|sha256):(.*)$/s.exec(text) ?? []
  if (form === 'text') return Buffer.from(said)
  if (form !== undefined) return said === '' ? null : hash(form, said, 'buffer')
  if (text.startsWith('base64:')) {
    const digits = text.slice('base64:'.length)
    return /^[0-9A-Za-z+/_-]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : null
  }
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : null
}

function orOf(numbers: readonly number[]): string {
  return numbers.join(', ').replace(/, (?=\d+$)/, ' or ')
}
