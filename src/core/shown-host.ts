/**
 * A name as it is written in any language: letters with their marks, digits, hyphens and dots. Made when it is needed: each
 * start would take the classes of all letters apart.
 */
let written: RegExp | null = null
const beyondAscii = /[\u0080-\u00ff]/
const beyondAsciiAll = /[\u0080-\u00ff]/g

/**
 * A host whose bytes came as characters (`latin1`), as one string that stays itself wherever it is shown, compared or
 * lower-cased: names of other scripts as they are registered (the A-label of RFC 5890, `xn--…`), other UTF-8 as its text,
 * and bytes that are none as `\DDD`, as in names of DNS. Percent-encoded letters of a name are those letters (RFC 3986,
 * 3.2.2): `%65xample.net` is whom `example.net` is. Escapes that give no name, as of a zone of IPv6 or a blank, stay as they
 * are.
 */
export function shownHost(given: string): string {
  const bytes = given.includes('%') ? unescaped(given) : given
  if (!beyondAscii.test(bytes)) return bytes
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  if (text.includes('\ufffd')) return bytes.replaceAll(beyondAsciiAll, (byte) => `\\${byte.charCodeAt(0)}`)
  written ??= /^[\p{L}\p{N}\p{M}.-]+$/u
  const registered = written.test(text) ? URL.parse(`http://${text}`)?.hostname : undefined
  return registered ?? text.toLowerCase()
}

/** Labels between dots, as they are written in any language, and the dot of the root. Made when it is needed, as above. */
let escapedName: RegExp | null = null

/**
 * A host without its escapes, its bytes still as characters, in small letters and without the dot of the root, which both
 * may have come escaped; as it was where what it stands for is no name: a blank, say, must not hide who was asked.
 */
function unescaped(given: string): string {
  const bytes = given.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  if (bytes === given) return given
  escapedName ??= /^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*\.?$/u
  if (!escapedName.test(Buffer.from(bytes, 'latin1').toString('utf8'))) return given
  return bytes.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/\.$/, '')
}

/**
 * Whether what stands where a host does may be one. No host has a blank in it (RFC 9110, 7.2): that is what two lines become
 * where bytes between them were put out of place.
 */
export function mayBeHost(name: string): boolean {
  return !/\s/.test(name)
}
