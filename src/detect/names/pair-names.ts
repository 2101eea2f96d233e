import { KeptResults } from '../../core/kept-results.ts'
import type { Node } from '../../decode/types.ts'
import { isCompanyName } from './company-names.ts'

/**
 * Names that stand beside their values instead of in front of them: `{"name":"imsi","value":…}`,
 * `<string name="imsi">…</string>`, `<key>imsi</key><string>…</string>`, `["imsi",…]`, `{"columns":["imsi"],"rows":[[…]]}`,
 * an entry of a map in protobuf, the first row of a table, and `{"imsi":{"value":…}}`, where the name is one step up;
 * `<imsi value="…"/>`; `{"id_type":"imsi","id":…}`, where one field says what the other is, `<item name="imsi"><value>…</value></item>`;
 * and in device management `<Source><LocURI>./DevDetail/Ext/IMSI</LocURI></Source>…<Data>…</Data>`.
 */

const valueKeys: ReadonlySet<string> = new Set(['value', 'val', 'v', 'content', 'data', 'text', 'string'])
/** Attributes of XML that are all that their element says. The probe looks for them behind names of elements. */
export const plainValueNames: ReadonlySet<string> = new Set(['value', 'val', 'v'])
/** Of phones with two cards: `{"imei":{"slot0":…,"slot1":…}}`. */
const slots = /^(?:slot|sim|index)_?\d$/
/** What OTLP and Firestore put between a value and its name, by its type: `{"key":"imsi","value":{"stringValue":…}}`. */
const typedKeys: ReadonlySet<string> = new Set([
  'stringvalue',
  'string_value',
  'intvalue',
  'int_value',
  'integervalue',
  'doublevalue',
  'bytesvalue',
  // Of MongoDB's Extended JSON.
  '$date',
  '$numberlong',
  '$numberdecimal',
  '$uuid',
])
/** The same of DynamoDB: `{"imsi":{"S":…}}`. */
const typeLetters: ReadonlySet<string> = new Set(['S', 'N'])
/** Keys whose values are names. The probe looks for them in front of names of identifiers. */
export const nameKeys: readonly string[] = [
  'name',
  'key',
  'k',
  'n',
  'type',
  'field',
  'attr',
  'attribute',
  'param',
  'property',
  'id',
  'label',
  'kind',
  // Of what FHIR tells of a person (`telecom`).
  'system',
  // Of JSON Patch (RFC 6902): `/device/imsi`.
  'path',
]
const nameKeySet: ReadonlySet<string> = new Set(nameKeys)
/** What fields are told of by another: `idType`, `attributeName`, `deviceIdentifierKind`. */
const subjects = 'id|identifier|identity|attribute|attr|field|param|parameter|property'
const ends = 'type|name|kind|key'
/** Keys that end so say what another field of their object holds, as a pattern. The probe looks for them, too. */
export const tellingKeys: string = `(?:${subjects})[_-]?(?:${ends})`
/** What such a field says of any `value` beside it. */
const namesAnyValue = new RegExp(`^${tellingKeys}$`)
/** Keys that may be told of by the same with `Type` behind it: `deviceId`, and `idValue` for `id`. */
const toldKeys = new RegExp(`(?:^(?:${subjects})[_-]?(?:value|val)|(?:id|identifier|identity))$`)
const valueEnd = /[_-]?(?:value|val)$/
const typeEnd = new RegExp(`[_-]?(?:${ends})$`)
/** What else tells of an `id` of which kind it is. The probe looks for them, too. */
export const tagKeys: readonly string[] = ['tag', 'namespace', 'scheme']
/**
 * Of `{"type":"imsi","id":…}`: of a bare type only words that nothing else goes by, for parts of pages have a `type` and an
 * `id`, too (`mobile`, `phone`, `device`).
 */
const typesOfIds: ReadonlySet<string> = new Set(
  (
    'imei imsi meid iccid eid idfa idfv gaid aaid oaid vaid ssaid adid rdid maid androidid advertisingid googleadvertisingid msisdn bssid wifimac macaddress ' +
    'androidadvertisingid appleadvertisingid iosadvertisingid androidvendorid applevendorid iosvendorid'
  ).split(' '),
)
/** How far apart both may stand. */
const distanceMax = 3
const nameBytesMax = 64

