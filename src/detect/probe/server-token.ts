/**
 * Names that sessions, caches and traces go by. A token of a digest's length under one of them is the server's own: no
 * salts are tried on it, so that a message is not read in full for it either.
 */

const pattern = /sess|^sid$|csrf|etag|trace|request_?id|nonce|cookie|^uuid$/i
/** Bytes of a name in front of a token that are looked at, and of what stands between both. */
export const nameBytesMax = 24
/** See {@link nameBytesMax}. */
export const separatorBytesMax = 6

/** By the whole name of a field, as the decoder gives it. */
export function isServerToken(key: string): boolean {
  return pattern.test(key)
}

/**
 * The same for bytes: `start` is where the token begins. False where it is not plain that what stands in front of it is all
 * of the field's name.
 */
export function isBehindServerName(buf: Buffer, from: number, start: number): boolean {
  let end = start
  let isAssigned = false
  while (end > from && start - end < separatorBytesMax) {
    const code = buf[end - 1] as number
    if (isNameByte(code)) break
    // = : > assign; quotes, blanks and line ends may stand around.
    if (code === 0x3d || code === 0x3a || code === 0x3e || code === 0x0a) isAssigned = true
    else if (code !== 0x22 && code !== 0x27 && code !== 0x20 && code !== 0x0d) return false
    end--
  }
  if (!isAssigned) return false
  let at = end
  while (at > from && end - at < nameBytesMax && isNameByte(buf[at - 1] as number)) at--
  if (at === end || end - at === nameBytesMax) return false
  return (
    pattern.test(buf.toString('latin1', at, end)) && (at === from || !isPartOfName(buf[at - 1] as number))
  )
}

/** Letters, digits and underlines: what all names are of. */
export function isNameByte(byte: number): boolean {
  const lower = byte | 32
  return (byte >= 48 && byte <= 57) || (lower >= 97 && lower <= 122) || byte === 95
}

/** Names go on over these: `x-sid`, `user.sid`, `user[sid]`, and letters that no ASCII shows. */
function isPartOfName(byte: number): boolean {
  return byte === 0x2d || byte === 0x2e || byte === 0x5b || byte === 0x5d || byte >= 0x80
}
