/** Ways to turn a text that take nothing but its characters. */

export function reversed(text: string): string {
  return text.split('').reverse().join('')
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (char) => {
    const first = char <= 'Z' ? 65 : 97
    return String.fromCharCode(((char.charCodeAt(0) - first + 13) % 26) + first)
  })
}
