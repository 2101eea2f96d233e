const [brace, bracket] = [0x7d, 0x5d]

/** True where the last sign of `bytes[start, end)` that is no blank or line end closes an object or a list of JSON. */
export function endsDocument(bytes: Buffer, start: number, end: number): boolean {
  let last = end - 1
  while (last > start && (bytes[last] as number) <= 0x20) last--
  return last >= start && (bytes[last] === brace || bytes[last] === bracket)
}
