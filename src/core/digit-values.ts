/** A table from characters to their values in the alphabets; 255 for every other character. */
export function tableOf(...alphabets: readonly string[]): Uint8Array {
  const table = new Uint8Array(256).fill(255)
  for (const alphabet of alphabets) {
    for (let value = 0; value < alphabet.length; value++) table[alphabet.charCodeAt(value)] = value
  }
  return table
}

/** Values of hex digits of both cases. */
export const hexValues: Uint8Array = tableOf('0123456789abcdef', '0123456789ABCDEF')