/** For each value that may be named so among these nodes: the names, nearest first. */
export function pairNames(nodes: readonly Node[]): ReadonlyMap<Node, readonly string[]> {
  const names = new Map<Node, readonly string[]>()
  for (const { children } of nodes) {
    if (children.length === 0) continue
    const columns = columnsAmong(children)
    for (let at = 0; at < children.length; at++) {
      const found = namesOf(children, at, columns)
      if (found.length > 0) names.set(children[at] as Node, found)
    }
  }
  return names
}

const none: readonly string[] = []

/** What a key may say of how its value is named: by what stands above or beside it, or (`plain`) not at all. */
interface KeyRole {
  readonly role: 'slot' | 'value' | 'typed' | 'letter' | 'told' | 'plain'
  /** In lower case. */
  readonly name: string
}

const roles = new KeptResults((key): KeyRole => {
  const name = key.toLowerCase()
  if (slots.test(name)) return { role: 'slot', name }
  if (valueKeys.has(name)) return { role: 'value', name }
  if (typedKeys.has(name)) return { role: 'typed', name }
  if (typeLetters.has(key)) return { role: 'letter', name }
  return { role: toldKeys.test(name) ? 'told' : 'plain', name }
})

function namesOf(
  children: readonly Node[],
  at: number,
  columns: ReadonlyMap<string, string>,
): readonly string[] {
  const node = children[at] as Node
  const { step, detail } = node.step
  if (step === 'xml')
    return [
      ...namesInElement(children, at),
      ...nameOfItem(children, at, itemInXml),
      ...nameOfLogin(children, at, loginInXml),
      ...nameOfOnlyValue(detail),
    ]
  if (step === 'wbxml')
    return [...nameOfItem(children, at, itemInWbxml), ...nameOfLogin(children, at, loginInWbxml)]
  if (step === 'protobuf') return nameOfEntry(children, at)
  const { role, name } = roles.of(node.key)
  if (role === 'typed') return namesOfTyped(children, at)
  if (role === 'letter') return [nameAbove(node)]
  const listed = detail.endsWith(']') ? [...nameOfPair(children, at), ...nameOfColumn(columns, detail)] : none
  if (role === 'plain') return listed
  if (role === 'slot') return [...listed, nameAbove(node)]
  if (role === 'value') return [...listed, ...namesBeside(children, at, groupOf(node)), nameAbove(node)]
  const told = namesTold(children, at, name)
  return listed.length === 0 ? told : [...listed, ...told]
}

/** Of which fields beside it one tells the kind, by its own name. */
interface Telling {
  readonly isTag: boolean
  /** What it is told of: `device_id` by `device_id_type`, and '' for any; null where it tells nothing. */
  readonly stem: string | null
}

const tellings = new KeptResults((key): Telling => {
  const name = key.toLowerCase()
  return {
    isTag: tagKeys.includes(name),
    stem: typeEnd.test(name) ? name.replace(typeEnd, '') : null,
  }
})

/** What a field beside the value says that it is: `{"deviceIdType":"imsi","deviceId":…}`, `{"type":"imsi","id":…}`. */
function namesTold(children: readonly Node[], at: number, key: string): readonly string[] {
  const stem = key.replace(valueEnd, '')
  const tells = ({ key: telling, bytes }: Node): boolean => {
    const { isTag, stem: told } = tellings.of(telling)
    if (!isTag && told === null) return false
    if (!isTag && told === stem) return true
    return (isTag || told === '') && idKeys.has(key) && typesOfIds.has(bareWord(bytes.toString('latin1')))
  }
  return beside(children, at, groupOf(children[at] as Node), tells).map(({ bytes }) => bytes.toString('utf8'))
}

/** What a bare type tells the kind of. */
const idKeys: ReadonlySet<string> = new Set(['id', 'identifier'])

function bareWord(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '')
}

