/**
 * Names that random values have by nature: tokens, signatures, digests, keys, sessions. A value under one of them is what
 * it says, as far as anybody can tell: long random bytes under it are no payload that was encrypted.
 */

/** Bytes of a signature under RSA with 4,096 bits: what is longer in a body is no token, whatever it is called. */
export const tokenBytesMax = 512

/** Whole words of a name. */
const words: ReadonlySet<string> = new Set(
  'sig sign signed sid sess mac auth code state key keys ticket trace span sha sha1 sha256 sha384 sha512 md5 salt proof cert certs x5c cursor jws'.split(
    ' ',
  ),
)

/** What a name ends in, written together as well: `accesstoken`, `xcsrf`. */
const endings =
  /(?:tokens?|signatures?|nonces?|hash(?:es)?|digests?|checksums?|hmac|sessions?|sessionid|sessid|csrf|xsrf|cookies?|captcha|viewstate|eventvalidation|jwts?|etag|authori[sz]ation|authentication|credentials?|bearer|oauth|challenge|verifier|certificates?|apikey|publickey|attestation|assertion|integrity|traceparent|tracestate|requestid)$/

/** Whether `name` says that its value is a token, a signature, a digest or a key: by one of its words, or by its end. */
export function isTokenName(name: string): boolean {
  if (name === '' || name.length > nameCharsMax) return false
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .some((word) => words.has(word) || endings.test(word))
}

const nameCharsMax = 80
