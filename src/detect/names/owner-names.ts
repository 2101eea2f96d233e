import type { Node } from '../../decode/types.ts'
import type { IdentifierSubject } from '../types.ts'

/**
 * Whose a telephone number, an address or a place is, by the names around it: that under `restaurant` is the restaurant's, and
 * what stands under `northeast` is a corner of the map that is shown, what under `cities` can be looked up by all. It may still tell where the user is, or be the user's
 * own shop, so it speaks against a value and dismisses none.
 */

const businesses =
  'store shop restaurant merchant hotel venue business company supplier vendor seller retailer dealer pharmacy clinic airport support helpdesk hotline customerservice customercare callcenter callcentre imprint impressum'
const corners =
  'northeast northwest southeast southwest ne nw se sw viewport bounds bbox mapbounds boundingbox topleft topright bottomleft bottomright'

/** Of whom apps show telephone numbers, addresses and names, and whom their users name: others than the owner. */
const others =
  'driver courier artist author coach doctor teacher presenter actor actress director maintainer contributor invitee referee landlord realtor speaker lecturer composer singer musician performer ' +
  // Whom the owner writes to, pays, meets or looks after.
  'recipient beneficiary payee attendee organizer organiser friend emergencycontact emergency'

/** What people have beside the phone: an app that sends the number of one of these sends no number of the phone. */
const otherDevices: ReadonlyMap<string, string> = new Map(
  inBoth(
    'watch smartwatch wearable tv television bridge hub gateway router speaker printer doorbell thermostat lock bulb headset ' +
      'earbud car vehicle scooter bike drone scale',
    (name) => `by its name ("${name}") it may be of another device than the phone`,
  ),
)

/** What is in lists that programs have with them and take from servers. */
const looked = 'city municipality country busstop stopplace poi landmark attraction'
/** What has two numbers of its own in games and on screens, under `position` and the like. */
const drawn =
  'player sprite avatar enemy npc character cursor pointer mouse touch tap click gesture swipe layer joint'

/** One and many of each name, with what it says. */
function inBoth(names: string, say: (name: string) => string): [string, string][] {
  return names.split(' ').flatMap((name): [string, string][] => {
    const plural = name.endsWith('y')
      ? `${name.slice(0, -1)}ies`
      : `${name}${/(?:ch|se)$/.test(name) ? 'es' : 's'}`
    return [name, plural].map((one) => [one, say(name)])
  })
}

const drawnObjections: ReadonlyMap<string, string> = new Map(
  inBoth(
    drawn,
    (name) => `by its name ("${name}") it is a point of a game or screen, not where the phone is`,
  ),
)
/** What has a place of its own where its name is part of the value's (`stop_lat`, as timetables write it: GTFS). */
const placed: ReadonlyMap<string, string> = new Map(
  inBoth(
    'stop station',
    (name) => `by its name ("${name}") it is of a place that all can look up, not of the phone`,
  ),
)
/** The same of what lists of maps hold, where a place stands right inside. A phone makes for a stop, and starts from one: only of many it is none. */
const placedAbove: ReadonlyMap<string, string> = new Map([
  ...inBoth(
    'station branch parking carpark charger chargepoint aircraft atm outlet depot peak beach webcam colo datacenter datacentre ' +
      'satellite flight ship vessel earthquake quake epicenter epicentre scooter listing monument server',
    (name) => `by its name ("${name}") it is of a place that all can look up, not of the phone`,
  ),
  // One of them may be where the user is, or makes for.
  ...'stops places pins landmarks'
    .split(' ')
    .map((name): [string, string] => [
      name,
      `by its name ("${name}") it is of a place that all can look up, not of the phone`,
    ]),
  ...inBoth('office headquarter', (name) => `by its name ("${name}") it is of a business, not of the user`),
])
/** What a map shows or begins with, by one name or that of an object and of what is in it: `{"map":{"center":…}}`. */
const views: ReadonlyMap<string, string> = new Map(
  'mapcenter mapcentre cameratarget cameraposition cameracenter defaultlocation defaultcenter defaultposition initialregion'
    .split(' ')
    .map((name): [string, string] => [
      name,
      `by its name ("${name}") it is the middle of a map, not where the phone is`,
    ]),
)
/** Columns that are looked at. */
const columnsMax = 64

