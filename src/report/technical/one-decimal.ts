/** A length or place in a picture: a tenth of a pixel is not seen. */
export function oneDecimal(number: number): string {
  return String(Math.round(number * 10) / 10)
}
