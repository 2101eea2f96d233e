/**
 * Keys that programs have built in, or were seen to use, for what they send: read from a decompiled app, or from a hook on its
 * ciphers. One line of a key log each:
 *
 *     PAYLOAD_KEY <cipher> <key> [iv=<iv>] [host=<name>] [name=<what it is>]
 *
 * The cipher is named as standards or as Java do (`AES-128-CBC`, `AES/CBC/PKCS5Padding`, `RC4`), with or without its mode, or
 * `any`. Key and IV are in hex, or `base64:…`, or `text:…` (no blanks; bytes of UTF-8). The host is a name, or `*.` and what
 * it ends in. The name comes last and may have blanks. Programs that read key logs pass over labels they do not know
 * (RFC 9850, section 2).
 */

/** With which word such a line begins. */
export const payloadKeyLabel = 'PAYLOAD_KEY'

/** Ciphers that are tried under a key that is given. */
export type PayloadCipher = 'AES' | 'RC4'

/** Modes in which a cipher of blocks is tried. */
export type PayloadMode = 'ECB' | 'CBC' | 'CFB' | 'CFB8' | 'OFB' | 'CTR' | 'GCM'

/** A key that is given. It is a secret: nothing prints it but by its name. */
export interface PayloadKey {
  /** Given with it; '' where it has none. */
  readonly name: string
  readonly bytes: Buffer
  /** null: all that take such a key are tried. */
  readonly cipher: PayloadCipher | null
  /** null: all are tried. */
  readonly mode: PayloadMode | null
  /** null: what comes with the message is taken, then zeros, then the key. */
  readonly iv: Buffer | null
  /** In small letters; '' for all. */
  readonly host: string
}

/** What is wrong with a line, for people: a part of a sentence that begins with what it is about. */
export interface PayloadKeyFault {
  readonly fault: string
}

const keyBytesMax = 256
const nameCharsMax = 200

/** Names of ciphers, in small letters and without hyphens, and the bytes of their keys. */
const ciphers: ReadonlyMap<string, { readonly cipher: PayloadCipher; readonly keyBytes: readonly number[] }> =
  new Map([
    ['aes', { cipher: 'AES', keyBytes: [16, 24, 32] }],
    ['rc4', { cipher: 'RC4', keyBytes: [] }],
    ['arc4', { cipher: 'RC4', keyBytes: [] }],
    ['arcfour', { cipher: 'RC4', keyBytes: [] }],
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
    return { fault: 'its key is no hex, and does not begin with text: or base64:' }
  if (cipher.keyBytes.length > 0 && !cipher.keyBytes.includes(bytes.length))
    return { fault: `its key has ${bytes.length} bytes, and ${cipherText} takes ${orOf(cipher.keyBytes)}` }
  const said = optionsOf(rest)
  if ('fault' in said) return said
  const iv = said.iv === '' ? null : bytesOf(said.iv)
  if (said.iv !== '' && (iv === null || iv.length === 0))
    return { fault: 'its IV is no hex, and does not begin with text: or base64:' }
  const { cipher: named, mode } = cipher
  return { name: said.name, bytes, cipher: named, mode, iv, host: said.host.toLowerCase() }
}

/** True where a key is for a host (in small letters). */
export function isForHost({ host }: PayloadKey, name: string): boolean {
  if (host === '') return true
  return host.startsWith('*.') ? name.endsWith(host.slice(1)) || name === host.slice(2) : name === host
}

interface CipherName {
  readonly cipher: PayloadCipher | null
  readonly mode: PayloadMode | null
  readonly keyBytes: readonly number[]
}

/** `AES-128-CBC`, `aes-cbc`, `AES/CBC/PKCS5Padding`, `AES`, `any`. */
function cipherOf(text: string): CipherName | PayloadKeyFault {
  const normal = text.toLowerCase()
  if (normal === 'any') return { cipher: null, mode: null, keyBytes: [] }
  const parts = normal.split(/[-_/]/).filter((part) => !part.endsWith('padding'))
  const [name = '', ...others] = parts
  const known = ciphers.get(name)
  const bits = others.find((part) => /^\d+$/.test(part))
  const [modeText, tooMany] = others.filter((part) => part !== bits)
  const mode = modeText === undefined ? null : (modes.get(modeText) ?? undefined)
  const isModeOdd =
    mode === undefined || tooMany !== undefined || (mode !== null && known?.keyBytes.length === 0)
  if (known === undefined || isModeOdd)
    return {
      fault: `its cipher ${text.slice(0, 40)} is not known here: AES and RC4 are, AES in ${[...modes.values()].join(', ')}, and any`,
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
  if (text.startsWith('text:')) return Buffer.from(text.slice('text:'.length))
  if (text.startsWith('base64:')) {
    const digits = text.slice('base64:'.length)
    return /^[0-9A-Za-z+/_-]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : null
  }
  return /^(?:[0-9a-fA-F]{2})+$/.test(text) ? Buffer.from(text, 'hex') : null
}

function orOf(numbers: readonly number[]): string {
  return numbers.join(', ').replace(/, (?=\d+$)/, ' or ')
}
