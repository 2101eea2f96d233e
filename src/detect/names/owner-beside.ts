import type { Node, Step } from '../../decode/types.ts'
import { namesMoment } from '../places/place-lists.ts'
import { othersInList } from './rows-beside.ts'
import { between, isFirm, isNamedPlace, objectionOfAbove, ofOtherPerson, wordsOf } from './owner-words.ts'
import type { Owned } from './owner-words.ts'

/**
 * Whose a telephone number, an address or a place is, by what stands beside it in the same object: of a restaurant that says
 * so (`"@type":"Restaurant"`), of a house that has hours of business, of a planet.
 */

/** A member of the object that the value stands in, or of one that has it as its place or address. */
export interface Beside {
  /** Its name, in small letters without signs. */
  readonly name: string
  readonly words: readonly string[]
  readonly value: string
}

/** How far beside a value others are looked for, and how many objects around it. */
const besideMax = 24
const objectsMax = 3
const valueBytesMax = 80

/** What only the description of a business or a public house has beside its number and place (schema.org, makers of maps). */
const hours: ReadonlySet<string> = new Set(
  'openinghours openinghoursspecification openingtimes openhours servescuisine businessstatus'.split(' '),
)
/** The same where a name stands beside it: without one it is what somebody looks for around him. */
const features: ReadonlySet<string> = new Set('amenity cuisine pricerange pricelevel'.split(' '))
/** Beside the place of a town or an airport, of an aircraft or ship that tells it to all (ADS-B, AIS), and of an earthquake. */
const ofTowns: ReadonlySet<string> = new Set(
  'population iata icao iatacode icaocode icao24 mmsi magnitude magtype'.split(' '),
)
/** Beside that of what maps show, where a name stands there, too (OpenStreetMap, Map features). */
const ofMaps: ReadonlySet<string> = new Set(['natural', 'tourism', 'historic'])
/** Keys by which an object says what it is. */
export const typeKeys: ReadonlySet<string> = new Set(['type', 'kind', 'typename', 'objecttype', 'entitytype'])
/** Types of schema.org that are people, or a part of what is around them. */
const openTypes = /^(?:Person|GeoCoordinates|GeoShape|PostalAddress|ContactPoint|Thing|Patient)$/
/** Forms that people fill in have one of these beside the number or address. */
const ofPeople =
  /^(?:(?:first|last|full|given|family|middle|sur)name|(?:date)?birth(?:day|date)?|dateofbirth|dob|gender|sex|passw(?:or)?d|pwd|pin|otp|token|imei|androidid)$/
const ofPeopleWords: ReadonlySet<string> = new Set(
  'user customer client device order account member guest passenger patient buyer login password my'.split(
    ' ',
  ),
)

const planets = /^(?:mercury|venus|mars|jupiter|saturn|uranus|neptune|pluto|moon|luna|titan|europa|io)$/i
/** Frames of the sky (IAU). */
const skyFrames = /^(?:icrs|fk[45]|j2000|b1950|galactic|ecliptic)$/i
/** Of drawings and of times. */
const otherUnits = /^(?:px|dp|mm|cm|ms|ns|%|percent|pixels?)$/i
const shapes = /^(?:rect(?:angle)?|circle|ellipse|oval|poly(?:gon)?|square|line)$/i
/** Names of pairs that are also those of drawings, and two numbers as coarse as theirs. */
const drawnPairs = /coord(?:inate)?s?$/i
const coarsePair = /^\s*\[?\s*-?\d{1,3}\.\d{1,2}\s*[,;| ]\s*-?\d{1,3}\.\d{1,2}\s*\]?\s*$/
/** What a page says when somebody presses a number that it shows. */
const pressed = /^(?:click|tap)[ _-]?(?:to[ _-]?)?call$|^call[ _-]?(?:click|tap)(?:ed)?$/i

/** What is done, and that it is a call. */
const acts: ReadonlySet<string> = new Set([...typeKeys, 'action', 'event', 'cta'])
const calls = /^(?:(?:phone|make)[ _-]?)?call(?:[ _-]?now)?$|^dial$/i

/** Names of a telephone number that do not say whose it is: `msisdn`, `line1Number` and `userPhone` are of who calls. */
export const anyNumber: RegExp =
  /^(?:(?:(?:tele)?phone|tel|mobile|cell|contact|call(?:ed|ee)?|dial(?:l?ed)?|to|peer|target)[_-]?(?:number|num|no|nr)?|number|num)$/i

