/** The check digit of IMEI and ICCID (ISO/IEC 7812-1, Annex B). */
export function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let index = digits.length - 1, isDoubled = false; index >= 0; index--, isDoubled = !isDoubled) {
    let digit = digits.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return false
    if (isDoubled) {
      digit *= 2
      if (digit > 9) digit -= 9
    }
    sum += digit
  }
  return digits.length > 1 && sum % 10 === 0
}

/** The check digit that makes `digits` right when it is put behind them. */
export function luhnDigit(digits: string): string {
  for (let digit = 0; digit < 10; digit++) if (hasLuhnDigit(`${digits}${digit}`)) return String(digit)
  return ''
}
