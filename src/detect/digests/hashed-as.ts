import { lettersAndDigits } from '../letters-and-digits.ts'
import type { HashedInput } from './digest-input.ts'
import { rewrittenForms } from './hash-inputs.ts'

/**
 * What of a value a digest is made of, for people: who makes it anew has to hash the same. '' for the value as the profile
 * gives it. Says nothing of the value itself, which may be masked.
 */
export function hashedAs({ text: form, value, isVariant, bytes }: HashedInput): string {
  const isRewritten = rewrittenForms.has(form)
  if (!isRewritten && (isVariant === true || !bytes.equals(Buffer.from(form, 'utf8')))) return `the ${form}`
  const text = bytes.toString('utf8')
  const given = value.trim()
  if (text === given) return ''
  if (text.toLowerCase() === given.toLowerCase()) return `the value ${caseOf(text)}`
  if (text.includes('@')) return 'the address as its service takes it'
  const [bare, bareGiven] = [lettersAndDigits(text), lettersAndDigits(given)]
  if (bare === bareGiven) return `the value written ${shapeOf(text)}`
  const count = `${bare.length} ${/^\d+$/.test(bare) ? 'digits' : 'letters and digits'}`
  if (bareGiven.startsWith(bare)) return `the first ${count}`
  return bareGiven.endsWith(bare) ? `the last ${count}` : 'the value written in another way'
}

function caseOf(text: string): string {
  if (text === text.toLowerCase()) return 'in small letters'
  return text === text.toUpperCase() ? 'in capitals' : 'with other capitals'
}

/** `XX:XX:XX:XX:XX:XX`: in capitals, where letters are; `Xxxx.Xxxx`, where some are. */
function shapeOf(text: string): string {
  if (/\p{Lu}/u.test(text) && /\p{Ll}/u.test(text))
    return text.replace(/\p{Lu}/gu, 'X').replace(/(?!X)[\p{L}\p{N}]/gu, 'x')
  return text.replace(/[\p{L}\p{N}]/gu, /\p{Lu}/u.test(text) ? 'X' : 'x')
}
