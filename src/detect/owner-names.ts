import type { Node } from '../decode/types.ts'
import type { IdentifierSubject } from './types.ts'

/**
 * Whose a telephone number, an address or a place is, by the names around it: that under `restaurant` is the restaurant's, and
 * what stands under `northeast` is a corner of the map that is shown. It may still tell where the user is, or be the user's
 * own shop, so it speaks against a value and dismisses none.
 */

const businesses =
  'store shop restaurant merchant hotel venue business company supplier vendor seller retailer dealer pharmacy clinic airport support helpdesk hotline customerservice customercare callcenter callcentre imprint impressum'
const corners =
  'northeast northwest southeast southwest ne nw se sw viewport bounds bbox mapbounds boundingbox topleft topright bottomleft bottomright'

const objections: ReadonlyMap<string, string> = new Map([
  ...businesses.split(' ').flatMap((name): [string, string][] => {
    const plural = name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`
    return [name, plural].map((one) => [one, `by its name ("${name}") it is of a business, not of the user`])
  }),
  ...corners
    .split(' ')
    .map((name): [string, string] => [
      name,
      `by its name ("${name}") it is a corner of a map, not where the phone is`,
    ]),
])

/** Names beside the cell of a table. */
const tableNames: ReadonlySet<string> = new Set(
  'sheet sheetid spreadsheet spreadsheetid worksheet notebook notebookid row rowid rowindex col column columnid colindex grid gridid board boardid tableid'.split(
    ' ',
  ),
)
const tableObjection = 'beside the name of a table it is a cell of that, not of a mobile network'

/** Names between a value and whose it is: `{"hotel":{"location":{"lat":…}}}`. */
const between: ReadonlySet<string> = new Set(
  'location loc geo geometry coordinates coords position point latlng gps address contact contacts'.split(
    ' ',
  ),
)
/** How many names are looked at in front of the value's own. */
const namesMax = 3

/** What speaks against a value of this subject, by its own name and those of the objects around it; '' for nothing. */
export function ownerObjection(node: Node, key: string, subject: IdentifierSubject): string {
  if (subject !== 'person' && subject !== 'place') return ''
  for (const word of wordsOf(key)) {
    const objection = objections.get(word)
    if (objection !== undefined) return objection
  }
  if (/cell/i.test(key) && isInTable(node)) return tableObjection
  const names = namesAbove(node, key)
  for (let at = names.length - 1; at >= Math.max(0, names.length - namesMax); at--) {
    const words = wordsOf(names[at] as string)
    for (const word of [words.join(''), ...words]) {
      const objection = objections.get(word)
      if (objection !== undefined) return objection
    }
    if (!between.has(words.join(''))) return ''
  }
  return ''
}

/** How far beside the value names of a table are looked for. */
const besideMax = 16

/** Beside the value, in one object or form with it, stands the name of a table or of what a table has. */
function isInTable(node: Node): boolean {
  const children = node.parent?.children ?? []
  const at = children.indexOf(node)
  const path = pathAbove(node)
  return children
    .slice(Math.max(0, at - besideMax), at + besideMax)
    .some((beside) => pathAbove(beside) === path && tableNames.has(wordsOf(beside.key).join('')))
}

function pathAbove({ step: { detail } }: Node): string {
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.')))
}

/** Names of the objects or elements that the value stands in, the outermost first. */
function namesAbove(node: Node, key: string): readonly string[] {
  let at: Node | null = node
  while (at !== null && at.step.step !== 'json' && at.step.step !== 'xml') at = at.parent
  if (at === null) return []
  const names = at.step.detail.match(/[A-Za-z_][\w-]*/g) ?? []
  return names.at(-1) === key ? names.slice(0, -1) : names
}

/** `supportPhone`, `ne_lat`, `store[phone]` in words, in small letters. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
