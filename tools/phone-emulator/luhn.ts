/** The check digit of ISO/IEC 7812-1 annex B, as IMEI and ICCID carry it: `digits` are those before it. */
export function luhnCheckDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    if (digit < 0 || digit > 9) throw new RangeError(`not a digit in ${digits}`)
    // Counted from the right, the first digit before the check digit is doubled, then every second one.
    const weighted = i % 2 === 0 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return (10 - (sum % 10)) % 10
}

/** `digits` with its check digit. */
export function withLuhn(digits: string): string {
  return digits + String(luhnCheckDigit(digits))
}

export function isLuhnValid(digits: string): boolean {
  return (
    digits.length > 1 && luhnCheckDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48
  )
}
