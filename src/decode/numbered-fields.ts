import { zero } from '../core/ascii-codes.ts'
import type { Node } from './types.ts'

/**
 * Which values of a container stand in a row: their names are alike but for a number, they are elements of one list, or, in XML,
 * elements of one name, maybe with a number of their own beside them. What a row is worth says `joined-fields.ts`.
 */

/** A field with a number in its name, or an element of a list. */
export interface Numbered {
  readonly node: Node
  readonly number: number
  /** What names it beside its own name: an attribute (`n="1"`), the key of a property list; '' where nothing does. */
  readonly label: string
}

/** Fields that may be pieces of one value, in no order. */
export interface Row {
  readonly fields: readonly Numbered[]
  /** Elements of a list: nothing was said of their order but where they stand. */
  readonly isList: boolean
  /** Elements of XML that have one name: a list, where nothing beside them says more. */
  readonly isOfAnyName: boolean
  /** The name of all without its number. */
  readonly key: string
  /** What they are called, for people: `form fields`. */
  readonly what: string
  /** A field of it, for people. */
  readonly shown: (field: Numbered) => string
}

/** What holds values side by side under names or in lists, by its step: what they are called, and whether `detail` is a path. */
const holders: ReadonlyMap<string, { readonly what: string; readonly hasPath: boolean }> = new Map([
  ['form', { what: 'form fields', hasPath: false }],
  ['query', { what: 'query parameters', hasPath: false }],
  ['fragment', { what: 'query parameters', hasPath: false }],
  ['cookie', { what: 'cookies', hasPath: false }],
  ['parameter', { what: 'parameters', hasPath: false }],
  ['header', { what: 'header fields', hasPath: false }],
  ['multipart', { what: 'parts', hasPath: false }],
  ['json', { what: 'JSON values', hasPath: true }],
  ['message-pack', { what: 'MessagePack values', hasPath: true }],
  ['cbor', { what: 'CBOR values', hasPath: true }],
  ['bson', { what: 'BSON values', hasPath: true }],
  ['plist', { what: 'property list values', hasPath: true }],
  ['xml', { what: 'XML values', hasPath: true }],
])

const numberDigitsMax = 4
/** So far from the end of a name its number is looked for. */
const tailCharactersMax = 16
/** Longer texts beside an element are no name of it, and more attributes are those of another kind of element. */
const labelBytesMax = 64
const attributesMax = 8

/** Where the number of a name stands that is looked at. */
const numberAt: { start: number; end: number } = { start: 0, end: 0 }

/** Whether a code of a character is that of a digit. */
export function isDigitCode(code: number): boolean {
  return code >= zero && code <= zero + 9
}

/** Finds the last number of a name, which some letters may follow (`$.chunks[0].d`, `data1b`), into {@link numberAt}. */
function findNumber(name: string): boolean {
  const least = Math.max(0, name.length - tailCharactersMax)
  for (let end = name.length; end > least; end--) {
    if (!isDigitCode(name.charCodeAt(end - 1))) continue
    let start = end - 1
    while (start > 0 && end - start < numberDigitsMax && isDigitCode(name.charCodeAt(start - 1))) start--
    // `$.chunks[0].b64`: what the field is written in.
    if (end - start === 2 && name.startsWith('64', start) && name.lastIndexOf(']', start) > least) {
      end = start + 1
      continue
    }
    numberAt.start = start
    numberAt.end = end
    return true
  }
  return false
}

/** Of the number 11 of `x11`, which may be the first one under `x1`, the last digit; false where it has other digits, or is a place. */
function findLastDigit(name: string): boolean {
  return numberAt.end - numberAt.start === 2 && dropFirstDigit(name)
}

/** Of the number of a name what stands behind its first digit, which may be one of the name. */
function dropFirstDigit(name: string): boolean {
  if (numberAt.end - numberAt.start < 2 || name[numberAt.start - 1] === '[') return false
  numberAt.start++
  return true
}

/** What stands around the number of a name. */
function nameAround(name: string): string {
  return `${name.slice(0, numberAt.start)}\0${name.slice(numberAt.end)}`
}

/** The number of the name that was looked at. */
function numberOf(name: string): number {
  return Number(name.slice(numberAt.start, numberAt.end))
}

/**
 * The rows among `children`, the values of one container; null where there is none. `mayBegin` is asked of the first value
 * of each: cheap, for nearly all containers have no field under 0 or 1 in which a value that was cut may begin.
 */
