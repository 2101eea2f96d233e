/** Words of capture files, which are written in the byte order of the machine that captured. */

/** Little-endian word; the caller has checked that it is there. */
export function word32(buf: Buffer, at: number): number {
  return (
    ((buf[at] as number) |
      ((buf[at + 1] as number) << 8) |
      ((buf[at + 2] as number) << 16) |
      ((buf[at + 3] as number) << 24)) >>>
    0
  )
}

/** The same bytes in the other order. */
export function swap32(word: number): number {
  return ((word >>> 24) | ((word >>> 8) & 0xff00) | ((word << 8) & 0xff0000) | (word << 24)) >>> 0
}
