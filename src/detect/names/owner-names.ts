import type { Node } from '../../decode/types.ts'
import type { IdentifierSubject } from '../types.ts'
import {
  besideObjection,
  besideOf,
  firmObjection,
  isNameOfFirm,
  rowsNamed,
  townObjection,
} from './owner-beside.ts'
import { otherDeviceObjection } from './other-device.ts'
import { between, objectionOfAbove, objectionOfOwn, views, wordsOf } from './owner-words.ts'
import type { Owned } from './owner-words.ts'

/**
 * Whose a telephone number, an address or a place is, by the names around it: that under `restaurant` is the restaurant's, and
 * what stands under `northeast` is a corner of the map that is shown, what under `cities` can be looked up by all. It may still tell where the user is, or be the user's
 * own shop, so it speaks against a value and dismisses none.
 */

/** Columns that are looked at. */
const columnsMax = 64

type Member = { readonly name: string; readonly value?: string }

const ofPoint: Owned = { subject: 'place', isPoint: true, isHalf: false }
const ofPerson: Owned = { subject: 'person', isPoint: false, isHalf: false }

/** What the names of the columns of a table say against its places: those of a list of cities are not the phone's. */
export function columnsObjection(members: readonly Member[]): string {
  const columns = members.slice(0, columnsMax)
  for (const { name } of columns) {
    const objection = objectionOfOwn(name.toLowerCase(), ofPoint)
    if (objection !== '') return objection
  }
  const beside = columns.map(({ name, value = '' }) => besideOf(name, value))
  const firm = beside.find(isNameOfFirm)
  if (firm !== undefined) return `beside "${firm.words.join(' ')}" it is of a business, not of the user`
  return townObjection(beside) || namedRows(columns)
}

/** What a time is called in a table: where it goes, rows may have names of what is on the way. */
const moments = /^(?:ts|time|timestamp|date|datetime|utc|recorded|created)(?:_?at)?$/i

/** Rows with a name each are of things on a map. */
function namedRows(columns: readonly Member[]): string {
  const names = new Set(
    columns.filter(({ name }) => /^(?:name|title)$/i.test(name)).map(({ value }) => value),
  )
  return names.size < 2 || columns.some(({ name }) => moments.test(name)) ? '' : rowsNamed
}

/** What a name in a text, and those of the members beside it there, say against a telephone number or address. */
export function membersObjection(members: readonly Member[], name: string): string {
  for (const word of wordsOf(name)) {
    const objection = objectionOfOwn(word, ofPerson)
    if (objection !== '') return objection
  }
  return firmObjection(
    members.slice(0, columnsMax).map((member) => besideOf(member.name, member.value ?? '')),
  )
}

/** Names of one half of a place: nobody calls a point of a screen so. */
const halfOfPlace = /^(?:lat|lon|lng)/

/** Names beside or above the cell of a table, and of a battery. */
const tableNames: ReadonlySet<string> = new Set(
  (
    'sheet sheetid spreadsheet spreadsheetid worksheet notebook notebookid row rowid rowindex col column columnid colindex grid gridid tableid ' +
    'cellvoltage cellvoltages ' +
    // Of what a program shows, and of trials of it.
    'section sectionid variant variantid experiment experimentid impression viewable'
  ).split(' '),
)
/** The same in one name with the cell: `grid_cell_id`. */
const tablesInName: ReadonlySet<string> = new Set(
  'sheet worksheet row col column grid table battery'.split(' '),
)
/** Beside a cell these are the board and the charge of the phone that sends it. */
const tablesAbove: ReadonlySet<string> = new Set([...tableNames, 'board', 'battery', 'batteries'])
/** Of a cell of something else. */
export const tableObjection =
  'beside the name of a table or battery it is a cell of that, not of a mobile network'

/** How many names are looked at in front of the value's own. */
const namesMax = 3

/**
 * What speaks against a value of this subject, by its own name and those of the objects around it; '' for nothing. A `point`
 * is a place on a map, and no cell.
 */
export function ownerObjection(
  node: Node,
  key: string,
  subject: IdentifierSubject,
  isPoint: boolean = false,
): string {
  if (subject === 'device') return otherDeviceObjection(node, key, namesAbove(node, key).at(-1) ?? '')
  if (subject !== 'person' && subject !== 'place') return ''
  const ownWords = wordsOf(key)
  const owned: Owned = { subject, isPoint, isHalf: ownWords.some((word) => halfOfPlace.test(word)) }
  for (const word of ownWords) {
    const objection = objectionOfOwn(word, owned)
    if (objection !== '') return objection
  }
  const names = namesAbove(node, key)
  if (isPoint) {
    const view = viewObjection([...names, ...(owned.isHalf ? [] : [key])])
    if (view !== '') return view
  }
  if (
    /cell/i.test(key) &&
    (ownWords.some((word) => tablesInName.has(word)) || isInTable(node) || isUnderTable(names))
  )
    return tableObjection
  return (
    aboveObjection(names, owned) || (isPoint || subject === 'person' ? besideObjection(node, key, owned) : '')
  )
}

/** The last names above, as long as they say nothing but that a place or address is in them. */
function aboveObjection(names: readonly string[], owned: Owned): string {
  if (names.some((name) => name === osmDocument)) return ofMap
  for (let at = names.length - 1; at >= Math.max(0, names.length - namesMax); at--) {
    const words = wordsOf(names[at] as string)
    for (const word of [words.join(''), ...words]) {
      const objection = objectionOfAbove(word, owned)
      if (objection !== '') return objection
    }
    if (!between.has(words.join('')) && !isShortOf(names[at] as string, names[at - 1])) return ''
  }
  return ''
}

/** What is changed of the map (OpenStreetMap, API 0.6). */
const osmDocument = 'osmChange'
const ofMap = 'it is part of a change to a map, not of the phone'

/** `<stations><st lat=…>`: an element by the first letters of its list. */
function isShortOf(name: string, list: string | undefined): boolean {
  return list !== undefined && list.endsWith('s') && list.length > name.length + 1 && list.startsWith(name)
}

/** By the last name, or the last two in one. */
function viewObjection(names: readonly string[]): string {
  const [above = '', last = ''] = names.slice(-2).map((name) => wordsOf(name).join(''))
  if (names.length === 1) return views.get(above) ?? ''
  return views.get(last) ?? views.get(above + last) ?? ''
}

/** How far beside the value names of a table are looked for. */
const besideMax = 16

/** Beside the value, in one object or form with it, stands the name of a table or of what a table has. */
function isInTable(node: Node): boolean {
  const children = node.parent?.children ?? []
  const path = pathAbove(node)
  return children
    .slice(Math.max(0, node.order - besideMax), node.order + besideMax)
    .some((beside) => pathAbove(beside) === path && tableNames.has(wordsOf(beside.key).join('')))
}

/** One of the objects right around is called so: `{"board":{"cells":[{"cell_id":…}]}}`. */
function isUnderTable(names: readonly string[]): boolean {
  return names.slice(-namesMax).some((name) => tablesAbove.has(wordsOf(name).join('')))
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
