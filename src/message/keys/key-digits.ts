const digits: Int8Array = new Int8Array(256).fill(-1)
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16)
  digits[digit.charCodeAt(0)] = value
  digits[digit.toUpperCase().charCodeAt(0)] = value
}

/** Writes `length` bytes from hex digits; false where one is none. The digits are there. */
export function hexInto(target: Buffer, buf: Buffer, start: number, length: number): boolean {
  for (let index = 0; index < length; index++) {
    const high = digits[buf[start + 2 * index] as number] as number
    const low = digits[buf[start + 2 * index + 1] as number] as number
    if ((high | low) < 0) return false
    target[index] = (high << 4) | low
  }
  return true
}

/** Whether all of `buf[start, end)` are hex digits. */
export function isHex(buf: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((digits[buf[at] as number] as number) < 0) return false
  return true
}