/** What stands beside a value that says it is another's; '' for nothing. `key`: what it goes by. */
export function besideObjection(node: Node, key: string, owned: Owned): string {
  const { subject, isPoint } = owned
  const field = fieldOf(node)
  const members = membersBeside(field)
  // Who asks with a place, or fills in a form, says what else he wants beside it.
  if (!described.has(field.step.step)) return subject === 'person' ? pressObjection(key, members) : ''
  const typed = typeObjection(field, members, owned) || houseObjection(members)
  if (typed !== '') return typed
  if (isPoint)
    return (
      townObjection(members) ||
      namedObjection(members) ||
      drawnObjection(field, key, members, owned) ||
      namedRowObjection(field, members)
    )
  if (subject !== 'person') return ''
  if (messageEnds.test(key)) return `by its name ("${key}") ${ofOtherPerson}`
  return (
    firmObjection([...members, besideOf(key, '')]) ||
    pressObjection(key, members) ||
    rowObjection(field, members)
  )
}

function houseObjection(members: readonly Beside[]): string {
  const isNamed = members.some(({ name }) => name === 'name' || name === 'title')
  const house = members.find(({ name }) => hours.has(name) || (isNamed && features.has(name)))
  return house === undefined ? '' : `beside "${house.name}" it is of a business, not of the user`
}

/** What the columns of a table or the members of a text say against its telephone numbers and addresses. */
export function firmObjection(members: readonly Beside[]): string {
  const firm = members.find(isNameOfFirm)
  if (firm === undefined || members.some(isOfPeople)) return ''
  return `beside "${firm.words.join(' ')}" it is of a business, not of the user`
}

/** What they say against its places: those of a list of towns are not the phone's. */
export function townObjection(members: readonly Beside[]): string {
  const has = (name: string): boolean => members.some((one) => one.name === name)
  const town =
    members.find(({ name }) => ofTowns.has(name) || (ofMaps.has(name) && has('name'))) ??
    (has('depth') ? members.find(({ name }) => name === 'mag') : undefined)
  return town === undefined
    ? ''
    : `beside "${town.name}" it is of a place that all can look up, not of the phone`
}

/** What a receiver of satellites says of a place: then a house beside it is the one that the phone is in. */
const measured =
  /^(?:(?:horizontal|vertical|gps)?accuracy|h?acc|hdop|speed|bearing|provider|ismock|frommockprovider)$/

function namedObjection(members: readonly Beside[]): string {
  const house = members.find(({ words }) => isNameOf(words, isNamedPlace))
  if (house === undefined || members.some((one) => measured.test(one.name) || isOfPeople(one))) return ''
  return `beside "${house.words.join(' ')}" it may be the place of that, not of the phone`
}

/** A name and a value as they stand beside others. */
export function besideOf(name: string, value: string): Beside {
  const words = wordsOf(name.startsWith('@') ? name.slice(1) : name)
  return { name: words.join(''), words, value }
}

/** `storeName`, `hotel_title`; the name of a company stands beside that of who works there. */
export function isNameOfFirm({ words }: Beside): boolean {
  return isNameOf(words, isFirm)
}

function isNameOf(
  [first = '', second = '', ...more]: readonly string[],
  isOne: (word: string) => boolean,
): boolean {
  return more.length === 0 && /^(?:name|title|brand)$/.test(second) && isOne(first)
}

function isOfPeople({ name, words }: Beside): boolean {
  return ofPeople.test(name) || words.some((word) => ofPeopleWords.has(word))
}

/** What the object says that it is. */
function typeObjection(field: Node, members: readonly Beside[], owned: Owned): string {
  const isLinked = members.some(({ name }) => name === 'type') && isOfSchema(field)
  for (const { name, value } of members) {
    if (!typeKeys.has(name) || !/^[A-Za-z][\w -]{1,39}$/.test(value)) continue
    if (isLinked && /^[A-Z]/.test(value) && !openTypes.test(value))
      return `by its type ("${value}") it is of that, not of the user`
    const words = wordsOf(value)
    const objection = [words.join(''), ...words]
      .map((word) => objectionOfAbove(word, owned))
      .find((one) => one !== '')
    if (objection !== undefined && !members.some(isOfPeople))
      return objection.replace('by its name', 'by its type')
  }
  return ''
}

/** The document says that its types are those of schema.org, at its beginning. */
function isOfSchema({ parent }: Node): boolean {
  return (parent?.children ?? [])
    .slice(0, besideMax)
    .some(
      ({ key, bytes }) =>
        key === '@context' && /\bschema\.org\b/.test(bytes.toString('latin1', 0, valueBytesMax)),
    )
}

