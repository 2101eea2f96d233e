import { limits } from '../../core/limits.ts'

/** A value with its name, as a program prints it in text. */
export interface TextMember {
  readonly name: string
  readonly value: string
  readonly start: number
}

/** `Device{msisdn=+47…, os=13}`, `Device{msisdn='+47…', os=13}`, `Device(…)`, `{msisdn=+47…, os=13}`: objects and maps of Java and Kotlin as text. */
const object = /(?:(?<!\w)[A-Z]\w{1,40}[{([]|\{)([^{}()[\]\r\n]{5,2000})[})\]]/g
const members = /^\w+=[^=]*(?:, \w+=[^=]*)+$/
const member = /(?<=^|, )(\w{2,40})=(.*?)(?=, \w+=|$)/g
const quoted = /^(['"])(.*)\1$/
/** A document of GraphQL, and texts that are given in it: `mutation { register(serial: "…", input: {phone: "…"}) { ok } }`. */
const graphql = /^\s{0,16}(?:mutation|query|subscription)\b/
const argument = /(?<=[({,\s])(\w{2,40})\s?:\s?"([^"\\\r\n]{1,256})"/g
/** `Row: 0 _id=1, address=+47…`: rows of Android's providers as its command `content` prints them; lines may have cut the name off. */
const providerRow = /(?<=^|\nRow: |^Row: )\d{1,7} (?=_id=|\w{2,40}=)([^\r\n]{5,2000})/g
/** `[gsm.sim.imsi]: [242…]`: properties of Android as getprop prints them. */
const property = /^\[([\w.-]{2,80})\]: \[([^\]\r\n]{1,256})\]\r?$/gm

/** `_id:21 name:android_id pkg:android value:9f3c… default:9f3c…`: settings of Android as its service prints them. */
const setting =
  /^_id:\d{1,9} name:([\w.-]{2,80}) (?:pkg:\S{1,120} )?value:([^\r\n]{1,256}?)(?= default:| defaultSystemSet:|\r?$)/gm
/** The same as its command `content` prints them: `Row: 21 _id=21, name=android_id, value=9f3c…`. */
const settingRow = /(?<![\w.])name=([\w.-]{2,80}), (?:\w{1,24}=[^,\r\n]{0,80}, ){0,3}value=([^,\r\n]{1,256})/g
/** The same as files of settings have them, an element each: `<setting id="21" name="android_id" value="9f3c…" …`, `<long name="gsf_id" value="46…" />`. */
const settingElement =
  /<(?:setting|string|int|long)(?: id="\d{1,9}")? name="([\w.-]{2,80})" value="([^"<>\r\n]{1,256})"/g
/** A line that is a name of a few words and its value, in quotes or not, as reports print it, and property lists in the old form. */
const line =
  /^[ \t]{0,32}"?([A-Za-z][\w.-]{1,40}(?: [\w.-]{1,16}){0,3})"?[ \t]{0,24}(?:=>|[=:])[ \t]{0,24}(?:"([^"\r\n]{4,80})"|([^\s"][^\r\n"]{3,79}?))[;,]?[ \t]{0,8}\r?$/gm

/** A line of names: `time,imsi,gaid`, `Name,Mobile Phone`, or each in quotes. */
const head =
  /^(?:"?[\w-][\w .-]{0,39}"?)(?:([,;|\t])"?[\w-][\w .-]{0,39}"?(?:\1"?[\w-][\w .-]{0,39}"?){0,60})\r?\n/

/** How far into its row a column is looked for, since each value of a row asks. */
const columnBytesMax = 4_096

/** The name of the column that `at` stands in, where the text is a table with a head; '' for others. */
export function columnAt(text: string, at: number): string {
  const match = head.exec(text)
  if (match === null || at < match[0].length) return ''
  const separator = match[1] as string
  const before = text.slice(Math.max(0, at - columnBytesMax), at)
  const feed = before.lastIndexOf('\n')
  if (feed < 0) return ''
  return namesOf(match[0], separator)[columnsOf(before.slice(feed + 1), separator).length - 1] ?? ''
}

function namesOf(line: string, separator: string): string[] {
  return line.trim().replaceAll('"', '').split(separator)
}

/** The columns of a row; a separator in quotes is text (RFC 4180, 2.6). */
function columnsOf(row: string, separator: string): string[] {
  if (!row.includes('"')) return row.split(separator)
  const columns: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < row.length; at++) {
    const sign = row[at]
    if (sign === '"') isQuoted = !isQuoted
    else if (sign === separator && !isQuoted) {
      columns.push(row.slice(start, at))
      start = at + 1
    }
  }
  columns.push(row.slice(start))
  return columns
}

const noop = (): void => undefined

/** The line of names that a table begins with; '' for other texts. */
export function tableHeadOf(text: string): string {
  return head.exec(text)?.[0] ?? ''
}

/** What `text` leaves open for the rows behind it: the head of its last `INSERT`, or `open`, what was so in front of it. */
export function insertionLeftOpen(text: string, open: string): string {
  let last = open
  let from = 0
  for (const { 0: whole, index } of text.matchAll(insertion)) {
    last = whole
    from = index
  }
  return statementEnd.test(text.slice(from)) ? '' : last
}

const statementEnd = /\);[ \t\r]{0,8}(?:\n|$)/

