/** A number in one way, however it is grouped and whichever letters it is written in. */
export function plainNumber(value: string): string {
  return value.toLowerCase().replaceAll(/[\s:.-]/g, '')
}