/** A drawing, a game, the sky, and what a time took go by the same names. */
function drawnObjection(field: Node, key: string, members: readonly Beside[], { isHalf }: Owned): string {
  const told = (names: string, values: RegExp): Beside | undefined =>
    members.find(({ name, value }) => names.split(' ').includes(name) && values.test(value))
  const other =
    told('body planet target celestialbody', planets) ??
    told('frame refframe equinox', skyFrames) ??
    told('unit units', otherUnits) ??
    (isHalf ? undefined : told('shape', shapes))
  if (other !== undefined) return `beside "${other.name}" (${other.value}) it is no place on the earth`
  if (told('fov fieldofview', /^\d/) !== undefined)
    return 'beside "fov" it is what a camera shows, not where the phone is'
  const isCoarse = drawnPairs.test(key) && coarsePair.test(field.bytes.toString('latin1', 0, valueBytesMax))
  return isCoarse ? 'points of pictures go by the same name, as coarse' : ''
}

/** Of a short message one of both is the owner, and nothing says which. */
const messageEnds = /^(?:from|to)$/i

const ofCalled = 'it may be whom somebody calls'

function pressObjection(key: string, members: readonly Beside[]): string {
  if (!anyNumber.test(key)) return ''
  const press = members.find(
    ({ name, value }) => pressed.test(value) || (acts.has(name) && calls.test(value)),
  )
  return press === undefined ? '' : `beside "${press.value}" ${ofCalled}`
}

/** Rows that describe somebody each, with more than one way to reach or find him: a list of people or shops. */
function rowObjection(field: Node, members: readonly Beside[]): string {
  const beside = members.filter(({ name }) => rowNames.test(name))
  if (beside.length === 0 || ownLists.test(field.step.detail) || othersInList(field).length === 0) return ''
  return beside.some(({ name }) => shopNames.test(name))
    ? 'it is one of several in a list, each with a place or page of its own'
    : ofRow
}

const ofRow = 'it is one of several in a list, each with its own'

/** True for what only says that a value is not the owner's: of many in one message it says what contacts are. */
export function saysOtherPerson(objection: string): boolean {
  return [ofRow, ofOtherPerson, ofCalled].some((one) => objection.endsWith(one))
}

/** What the names of rows in a list say against their places: where the phone was has a moment, or no name. */
export const rowsNamed = 'each row has a name of its own: they are places of a list'
/** The innermost row that a place stands in, and the list. */
const rowOfPlace = /^((.*)\[\d+\])(?:\.[^[\]]+)?$/
const namesInRow = ['name', 'title', 'properties.name', 'tags.name']
/** Lists of what one person has, where he was and where he is often. */
const ownPlaces =
  /(?:device|phone|event|batch|record|log|message|request|history|visit|track|point|user|trip|address|favou?rite|saved|bookmark|fence|home)\w*$/i
const ownNames = /^(?:home|work|office|hjem|hjemme|jobb|arbeid|zuhause|arbeit)$/i
/** Rows of a field each, its name beside its value: `[{"name":"geo.lat","value":…},{"name":"geo.lon","value":…}]`. */
const namedBeside = /[.](?:[a-z]*_?value|val|v)$/i
const halfNames = /(?:^|[^a-z])(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)(?:_?e\d)?$/i

function namedRowObjection(field: Node, members: readonly Beside[]): string {
  const isNamed = members.some(({ name }) => name === 'name' || name === 'title')
  if (!isNamed || members.some(({ name }) => namesMoment(name) || measured.test(name))) return ''
  const [, row, list = ''] = rowOfPlace.exec(field.step.detail.replace(/\[[01]\]$/, '')) ?? []
  if (row === undefined || ownPlaces.test(list) || namedBeside.test(field.step.detail)) return ''
  const children = field.parent?.children ?? []
  const around = children.slice(Math.max(0, field.order - besideMax), field.order + besideMax)
  const own = around.find(({ step }) => namesInRow.some((name) => step.detail === `${row}.${name}`))
  const called = own?.bytes.toString('latin1', 0, valueBytesMax) ?? ''
  if (own === undefined || ownNames.test(called) || halfNames.test(called)) return ''
  const end = own.step.detail.slice(row.length)
  const isOther = ({ step: { detail }, bytes }: Node): boolean =>
    detail.startsWith(`${list}[`) && detail.endsWith(`]${end}`) && !bytes.equals(own.bytes)
  const rows = around.filter(isOther).map(({ step: { detail } }) => detail.slice(0, -end.length))
  if (rows.length === 0) return ''
  const halves = around.filter((one) => isHalfBeside(one, field, row))
  return around.some((other) => halves.some((half) => isElsewhere(other, half, row, rows))) ? rowsNamed : ''
}

