/** Bit 1 of the first byte: an address of 12 hex digits that is not its maker's (IEEE 802, 8.2.2). */
export function isLocalMac(hex: string): boolean {
  return (Number.parseInt(hex.slice(0, 2), 16) & 2) === 2
}