export function rowsAmong(
  children: readonly Node[],
  mayBegin: (bytes: Buffer) => boolean,
): readonly Row[] | null {
  let rows: Map<string, Numbered[]> | null = null
  let hasElements = false
  let hasDigitBefore = false
  for (let index = 0; index < children.length; index++) {
    const node = children[index] as Node
    if (isOfElement(node)) {
      hasElements = true
      continue
    }
    const { detail } = node.step
    if (!findNumber(detail)) continue
    if (detail.charCodeAt(numberAt.end - 1) > zero + 1) continue
    const isBeyond = numberOf(detail) > 1
    if (isBeyond && !findLastDigit(detail)) continue
    if (!isField(node) || !mayBegin(node.bytes)) continue
    hasDigitBefore ||= isBeyond
    ;(rows ??= new Map()).set(nameAround(detail), [])
  }
  if (rows === null) return hasElements ? elementRows(children, mayBegin) : null
  for (let index = 0; index < children.length; index++) {
    const node = children[index] as Node
    const { detail } = node.step
    if (isOfElement(node) || !findNumber(detail)) continue
    if (!isField(node)) continue
    rows.get(nameAround(detail))?.push({ node, number: numberOf(detail), label: '' })
    if (hasDigitBefore && dropFirstDigit(detail))
      rows.get(nameAround(detail))?.push({ node, number: numberOf(detail), label: '' })
  }
  const orders = new Orders(children)
  const found = [...rows.values()].filter(isNotEmpty).map((fields) => orders.inOrder(namedRow(fields)))
  return hasElements ? [...found, ...elementRows(children, mayBegin)] : found
}

/** Names of fields are values, too: they are no pieces. */
function isField({ step, key, bytes }: Node): boolean {
  const holder = holders.get(step.step)
  if (bytes.length === 0 || holder === undefined) return false
  return holder.hasPath ? step.detail.startsWith('$') : step.detail === key
}

function namedRow(fields: readonly Numbered[]): Row {
  const { step, key } = (fields[0] as Numbered).node
  const isList = findNumber(step.detail) && step.detail[numberAt.start - 1] === '['
  return {
    fields,
    isList,
    isOfAnyName: false,
    key: isList && step.detail.startsWith('$') ? key : stemOf(key),
    what: holders.get(step.step)?.what ?? '',
    shown: ({ node }) => node.step.detail,
  }
}

function isNotEmpty(fields: readonly Numbered[]): boolean {
  return fields.length > 0
}

/** The order of objects in lists where a field of each counts: `[{"seq":1,"d":"…"},{"seq":0,"d":"…"}]`. */
class Orders {
  private readonly children: readonly Node[]
  /** By what stands in front of a place, and by what stands behind it, the numbers that fields have there, by the place. */
  private readonly numbers: Map<string, Map<string, Map<number, number>>> = new Map()
  private readonly orders: Map<string, ReadonlyMap<number, number> | null> = new Map()
  private isRead = false

  constructor(children: readonly Node[]) {
    this.children = children
  }

  /** The row with the numbers that the fields beside its own tell; as it is where none do. */
  inOrder(row: Row): Row {
    if (!row.isList) return row
    const { detail } = (row.fields[0] as Numbered).node.step
    if (!findNumber(detail) || numberAt.end === detail.length - 1) return row
    const order = this.orderOf(detail.slice(0, numberAt.start))
    if (order === null) return row
    const fields = row.fields.map((field) => ({ ...field, number: order.get(field.number) ?? field.number }))
    return { ...row, fields }
  }

  private orderOf(head: string): ReadonlyMap<number, number> | null {
    if (!this.isRead) this.read()
    const known = this.orders.get(head)
    if (known !== undefined) return known
    const found = [...(this.numbers.get(head)?.values() ?? [])].find(areCounting) ?? null
    this.orders.set(head, found)
    return found
  }

  private read(): void {
    this.isRead = true
    for (const { step, bytes } of this.children) {
      const { detail } = step
      if (bytes.length > labelBytesMax || !isDigitCode(bytes.at(-1) ?? 0) || !findNumber(detail)) continue
      const { start, end } = numberAt
      if (detail[start - 1] !== '[') continue
      const place = numberOf(detail)
      const text = bytes.toString('latin1')
      if (!findNumber(text)) continue
      const head = detail.slice(0, start)
      const behind = this.numbers.get(head) ?? new Map<string, Map<number, number>>()
      const tail = detail.slice(end)
      const numbers = behind.get(tail) ?? new Map<number, number>()
      this.numbers.set(head, behind.set(tail, numbers.set(place, numberOf(text))))
    }
  }
}

/** Each number from 0 or 1 on comes once. */
function areCounting(numbers: ReadonlyMap<number, number>): boolean {
  const all = new Set(numbers.values())
  const first = all.has(0) ? 0 : 1
  for (let number = first; number < first + numbers.size; number++) if (!all.has(number)) return false
  return numbers.size > 1
}

/** The name without its number and what parts both: `X-Data-1`, `data[1]`. */
function stemOf(name: string): string {
  const stem = /^(.*?)[-_.[\s]*\d{1,4}\]?(\D*)$/s.exec(name)
  return stem === null ? name : `${stem[1] ?? ''}${stem[2] ?? ''}`
}

/** A value of XML, whose path is made of the names of elements; archives have paths as other documents do. */
function isOfElement({ step }: Node): boolean {
  return step.step === 'xml' && !step.detail.startsWith('$')
}

