/** Does the lower-case `name` stand at `at`, in any case of letters? Bytes beyond the buffer do not match. */
export function matches(buf: Buffer, at: number, name: Buffer): boolean {
  for (let index = 0; index < name.length; index++) {
    const byte = buf[at + index] as number
    const wanted = name[index] as number
    if (byte !== wanted && (byte | 0x20) !== wanted) return false
  }
  return true
}
