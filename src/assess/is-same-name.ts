import { isCountry } from '../core/country-name.ts'

/** What companies add to a brand in their full names. */
const companyWords: ReadonlySet<string> = new Set(
  [
    'ag as asa co company corp corporation gmbh inc incorporated limited llc ltd oy oyj plc pte sa sas se srl',
    'group holding holdings global international',
    'communication communications electronics mobile mobility telecommunication telecommunications',
    'technologies technology',
  ].flatMap((line) => line.split(' ')),
)

/**
 * Whether an organisation of the list, which may stand there with the names of its brands (`ZTE, nubia, Red Magic`,
 * `Tinno (Wiko)`), is who is called `name`. Names compare by words of any script: one begins with those of the other (HMD
 * Global, HMD Global Oy). Behind a part of a listed name stand only words of companies (ZTE Corporation): such parts are
 * often plain words (`Near (Azira)`). The name of a country names none of its organisations (`China (central state)`).
 */
export function isSameName(name: string, listed: string): boolean {
  if (name === listed) return name !== ''
  const given = wordsOf(name)
  if (areSame(given, wordsOf(listed))) return true
  return listed.split(/[,()]/).some((part) => {
    const own = wordsOf(part)
    return areSame(given, own) && given.slice(own.length).every((word) => companyWords.has(word))
  })
}

function areSame(left: readonly string[], right: readonly string[]): boolean {
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left]
  if (shorter.length === 0) return false
  if (shorter.join('') === longer.join('')) return true
  return shorter.every((word, index) => word === longer[index]) && !isCountry(shorter.join(' '))
}

function wordsOf(name: string): readonly string[] {
  return (
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}