/** Beside the object that holds it by its type, or what this object is called. */
function namesOfTyped(children: readonly Node[], at: number): string[] {
  const group = groupOf(children[at] as Node)
  const above = group.slice(0, Math.max(0, group.lastIndexOf('.')))
  return group.endsWith('.value') ? namesBeside(children, at, above) : [nameAbove(children[at] as Node)]
}

/** What a field of `group` says that the value at `at` is. */
function namesBeside(children: readonly Node[], at: number, group: string): string[] {
  return beside(children, at, group, ({ key }) => isNameKey(key)).map(({ bytes }) =>
    lastOfPath(bytes.toString('utf8')),
  )
}

/** Short values of `group` around the one at `at` that are asked for, the nearest first. */
function beside(
  children: readonly Node[],
  at: number,
  group: string,
  isAsked: (node: Node) => boolean,
): readonly Node[] {
  const found: Node[] = []
  const take = (other: Node | undefined): void => {
    if (other === undefined || other.bytes.length > nameBytesMax) return
    if (isAsked(other) && groupOf(other) === group) found.push(other)
  }
  for (let distance = 1; distance <= distanceMax; distance++) {
    take(children[at - distance])
    take(children[at + distance])
  }
  return found
}

function isNameKey(key: string): boolean {
  const name = key.toLowerCase()
  return nameKeySet.has(name) || namesAnyValue.test(name)
}

function lastOfPath(name: string): string {
  return name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name
}

/** Elements of one path follow each other: only the attributes right in front are of the same. */
function namesInElement(children: readonly Node[], at: number): string[] {
  const group = groupOf(children[at] as Node)
  const names = namesOfAttributes(children, at, group)
  if (names.length > 0) return names
  const above = valueElement.exec(group)?.[1]
  return [
    ...(above === undefined ? [] : namesOfAttributes(children, at, above)),
    ...nameOfEntryInXml(children, at),
    ...nameOfCell(children, at),
  ]
}

/** An element for the value of what is around it: `<ContextItem Name="IMEI"><Value>…`, `<Attribute Name="imsi"><AttributeValue>…`. */
const valueElement = /^(.*)\/(?:[\w-]+:)?(?:attribute|property|field|param)?(?:value|val|data|string)$/i

/** What attributes of the element `group` right in front of the value call it. */
function namesOfAttributes(children: readonly Node[], at: number, group: string): string[] {
  const names: string[] = []
  const passed = new Set([(children[at] as Node).step.detail])
  for (let before = at - 1; before >= Math.max(0, at - distanceMax); before--) {
    const one = children[before] as Node
    if (!/\/@[^/]*$/.test(one.step.detail) || groupOf(one) !== group) break
    // An element has no attribute twice: what is in front is of another of its path, `<parm name="a" value="b"/>` behind each other.
    if (passed.has(one.step.detail)) break
    passed.add(one.step.detail)
    if (isName(one)) names.push(one.bytes.toString('utf8'))
  }
  return names
}

/** The name of the element whose value is an attribute that says no more: `<imsi value="2420…"/>`, as FHIR and settings of programs have it. */
function nameOfOnlyValue(detail: string): readonly string[] {
  const name = onlyValue.exec(detail)?.[1]
  return name === undefined ? none : [name]
}

const onlyValue = new RegExp(`(?:^|[/:])([^/:@]+)/@(?:${[...plainValueNames].join('|')})$`, 'i')

/** Of a page: `<td>IMSI</td><td>2420…</td>`, `<th>IMSI</th><td>2420…</td>` of one row, `<dt>IMSI</dt><dd>2420…</dd>`. */
function nameOfCell(children: readonly Node[], at: number): string[] {
  const [, above = '', cell = ''] = cellEnd.exec((children[at] as Node).step.detail) ?? []
  const before = children[at - 1]
  const names = cellNames[cell.toLowerCase()]
  if (names === undefined || before === undefined) return []
  const { detail } = before.step
  const isCell = names.some((name) => detail.toLowerCase() === `${above}${name}`.toLowerCase())
  return isCell && !endsRow(before, children[at] as Node) ? nameInFront(children, at, detail) : []
}