/** A half of the place that `field` is of, or itself. */
function isHalfBeside({ step: { detail } }: Node, field: Node, row: string): boolean {
  const plain = (path: string): string => path.replace(/\[[01]\]$/, '')
  if (plain(detail) === plain(field.step.detail)) return true
  return detail.startsWith(`${row}.`) && halfNames.test(detail)
}

/** Farther from one another are two places, in degrees: nearer is one phone that did not move. */
const elsewhere = 0.001

/** `other` is the same half as `half` of `row`, in one of these rows, and of a place somewhere else. */
function isElsewhere(other: Node, half: Node, row: string, rows: readonly string[]): boolean {
  const end = half.step.detail.slice(row.length)
  const { detail } = other.step
  if (!detail.endsWith(end) || !rows.includes(detail.slice(0, detail.length - end.length))) return false
  // Of whole numbers (`lat_e7`) the name says the unit.
  const unit = 10 ** Number(/e(\d)$/i.exec(end)?.[1] ?? 0)
  const [here, there] = [half, other].map(({ bytes }) =>
    (bytes.toString('latin1', 0, valueBytesMax).match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number),
  ) as [number[], number[]]
  return here.some((value, at) => Math.abs(value - (there[at] ?? value)) > elsewhere * unit)
}

/** What else such a row has. */
const rowNames =
  /^(?:name|title|.*(?:phone|telephone|tel|mail)|(?:street|postal)?address|lat(?:itude)?|city|website|url)$/
/** The same that shops have rather than people. */
const shopNames = /^(?:lat(?:itude)?|website|url)$/
/** Lists of what one person has: cards, lines and accounts; and of what happened, one after the other. */
const ownLists =
  /(?:sim|card|line|subscription|account|identit|profile|device|phone|number|mail|event|batch|record|log|message|request|item|slot|user|history)\w*\[\d+\]\.[^[\]]+$/i

/** The value with its name, where the node is what it was decoded to. */
function fieldOf(node: Node): Node {
  let at: Node = node
  while (at.parent !== null && !named.has(at.step.step)) at = at.parent
  return at
}
const described: ReadonlySet<string> = new Set(['json', 'xml'])
const named: ReadonlySet<string> = new Set([...described, 'query', 'form'])

/** What stands beside the value of a node, as {@link membersBeside} has it. */
export function membersAround(node: Node): readonly Beside[] {
  return membersBeside(fieldOf(node))
}

/** What stands beside a field in its object, and in those that hold it as their place, address or tags. */
function membersBeside(field: Node): Beside[] {
  const { step, parent, order } = field
  const around = (parent?.children ?? []).slice(Math.max(0, order - besideMax), order + besideMax)
  if (step.step !== 'json' && step.step !== 'xml')
    return around.filter((other) => other !== field && other.step.step === step.step).map(asBeside)
  const separator = step.step === 'json' ? '.' : '/'
  const members: Beside[] = []
  let group = groupOf(plainPath(step), separator)
  for (let depth = 0; depth < objectsMax && group !== ''; depth++) {
    const front = group + separator
    for (const other of around)
      if (other !== field && other.bytes.length <= valueBytesMax && isIn(other, front))
        members.push(asBeside(other))
    if (!between.has(lastOf(group, separator))) break
    group = groupOf(group, separator)
  }
  return members
}

function asBeside({ key, bytes }: Node): Beside {
  return besideOf(key, bytes.toString('latin1', 0, valueBytesMax))
}

/** `$["@type"]` as `$.@type`. */
function plainPath(step: Step): string {
  const { detail } = step
  if (!detail.includes('["')) return detail
  const before = plainPaths.get(step)
  if (before !== undefined) return before
  const plain = detail.replace(/\["([^"\]]*)"\]/g, (_, name: string) => `.${name.replaceAll('.', '_')}`)
  plainPaths.set(step, plain)
  return plain
}

/** All that stands around a value asks for its path. */
const plainPaths = new WeakMap<Step, string>()

/** Path of what a path stands in; a list of two numbers is one value. */
function groupOf(path: string, separator: string): string {
  const own = path.replace(/\[\d+\]$/, '')
  return own.slice(0, Math.max(0, own.lastIndexOf(separator)))
}

function lastOf(path: string, separator: string): string {
  return path.slice(path.lastIndexOf(separator) + 1).toLowerCase()
}

/** The member is one of the object whose members have `front` in front of their names, or of its tags and properties. */
function isIn({ step }: Node, front: string): boolean {
  const path = plainPath(step)
  if (!path.startsWith(front)) return false
  const rest = path.slice(front.length)
  return !/[./[]/.test(rest) || /^(?:tags|properties)[./][^./[]+$/.test(rest)
}
