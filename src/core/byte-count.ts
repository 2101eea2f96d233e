/** A number of bytes in words: `1 byte`, `20 bytes`. */
export function byteCount(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
