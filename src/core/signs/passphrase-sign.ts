/** What `openssl enc` and CryptoJS write in front of a salt and a ciphertext where they are given a passphrase. */
export const passphraseMagic: Buffer = Buffer.from('Salted__')
/** As much of its base64 as does not change with what stands behind it. */
const inBase64 = Buffer.from('U2FsdGVkX1')

/** True where `bytes[start, end)` begin so. */
export function beginsPassphraseCipher(bytes: Buffer, start: number, end: number): boolean {
  return begins(bytes, start, end, passphraseMagic)
}

/** True where text in base64 begins so, once it is decoded. */
export function beginsPassphraseCipherInBase64(bytes: Buffer, start: number, end: number): boolean {
  return begins(bytes, start, end, inBase64)
}

function begins(bytes: Buffer, start: number, end: number, sign: Buffer): boolean {
  if (end - start < sign.length) return false
  for (let at = 0; at < sign.length; at++) if (bytes[start + at] !== sign[at]) return false
  return true
}
