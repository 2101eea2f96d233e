import type { HashedInput } from './digest-input.ts'

/**
 * What matching of customers hashes of a name: its first words and its last, each for itself (`fn` and `ln` of Meta,
 * `sha256_first_name` of Google). Other people have the same first name, and some are words of everyday: under a name of
 * its kind such a digest is probable, elsewhere it is possible.
 */

/** Forms of inputs that are words of a name. */
export const wordForms = { first: 'first name', last: 'last name' } as const

/** Shorter ones are initials. */
const lettersMin = 2

/** The words of a name that are hashed, in their case, in small letters and in capitals; none of a single word. */
export function hashedWords(name: string): { readonly form: string; readonly text: string }[] {
  const words = name.split(/\s+/)
  if (words.length < 2) return []
  const texts = new Map<string, string>()
  for (const [form, text] of [
    [wordForms.first, words[0] as string],
    [wordForms.first, words.slice(0, -1).join(' ')],
    [wordForms.last, words.at(-1) as string],
  ] as const)
    if (text.length >= lettersMin)
      for (const one of [text.toLowerCase(), text, text.toUpperCase()])
        if (!texts.has(one)) texts.set(one, form)
  return [...texts].map(([text, form]) => ({ form, text }))
}

/** Names of fields with a name: as keys, and in front of the digest (`fn0.` of Google’s tags). */
const nameOfName = /(?:^|[^a-z])[fl]n\d{0,2}(?![a-z])|name|first|last|nom\b|prenom|apellido|navn|namn/i
/** Bytes in front of a digest that may name it. */
const nameBytes = 12

/** How sure it is that the digest at `start` in the bytes of a field is of a word of the owner's name. */
export function confidenceOfWord(key: string, bytes: Buffer, start: number): 'probable' | 'possible' {
  const before = bytes.toString('latin1', Math.max(0, start - nameBytes), start)
  return nameOfName.test(key) || nameOfName.test(before) ? 'probable' : 'possible'
}

/** True for an input that is a word of a name. */
export function isWord({ text, isVariant }: HashedInput): boolean {
  return isVariant === true && (text === wordForms.first || text === wordForms.last)
}