/** The rows of a table whose head a text begins with, each with its values by the names of their columns; none for others. `onCut`: there are more than are read. */
export function tableRows(text: string, onCut: () => void = noop): readonly (readonly TextMember[])[] {
  const match = head.exec(text)
  if (match === null) return []
  const separator = match[1] as string
  const names = namesOf(match[0], separator)
  const rows: TextMember[][] = []
  let start = match[0].length
  const lines = text
    .slice(start)
    .trimEnd()
    .split('\n', limits.detect.tableRowsMax + 1)
  if (lines.length > limits.detect.tableRowsMax) {
    lines.pop()
    onCut()
  }
  for (const row of lines) {
    const cells: TextMember[] = []
    let at = start
    for (const [index, value] of columnsOf(row, separator).entries()) {
      const plain = value.replace(/\r$/, '').replace(/^"(.*)"$/, '$1')
      if (plain !== '')
        cells.push({ name: names[index] ?? '', value: plain, start: at + value.indexOf(plain) })
      at += value.length + 1
    }
    rows.push(cells)
    start += row.length + 1
  }
  return rows
}

/** `INSERT INTO phones (imsi, os) VALUES`, and behind it each row: `('2420…', '13')`, `(NOW(), 'it''s')`. */
const insertion =
  /\(\s{0,3}(["`]?\w{1,40}["`]?(?:\s{0,3},\s{0,3}["`]?\w{1,40}["`]?){0,60})\s{0,3}\)\s{0,3}VALUES/gi
const cell = String.raw`(?:'(?:[^']|''){0,256}'|[\w.-]{1,40}(?:\([^()']{0,64}\))?)`
const row = new RegExp(
  String.raw`\s{0,3},?\s{0,3}\(\s{0,3}(${cell}(?:\s{0,3},\s{0,3}${cell}){0,60})\s{0,3}\)`,
  'y',
)
const listed = /'((?:[^']|''){0,256})'|[\w.-]{1,40}(?:\([^()']{0,64}\))?/g

function rowsIn(text: string, onCut: () => void): TextMember[] {
  const found: TextMember[] = []
  for (const { 0: whole, 1: names = '', index } of text.matchAll(insertion)) {
    const columns = names.match(/\w+/g) ?? []
    row.lastIndex = index + whole.length
    for (let count = 0; ; count++) {
      const match = row.exec(text)
      if (match === null) break
      if (count === limits.detect.tableRowsMax) {
        onCut()
        break
      }
      const [all, values = ''] = match
      addRow(columns, values, match.index + all.lastIndexOf(values), found)
    }
  }
  return found
}

function addRow(columns: readonly string[], values: string, start: number, found: TextMember[]): void {
  for (const [column, match] of [...values.matchAll(listed)].entries()) {
    const value = match[1] ?? match[0]
    const name = columns[column]
    if (name !== undefined && value !== '')
      found.push({ name, value, start: start + match.index + match[0].indexOf(value) })
  }
}

/** What is all of its line behind a name, in a text of several lines. */
export function* linesIn(text: string): Generator<TextMember> {
  if (!text.includes('\n')) return
  for (const { 0: whole, 1: name, 2: quotedValue, 3: bare, index } of text.matchAll(line)) {
    const value = quotedValue ?? bare
    if (name !== undefined && value !== undefined)
      yield { name, value, start: index + whole.lastIndexOf(value) }
  }
}

/** The members of objects and lists that a text prints in a known form: their names are as good as keys. `onCut`: a table has more rows than are read. */
export function membersIn(text: string, onCut: () => void = noop): TextMember[] {
  const found: TextMember[] = tableRows(text, onCut).flat()
  if (/\bvalues\s*\(/i.test(text)) for (const one of rowsIn(text, onCut)) found.push(one)
  if (text.includes(']: ['))
    for (const { 1: name, 2: value, index } of text.matchAll(property))
      if (name !== undefined && value !== undefined)
        found.push({ name, value, start: index + name.length + '[]: ['.length })
  if (text.includes(' name:') && text.includes(' value:'))
    for (const { 0: whole, 1: name, 2: value, index } of text.matchAll(setting))
      if (name !== undefined && value !== undefined)
        found.push({ name, value, start: index + whole.length - value.length })
  if (graphql.test(text))
    for (const { 0: whole, 1: name, 2: value, index } of text.matchAll(argument))
      if (name !== undefined && value !== undefined)
        found.push({ name, value, start: index + whole.length - 1 - value.length })
  if (!text.includes('=')) return found
  if (text.includes('value='))
    for (const { 0: whole, 1: name, 2: value, index } of text.matchAll(settingRow))
      if (name !== undefined && value !== undefined)
        found.push({ name, value, start: index + whole.length - value.length })
  if (text.includes('" value="'))
    for (const { 0: whole, 1: name, 2: value, index } of text.matchAll(settingElement))
      if (name !== undefined && value !== undefined)
        found.push({ name, value, start: index + whole.length - 1 - value.length })
  for (const { 0: whole, 1: inside, index } of [...text.matchAll(object), ...text.matchAll(providerRow)]) {
    if (inside === undefined || !members.test(inside)) continue
    const start = index + whole.lastIndexOf(inside)
    for (const { 1: name, 2: value, index: at } of inside.matchAll(member))
      if (name !== undefined && value !== undefined) {
        // Texts are in quotes as most programs for writing Java make `toString`.
        const plain = quoted.exec(value)?.[2] ?? value
        found.push({ name, value: plain, start: start + at + name.length + 1 + (plain === value ? 0 : 1) })
      }
  }
  return found
}