/** What the names of the columns of a table say against its places: those of a list of cities are not the phone's. */
export function columnsObjection(members: readonly { readonly name: string }[]): string {
  for (const { name } of members.slice(0, columnsMax)) {
    const objection = objections.get(name.toLowerCase())
    if (objection !== undefined) return objection
  }
  return ''
}

/** Whose number or address it is that stands in a place: not the user's, who may be in it. */
const ofPlace: ReadonlyMap<string, string> = new Map(
  inBoth('place', (name) => `by its name ("${name}") it may be of a business or another person`),
)

/** Who gets something: of a place it would be what receives satellites. */
const addressees: ReadonlyMap<string, string> = new Map(
  inBoth('receiver', (name) => `by its name ("${name}") it may be of another person than the owner`),
)

/** Names of one half of a place: nobody calls a point of a screen so. */
const halfOfPlace = /^(?:lat|lon|lng)/

const objections: ReadonlyMap<string, string> = new Map([
  ...inBoth(businesses, (name) => `by its name ("${name}") it is of a business, not of the user`),
  ...inBoth(others, (name) => `by its name ("${name}") it may be of another person than the owner`),
  ...inBoth(
    looked,
    (name) => `by its name ("${name}") it is of a place that all can look up, not of the phone`,
  ),
  ...corners
    .split(' ')
    .map((name): [string, string] => [
      name,
      `by its name ("${name}") it is a corner of a map, not where the phone is`,
    ]),
])

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

/** Names between a value and whose it is: `{"hotel":{"location":{"lat":…}}}`. */
const between: ReadonlySet<string> = new Set(
  'location loc geo geometry coordinates coordinate coords coord centroid position point latlng gps address contact contacts'.split(
    ' ',
  ),
)
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
  if (subject === 'device') return otherDevice(node, key)
  if (subject !== 'person' && subject !== 'place') return ''
  const ownWords = wordsOf(key)
  const isHalf = ownWords.some((word) => halfOfPlace.test(word))
  for (const word of ownWords) {
    const objection =
      objections.get(word) ??
      (subject === 'person' ? addressees.get(word) : undefined) ??
      (isHalf ? placed.get(word) : undefined)
    if (objection !== undefined) return objection
  }
  const names = namesAbove(node, key)
  if (isPoint) {
    const view = viewObjection([...names, ...(isHalf ? [] : [key])])
    if (view !== '') return view
  }
  if (
    /cell/i.test(key) &&
    (ownWords.some((word) => tablesInName.has(word)) || isInTable(node) || isUnderTable(names))
  )
    return tableObjection
  for (let at = names.length - 1; at >= Math.max(0, names.length - namesMax); at--) {
    const words = wordsOf(names[at] as string)
    for (const word of [words.join(''), ...words]) {
      const objection =
        objections.get(word) ??
        (subject === 'person' ? (ofPlace.get(word) ?? addressees.get(word)) : undefined) ??
        (isPoint ? placedAbove.get(word) : undefined) ??
        (isHalf ? undefined : drawnObjections.get(word))
      if (objection !== undefined) return objection
    }
    if (!between.has(words.join(''))) return ''
  }
  return ''
}

/** Of a value of a device: by its own name, or that of the object right around it. */
function otherDevice(node: Node, key: string): string {
  for (const name of [key, namesAbove(node, key).at(-1) ?? ''])
    for (const word of wordsOf(name)) {
      const objection = otherDevices.get(word)
      if (objection !== undefined) return objection
    }
  return ''
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

/** `supportPhone`, `ne_lat`, `POILat`, `store[phone]` in words, in small letters. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
