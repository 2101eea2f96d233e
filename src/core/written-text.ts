import { InputError } from './errors.ts'

/**
 * The text of a file that somebody wrote: UTF-8, or UTF-16 with its mark, as editors of Windows write it. Throws an
 * InputError for bytes that are neither: a letter that is guessed is not what was written. One with zeros is a file of another
 * kind.
 */
export function writtenText(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes
  const isLittle = first === 0xff && second === 0xfe
  const isBig = first === 0xfe && second === 0xff
  try {
    return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8', { fatal: true }).decode(
      bytes,
    )
  } catch (cause) {
    // Saved as text, a capture or an archive would be destroyed.
    const what = bytes.includes(0) ? 'is no text: name another file' : 'is no text in UTF-8; save it as UTF-8'
    throw new InputError(`${name}: ${what}.`, { cause })
  }
}