/** The rows of a document of XML: by names with numbers, then by numbers beside elements, then by the names alone. */
function elementRows(children: readonly Node[], mayBegin: (bytes: Buffer) => boolean): readonly Row[] {
  const [byName, byLastDigits, byLabel, byPath] = [new Rows(), new Rows(), new Rows(), new Rows()]
  const labels = new Labels(children)
  for (let index = 0; index < children.length; index++) {
    const node = children[index] as Node
    if (!isOfElement(node) || node.bytes.length === 0) continue
    const { detail } = node.step
    if (findNumber(detail)) {
      byName.add(nameAround(detail), node, numberOf(detail), '')
      if (dropFirstDigit(detail)) byLastDigits.add(nameAround(detail), node, numberOf(detail), '')
    }
    const found = labels.of(index)
    for (const { name, text } of found)
      if (findNumber(text)) byLabel.add(`${detail}\0${name}\0${nameAround(text)}`, node, numberOf(text), text)
    // A member of a property list goes by its name alone.
    const isMember = found.some(({ name }) => name === '') || detail.endsWith(listKey)
    if (!isMember) byPath.addNext(detail, node)
  }
  return [
    ...byName.that(mayBegin).map(namedRow),
    ...byLastDigits.that(mayBegin).map(namedRow),
    ...byLabel.that(mayBegin).map((fields) => {
      const { node, label } = fields[0] as Numbered
      return { ...listRow(fields, false), key: stemOf(label) || node.key }
    }),
    ...byPath.that(mayBegin).map((fields) => listRow(fields, true)),
  ]
}

function listRow(fields: readonly Numbered[], isList: boolean): Row {
  const { node } = fields[0] as Numbered
  return {
    fields,
    isList,
    isOfAnyName: isList,
    key: node.key,
    what: holders.get(node.step.step)?.what ?? '',
    // Without its label: what an attribute says is a value of the message.
    shown: ({ node: one, number }) => `${one.step.detail}[${number}]`,
  }
}

/** Fields by what is alike of their names. */
class Rows {
  private readonly rows: Map<string, Numbered[]> = new Map()

  add(name: string, node: Node, number: number, label: string): void {
    const row = this.rows.get(name)
    if (row === undefined) this.rows.set(name, [{ node, number, label }])
    else row.push({ node, number, label })
  }

  /** Adds one behind those of its name. */
  addNext(name: string, node: Node): void {
    this.add(name, node, this.rows.get(name)?.length ?? 0, '')
  }

  /** Those of several fields of which the first may begin a value. */
  that(mayBegin: (bytes: Buffer) => boolean): (readonly Numbered[])[] {
    return [...this.rows.values()].filter(
      (row) => row.length > 1 && row.some(({ node, number }) => number <= 1 && mayBegin(node.bytes)),
    )
  }
}

/** What stands in front of a value in a property list: `<key>p0</key><string>…</string>`. */
const listKey = '/key'
const listValues: ReadonlySet<string> = new Set(['string', 'data', 'integer'])

/** What names an element of XML beside its own name. */
interface Label {
  /** Of the attribute, '' for the key of a property list. */
  readonly name: string
  readonly text: string
}

const noLabels: readonly Label[] = []

class Labels {
  private readonly children: readonly Node[]
  /** By the path of elements that have attributes, the path of the first of these: with it another element begins. */
  private readonly firsts: Map<string, string> = new Map()

  constructor(children: readonly Node[]) {
    this.children = children
    for (const { step } of children) {
      const at = step.detail.lastIndexOf('/@')
      const path = at === -1 ? '' : step.detail.slice(0, at)
      if (at !== -1 && !this.firsts.has(path)) this.firsts.set(path, step.detail)
    }
  }

  /** The labels of the value at `index`: short texts that end in a number, or the key of a property list, whatever it is. */
  of(index: number): readonly Label[] {
    const { children } = this
    const { detail } = (children[index] as Node).step
    const at = detail.lastIndexOf('/@')
    if (at === -1) {
      const slash = detail.lastIndexOf('/')
      const before = children[index - 1]
      if (
        before?.step.detail === `${detail.slice(0, slash)}${listKey}` &&
        listValues.has(detail.slice(slash + 1))
      )
        return [{ name: '', text: before.bytes.toString('latin1', 0, labelBytesMax) }]
    }
    const path = at === -1 ? detail : detail.slice(0, at)
    const first = this.firsts.get(path)
    if (first === undefined) return noLabels
    const found: Label[] = []
    // Attributes in front of it, from the first of the element on; of an attribute also those behind it.
    for (let other = index - (at === -1 ? 1 : 0); other > index - attributesMax; other--) {
      const node = children[other]
      if (node === undefined || !this.isOf(node, path)) break
      if (other !== index) this.take(node, found)
      if (node.step.detail === first) break
    }
    const last = at === -1 ? index : index + attributesMax
    for (let other = index + 1; other < last; other++) {
      const node = children[other]
      if (node === undefined || !this.isOf(node, path) || node.step.detail === first) break
      this.take(node, found)
    }
    return found
  }

  /** Whether it is an attribute of an element of this path. */
  private isOf({ step }: Node, path: string): boolean {
    return step.detail.startsWith(path) && step.detail.startsWith('/@', path.length)
  }

  private take({ key, bytes }: Node, found: Label[]): void {
    if (bytes.length > labelBytesMax || !isDigitCode(bytes.at(-1) as number)) return
    found.push({ name: key, text: bytes.toString('latin1') })
  }
}
