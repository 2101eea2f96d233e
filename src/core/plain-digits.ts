const directionMarks = /[\u200e\u200f]/g

/**
 * A text with the decimal digits of all scripts as those of ASCII, and without marks of the direction of writing: programs
 * write numbers and times in the digits of the user's language. Unicode puts the ten of a script behind each other, from
 * zero on.
 */
export function plainDigits(text: string): string {
  if (isAscii(text)) return text
  return text.replaceAll(directionMarks, '').replaceAll(/\p{Nd}/gu, (written) => {
    const code = written.codePointAt(0) as number
    let zero = code
    while (isDigit(zero - 1)) zero--
    return String((code - zero) % 10)
  })
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false
  return true
}

function isDigit(code: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(code))
}