/** Between two cells a row ends: the last name of a head is not that of the first value. */
function endsRow(before: Node, { bytes }: Node): boolean {
  const end = before.bytes.byteOffset + before.bytes.length
  const isBeside = before.bytes.buffer === bytes.buffer && end <= bytes.byteOffset
  const between = isBeside ? Buffer.from(bytes.buffer, end, bytes.byteOffset - end) : null
  return between !== null && /<\/tr|<tr/i.test(between.toString('latin1', 0, betweenCellsMax))
}
const betweenCellsMax = 1_024

const cellEnd = /^(.*\/|)(td|dd)$/i
const cellNames: Readonly<Record<string, readonly string[]>> = { td: ['td', 'th'], dd: ['dt'] }

/** Of a dictionary of a property list, of XML-RPC and of what devices report: `<key>…</key>` or `<Name>…</Name>` in front. */
function nameOfEntryInXml(children: readonly Node[], at: number): string[] {
  const { detail } = (children[at] as Node).step
  let first = at
  while (children[first - 1]?.step.detail.startsWith(`${detail}/@`) === true) first--
  const before = children[first - 1]?.step.detail ?? ''
  const above = namePath.exec(before)?.[1]
  const names = above !== undefined && detail.startsWith(above) ? nameInFront(children, first, before) : []
  return names[0] === enrolmentToken && children.some((one) => isPushMagic(one)) ? ['push_token'] : names
}

/** Beside the word of a device for who manages it, its token is that of the push service (Apple, "TokenUpdate"). */
const enrolmentToken = 'Token'
const pushMagic = Buffer.from('PushMagic')

function isPushMagic({ key, bytes }: Node): boolean {
  return key === 'key' && bytes.equals(pushMagic)
}

const namePath = /^(.*\/|)(?:key|name|n)$/i

/** What stands in front, where it may be a name. */
function nameInFront(children: readonly Node[], at: number, detail: string): string[] {
  const before = children[at - 1]
  if (before === undefined || before.step.detail !== detail || before.bytes.length > nameBytesMax) return []
  const name = before.bytes.toString('latin1')
  return /^[A-Za-z][\w .-]+$/.test(name) ? [name] : []
}

/** Of an entry of a map (`{1: name, 2: value}`), or of an attribute of OpenTelemetry, whose text, whole or other number is one step down. */
function nameOfEntry(children: readonly Node[], at: number): string[] {
  const match = /^((?:\d+\.)*)2(?:\.[134])?$/.exec((children[at] as Node).step.detail)
  return match === null ? [] : nameInFront(children, at, `${match[1]}1`)
}

/** Of a list of two: name and value. */
function nameOfPair(children: readonly Node[], at: number): string[] {
  const { detail } = (children[at] as Node).step
  if (!detail.endsWith('[1]')) return []
  const list = detail.slice(0, -'[1]'.length)
  return children[at + 1]?.step.detail === `${list}[2]` ? [] : nameInFront(children, at, `${list}[0]`)
}

/** Paths to the name and to the value within an item of SyncML, and what stands between them, at most: its type and format. */
interface ItemPaths {
  readonly value: RegExp
  readonly name: RegExp
}
const itemInXml: ItemPaths = {
  value: /^(.*(?:^|[/:])Item)\/(?:[\w-]+:)?Data$/,
  name: /^(.*(?:^|[/:])Item)\/(?:[\w-]+:)?(?:Source|Target)\/(?:[\w-]+:)?LocURI$/,
}
/** Item is 14, Data 0f, Source 27, Target 2e, LocURI 17 (OMA SyncML Representation Protocol 1.2, 8). */
const itemInWbxml: ItemPaths = { value: /^(.*\b14)\.f$/, name: /^(.*\b14)\.(?:27|2e)\.17$/ }
const betweenMax = 6

/**
 * The last part of the address in the tree of device management (OMA DM, SyncML Device Information) whose value follows:
 * `DevId` for `./DevInfo/DevId`.
 */
