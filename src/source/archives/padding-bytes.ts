/**
 * Zeros that `bytes` begins with, all of them where nothing else is in it. Tapes, copies of whole blocks and some programs
 * fill what is behind the end of a file with them: they hold nothing.
 */
export function paddingBytes(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => byte !== 0)
  return at < 0 ? bytes.length : at
}
