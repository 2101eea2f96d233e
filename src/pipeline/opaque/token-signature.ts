import { tokenBytesMax } from './token-name.ts'

const dot = 46
const tokenCharsMax = 16_384
const signatureCharsMax = Math.ceil((tokenBytesMax * 4) / 3)

/**
 * True where a signature begins at `at`: the last part of a signed token (JWT, JWS: RFC 7515, 7.1), whose other two can be
 * read. A head that says `enc` is one of an encrypted token (JWE: RFC 7516), of which no part is exempt, and a dot behind
 * anything else says nothing.
 */
export function isTokenSignature(buf: Buffer, start: number, end: number, at: number): boolean {
  if (at === start || buf[at - 1] !== dot) return false
  const from = tokenStart(buf, start, at)
  const to = boundary(buf, at, Math.min(end, at + signatureCharsMax + 1), 1)
  const parts = buf.toString('latin1', from, to).split('.')
  const [head = '', claims = '', signature = ''] = parts
  if (parts.length !== 3 || signature.length !== to - at || signature.length > signatureCharsMax) return false
  const said = objectIn(head)
  if (said === null || !('alg' in said) || 'enc' in said) return false
  // Of a detached one what is signed stands elsewhere.
  return claims === '' || objectIn(claims) !== null
}

/** The name of the value that begins at `at`: that of a signature where it is one, else `name`. */
export function signatureOr(name: string, buf: Buffer, start: number, end: number, at: number): string {
  return isTokenSignature(buf, start, end, at) ? 'signature' : name
}

/** Where the token begins whose part begins at `at`; `at` itself where no dot stands before it. */
export function tokenStart(buf: Buffer, start: number, at: number): number {
  if (at === start || buf[at - 1] !== dot) return at
  return boundary(buf, at, Math.max(start, at - tokenCharsMax), -1)
}

/** Where the signs of a token end that go on from `at`, on or back. */
function boundary(buf: Buffer, at: number, stop: number, step: 1 | -1): number {
  const offset = step === 1 ? 0 : -1
  while (at !== stop && isOfToken(buf[at + offset] as number)) at += step
  return at
}

/** Letters, digits, `-` and `_` (RFC 4648, 5), and what stands between parts. */
function isOfToken(byte: number): boolean {
  const lower = byte | 0x20
  return (
    (lower >= 97 && lower < 123) || (byte >= 48 && byte < 58) || byte === 45 || byte === 95 || byte === dot
  )
}

function objectIn(part: string): object | null {
  // All objects begin so in base64: without, nothing is asked of the parser.
  if (!part.startsWith('e')) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