function nameOfItem(children: readonly Node[], at: number, { value, name }: ItemPaths): string[] {
  const item = value.exec((children[at] as Node).step.detail)?.[1]
  if (item === undefined) return []
  for (let before = at - 1; before >= Math.max(0, at - betweenMax); before--) {
    const { bytes, step } = children[before] as Node
    // The item in front.
    if (value.test(step.detail)) return []
    if (name.exec(step.detail)?.[1] !== item || bytes.length > nameBytesMax * 2) continue
    const last = /(?:^|\/)([A-Za-z][\w .-]+)$/.exec(bytes.toString('latin1').trim())?.[1]
    return last === undefined ? [] : [last]
  }
  return []
}

/** Paths to what a device shows who it is with, and to the kind of that, within the head of a message of SyncML. */
const loginInXml: ItemPaths = {
  value: /^(.*(?:^|[/:])Cred)\/(?:[\w-]+:)?Data$/,
  name: /^(.*(?:^|[/:])Cred)\/(?:[\w-]+:)?Meta\/(?:[\w-]+:)?Type$/,
}
/** Cred is 0e, Meta 1a; Type is 13 on the page of MetInf. */
const loginInWbxml: ItemPaths = { value: /^(.*\be)\.f$/, name: /^(.*\be)\.1a\.13$/ }
/** User and password, in base64; other kinds are digests (OMA SyncML Representation Protocol 1.2, 5.3; OMA DM Security 1.2). */
const basicLogin = 'syncml:auth-basic'

/** `password` for the data of such a login. */
function nameOfLogin(children: readonly Node[], at: number, { value, name }: ItemPaths): string[] {
  const login = value.exec((children[at] as Node).step.detail)?.[1]
  if (login === undefined) return []
  for (let before = at - 1; before >= Math.max(0, at - betweenMax); before--) {
    const { bytes, step } = children[before] as Node
    if (name.exec(step.detail)?.[1] === login)
      return bytes.toString('latin1', 0, nameBytesMax).trim() === basicLogin ? ['password'] : []
  }
  return []
}

/** Words by which a message of device management goes in XML, and the branches of its tree. The probe looks for them. */
export const managementNames: readonly string[] = ['locuri', 'devinfo', 'devdetail']

const columnKeys: ReadonlySet<string> = new Set([
  'columns',
  'cols',
  'fields',
  'headers',
  'header',
  'names',
  'keys',
])
// A name is looked at from its first character only: else one of a megabyte is read a million times.
const columnPath = /^(.*?)\.?(?<!\w)\w+\[(\d+)\]$/
const cellPath = /^(.*?)\.?(?<!\w)\w+\[\d+\]\[(\d+)\]$/
/** `{"names":["imsi"],"values":["2420…"]}`: of one list beside the other. */
const valuePath = /^(.*?)\.?(?:values|vals|row|data)\[(\d+)\]$/i
/** `[["imsi","os"],["2420…","13"]]`: the first row has the names. */
const headPath = /^(.*)\[0\]\[(\d+)\]$/
const rowPath = /^(.*)\[[1-9]\d{0,3}\]\[(\d+)\]$/
const headName = /^[A-Za-z][\w.-]+$/

/** Names of columns, by the path of the table and the number of the column. */
function columnsAmong(children: readonly Node[]): ReadonlyMap<string, string> {
  const columns = new Map<string, string>()
  for (const { key, bytes, step } of children) {
    if (bytes.length > nameBytesMax || !step.detail.endsWith(']')) continue
    const head = step.detail.includes('[0][') ? headPath.exec(step.detail) : null
    if (head !== null) {
      const name = bytes.toString('latin1')
      if (headName.test(name)) columns.set(`${head[1]}[0] ${head[2]}`, name)
    }
    if (!columnKeys.has(key)) continue
    const match = columnPath.exec(step.detail)
    if (match !== null) columns.set(`${match[1]} ${match[2]}`, bytes.toString('latin1'))
  }
  return columns
}

