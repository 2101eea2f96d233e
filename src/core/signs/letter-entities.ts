/**
 * Letters beyond ASCII by their names in HTML (section 13.5): those of the languages of Europe in Latin letters, and Greek
 * and Cyrillic. Programs escape what they send so (`htmlentities` of PHP), and web forms and mail programs their texts.
 */

/** Names of marks behind that of the letter, with the mark and the letters that have such a name. */
const marked: readonly (readonly [name: string, mark: string, letters: string])[] = [
  ['grave', '\u0300', 'AEIOUaeiou'],
  ['acute', '\u0301', 'ACEILNORSUYZaceilnorsuyz'],
  ['circ', '\u0302', 'ACEGHIJOSUWYaceghijosuwy'],
  ['tilde', '\u0303', 'AINOUainou'],
  ['macr', '\u0304', 'AEIOUaeiou'],
  ['breve', '\u0306', 'AGUagu'],
  ['dot', '\u0307', 'CEGIZcegz'],
  ['uml', '\u0308', 'AEIOUYaeiouy'],
  ['ring', '\u030a', 'AUau'],
  ['dblac', '\u030b', 'OUou'],
  ['caron', '\u030c', 'CDELNRSTZcdelnrstz'],
  ['cedil', '\u0327', 'CGKLNRSTcklnrst'],
  ['ogon', '\u0328', 'AEIUaeiu'],
]

/** Letters that are none with a mark. */
const others: readonly (readonly [letter: string, name: string])[] = [
  ['Æ', 'AElig'],
  ['æ', 'aelig'],
  ['Œ', 'OElig'],
  ['œ', 'oelig'],
  ['Ø', 'Oslash'],
  ['ø', 'oslash'],
  ['ß', 'szlig'],
  ['Ð', 'ETH'],
  ['ð', 'eth'],
  ['Þ', 'THORN'],
  ['þ', 'thorn'],
  ['Đ', 'Dstrok'],
  ['đ', 'dstrok'],
  ['Ħ', 'Hstrok'],
  ['ħ', 'hstrok'],
  ['Ł', 'Lstrok'],
  ['ł', 'lstrok'],
  ['Ŧ', 'Tstrok'],
  ['ŧ', 'tstrok'],
  ['Ŋ', 'ENG'],
  ['ŋ', 'eng'],
  ['ı', 'imath'],
  ['є', 'jukcy'],
  ['Є', 'Jukcy'],
]

const greek =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega'
const greekFrom = 0x3b1

/** Behind each stands `cy`; those of capital letters have capitals in front of it. */
const cyrillic = 'a b v g d ie zh z i j k l m n o p r s t u f kh ts ch sh shch hard y soft e yu ya'
const cyrillicFrom = 0x430
const furtherCyrillic: readonly (readonly [letter: string, name: string])[] = [
  ['ё', 'io'],
  ['і', 'iuk'],
  ['ї', 'yi'],
  ['ў', 'ubr'],
  ['ђ', 'dj'],
  ['ѓ', 'gj'],
  ['ѕ', 'ds'],
  ['ј', 'jser'],
  ['љ', 'lj'],
  ['њ', 'nj'],
  ['ћ', 'tsh'],
  ['ќ', 'kj'],
  ['џ', 'dz'],
]

function* all(): Generator<readonly [letter: string, name: string]> {
  for (const [name, mark, letters] of marked)
    for (const letter of letters) yield [(letter + mark).normalize('NFC'), letter + name]
  yield* others
  for (const [index, name] of greek.split(' ').entries()) {
    const letter = String.fromCharCode(greekFrom + index)
    yield [letter, name]
    if (name !== 'sigmaf') yield [letter.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]
  }
  const ofCyrillic = cyrillic
    .split(' ')
    .map((name, index) => [String.fromCharCode(cyrillicFrom + index), name] as const)
  for (const [letter, name] of [...ofCyrillic, ...furtherCyrillic]) {
    yield [letter, `${name}cy`]
    const [first, ...rest] = name
    const capital = capitalInFront.has(name) ? `${first?.toUpperCase()}${rest.join('')}` : name.toUpperCase()
    yield [letter.toUpperCase(), `${capital}cy`]
  }
}

/** Of these the first letter alone is a capital one. */
const capitalInFront: ReadonlySet<string> = new Set(['iuk', 'ubr', 'jser'])

let entities: ReadonlyMap<string, string> | null = null
let letters: ReadonlyMap<string, string> | null = null

/** The name of a letter, without `&` and `;`. The names are made when one is asked for: few messages have any. */
export function entityOfLetter(letter: string): string | undefined {
  entities ??= new Map(all())
  return entities.get(letter)
}

/** The letter of a name. */
export function letterOfEntity(entity: string): string | undefined {
  letters ??= new Map(Array.from(all(), ([letter, name]) => [name, letter]))
  return letters.get(entity)
}
