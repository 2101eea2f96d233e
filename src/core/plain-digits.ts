/** The digit zero of the scripts that phones write numbers in, where they are set to such a language. */
const zeros: readonly number[] = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0xff10,
]

/** A text with digits of any script as 0 to 9, and without marks of the direction of writing. */
export function plainDigits(text: string): string {
  return text.replaceAll(/[\u200e\u200f]/g, '').replaceAll(/[^\0-\u007f]/g, (character) => {
    const code = character.charCodeAt(0)
    const zero = zeros.find((one) => code >= one && code <= one + 9)
    return zero === undefined ? character : String(code - zero)
  })
}