function nameOfColumn(columns: ReadonlyMap<string, string>, detail: string): string[] {
  if (columns.size === 0) return []
  const match = cellPath.exec(detail) ?? valuePath.exec(detail)
  const row = rowPath.exec(detail)
  const names = [
    match === null ? undefined : columns.get(`${match[1]} ${match[2]}`),
    row === null ? undefined : columns.get(`${row[1]}[0] ${row[2]}`),
  ]
  return names.filter((name) => name !== undefined)
}

function isName({ key, bytes }: Node): boolean {
  return bytes.length <= nameBytesMax && nameKeySet.has(key.toLowerCase())
}

/** Path of the object or element that a value stands in. An attribute belongs to its element as its text does. */
function groupOf({ step: { step, detail } }: Node): string {
  if (step === 'xml') return detail.replace(/\/@[^/]*$/, '')
  return detail.slice(0, Math.max(0, detail.lastIndexOf('.')))
}

function nameAbove(node: Node): string {
  const above = groupOf(node)
  return above.slice(above.lastIndexOf('.') + 1).replace(/\[\d+\]$/, '')
}

/**
 * The key with the name of the object or element above in front: `router_mac` for `{"router":{"mac":…}}`. What stands in
 * a list goes by its plural (`wlans_mac` for `{"wlan":[{"mac":…}]}`): a phone has one radio of its own and hears many.
 */
export function keyWithAbove(node: Node, key: string): string {
  const above = nameOfAbove(node)
  if (above === null) return key
  const { name, isListed } = above
  return `${name}${!isListed || /(?:s|list)$/i.test(name) ? '' : 's'}_${key}`
}

/** The name of the object or element above, and whether it is one of a list; null where there is none. */
export function nameOfAbove({
  step: { step, detail },
}: Node): { readonly name: string; readonly isListed: boolean } | null {
  if (!/[./[]/.test(detail)) return null
  const match = step === 'xml' ? elementAbove.exec(detail) : objectAbove.exec(detail.slice(-aboveMax))
  // A letter is no name: `{"r":{"did":…}}` has no `rdid`.
  const name = match?.[1] ?? ''
  return name.length <= 1 ? null : { name, isListed: match?.[2] !== undefined }
}

/**
 * Objects whose `id` is what the name of the object says: `{"device":{"id":…}}` as most SDKs write it. The probe looks for
 * them. In a list they are other people's, and devices around.
 */
export const ownerNames: readonly string[] = ['device', 'user', 'account', 'usr', 'enduser']

/** Lists of what one party after another calls the user (OpenRTB 2.6, 3.2.28: `eids[].uids[].id`). */
export const userIdLists: readonly string[] = ['uids']

/** Keys of what such an object is called, where it is a person. */
const personNames: ReadonlySet<string> = new Set(['name', '$name'])
const personBytesMax = 80

/** `device_id` for the `id` of such an object, `full_name` for its name; '' for other keys. */
export function ownersId({ step: { step, detail }, bytes }: Node, key: string): string {
  const isName = personNames.has(key)
  if ((key !== 'id' && !isName) || step === 'xml') return ''
  const [, name = '', listed] = objectAbove.exec(detail.slice(-aboveMax)) ?? []
  const isOwner = listed === undefined && ownerNames.includes(name.toLowerCase())
  if (isName) {
    const isPersons = isOwner && name.toLowerCase() !== 'device'
    return isPersons && !isCompanyName(bytes.toString('utf8', 0, personBytesMax)) ? 'full_name' : ''
  }
  // `{"identityMap":{"GAID":[{"id":…}]}}`.
  if (typesOfIds.has(bareWord(name))) return name
  if (listed !== undefined && userIdLists.includes(name.toLowerCase())) return 'user_id'
  return isOwner ? `${name}_id` : ''
}

/** As much of a path as holds both names: each of its characters may begin the first. */
const aboveMax = 128
const objectAbove = /([\w-]{1,40})(?:"\])?(\[\d+\])?(?:\.\w[\w-]*|\["[^"]*"\])(?:\[\d+\])?$/
const elementAbove = /(?:^|[/:])([\w-]{1,40})\/[^/]+$/
