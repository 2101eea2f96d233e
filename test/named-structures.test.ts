import { describe, expect, test } from 'vitest'
import { Detector } from '../src/detect/detector.ts'
import { detect, isWorthDecoding, request, summary } from './support/decoded-tree.ts'

/**
 * Ways of writing a name with its value, by kinds of identifiers: what the detector finds without a profile, the quick look must
 * let through. In each message nothing else is personal, so that nothing else opens it.
 */

const detector = new Detector(null)

const values: readonly (readonly [kind: string, name: string, value: string])[] = [
  ['imei', 'imei', '352099001761481'],
  ['imsi', 'imsi', '242014837261950'],
  ['iccid', 'iccid', '89470801234567890137'],
  ['android-id', 'android_id', '7c41e9a05bd2386f'],
  ['advertising-id', 'gaid', 'b814bf1f-1343-4a43-8f15-60de92a3c7b4'],
  ['wifi-mac', 'mac', '3c:5a:b4:7e:91:d2'],
  ['serial', 'serial', 'R58M93K7XQT'],
  ['msisdn', 'msisdn', '+4791738264'],
  ['email', 'email', 'kari.nordmann82@fjordpost.no'],
  ['ssid', 'ssid', 'FritzBox 7590'],
  ['cell-id', 'cell_id', '27447299'],
  ['user-id', 'user_id', 'k77419'],
  ['device-id', 'device_id', 'a41f9c2e7b3d4f60a1'],
  ['account-credential', 'password', 'Sommer2026x'],
  ['person-name', 'first_name', 'Kari'],
  ['install-id', 'install_id', 'b814bf1f-1343-4a43-8f15-60de92a3c7b5'],
  ['meid', 'meid', 'a1000012345678'],
  ['vin', 'vin', 'WVWZZZ1KZAW143872'],
  ['national-id', 'fodselsnummer', '17054127456'],
  ['birth-date', 'date_of_birth', '1984-10-26'],
]

const json = (value: unknown): string => JSON.stringify(value)
const url = encodeURIComponent

/** `all`: every kind is found in it. Of the others text says too little to take any word behind a name for a value. */
const structures: readonly (readonly [
  name: string,
  write: (name: string, value: string) => string,
  reach: 'all' | 'some',
])[] = [
  ['JSON', (name, value) => json({ [name]: value, n: 1 }), 'all'],
  ['JSON in JSON', (name, value) => json({ d: json({ e: json({ [name]: value }) }) }), 'all'],
  [
    'a list of a name and a value',
    (name, value) =>
      json([
        ['n', 1],
        [name, value],
      ]),
    'all',
  ],
  ['objects of names and values', (name, value) => json([{ name, value }]), 'all'],
  ['objects of keys and values', (name, value) => json({ items: [{ key: name, value }] }), 'all'],
  ['columns and rows', (name, value) => json({ columns: ['n', name], rows: [[1, value]] }), 'all'],
  ['values with their types', (name, value) => json({ [name]: { stringValue: value } }), 'all'],
  ['a name in escapes', (name, value) => `{"${escaped(name)}":"${value}"}`, 'all'],
  ['a form', (name, value) => `a=1&${name}=${url(value)}`, 'all'],
  ['a form in a form', (name, value) => `d=${url(`${name}=${url(value)}`)}`, 'all'],
  ['JSON in a form', (name, value) => `d=${url(json({ [name]: value }))}`, 'all'],
  ['a form of names and values', (name, value) => `name=${name}&value=${url(value)}`, 'all'],
  ['the same, the value first', (name, value) => `value=${url(value)}&name=${name}`, 'all'],
  ['an element', (name, value) => `<r><${name}>${value}</${name}></r>`, 'all'],
  ['CDATA', (name, value) => `<r><${name}><![CDATA[${value}]]></${name}></r>`, 'all'],
  ['an attribute', (name, value) => `<r ${name}='${value}'/>`, 'all'],
  ['preferences of Android', (name, value) => `<map><string name="${name}">${value}</string></map>`, 'all'],
  [
    'a property list',
    (name, value) => `<plist><dict><key>${name}</key><string>${value}</string></dict></plist>`,
    'all',
  ],
  [
    'XML-RPC',
    (name, value) => `<struct><member><name>${name}</name><value>${value}</value></member></struct>`,
    'all',
  ],
  [
    'what PHP serialised',
    (name, value) => `a:1:{s:${name.length}:"${name}";s:${value.length}:"${value}";}`,
    'all',
  ],
  [
    'the same in a form',
    (name, value) => `d=${url(`a:1:{s:${name.length}:"${name}";s:${value.length}:"${value}";}`)}`,
    'all',
  ],
  ['properties', (name, value) => `[device]\nmodel=TA-1055\n${name}=${value}\nos=13\n`, 'all'],
  ['YAML', (name, value) => `device:\n  - ${name}: "${value}"\n`, 'all'],
  ['a table', (name, value) => `n,${name},x\n1,${value},2\n`, 'all'],
  ['a table in quotes', (name, value) => `"n","${name}"\n"1","${value}"\n`, 'all'],
  ['SQL', (name, value) => `INSERT INTO d (n, ${name}) VALUES (1, '${value}');`, 'all'],
  ['an object of Java as text', (name, value) => `Device{n=1, ${name}='${value}'}`, 'all'],
  ['a map of Java as text', (name, value) => `{n=1, ${name}=${value}}`, 'all'],
  ['GraphQL', (name, value) => json({ query: `mutation { r(${name}: "${value}") { ok } }` }), 'all'],
  [
    'multipart',
    (name, value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
    'all',
  ],
  [
    'base64 of JSON',
    (name, value) => json({ d: Buffer.from(json({ [name]: value })).toString('base64') }),
    'all',
  ],
  ['hex of JSON', (name, value) => json({ d: Buffer.from(json({ [name]: value })).toString('hex') }), 'all'],
  ['fields of a log', (name, value) => `level=info ${name}="${value}"`, 'all'],
  ['a page', (name, value) => `<tr><td>${name}</td><td>${value}</td></tr>`, 'all'],
  ['a sentence', (name, value) => json({ msg: `registered, ${name}: ${value}, ok` }), 'some'],
  ['pairs between carets', (name, value) => `n:1^${name}:${value}^`, 'some'],
  ['text of Protocol Buffers', (name, value) => `device { ${name}: "${value}" }`, 'some'],
  ['a statement that sets', (name, value) => `UPDATE d SET ${name}='${value}' WHERE n=1`, 'some'],
  ['arrows', (name, value) => `{ "${name}" => "${value}" }`, 'some'],
  ['labels of a measure', (name, value) => `m{${name}="${value}"} 1`, 'some'],
]

function escaped(name: string): string {
  return name
    .split('')
    .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

describe.each(structures)('%s', (_, write, reach) => {
  test.each(values)('%s', (kind, name, value) => {
    const input = request('/x', [], write(name, value))
    const isFound = summary(detect(detector, input)).some((one) => one.startsWith(`${kind}=`))
    if (reach === 'all') expect(isFound).toBe(true)
    if (isFound) expect(isWorthDecoding(detector, input)).toBe(true)
  })
})

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What a structure may stand in. */
const wrappings: readonly (readonly [name: string, wrap: (text: string) => string])[] = [
  ['alone', (text) => text],
  ['a form', (text) => `d=${url(text)}`],
  ['a form with its blanks', (text) => `d=${new URLSearchParams([['', text]]).toString().slice(1)}`],
  ['a form in a form', (text) => `d=${url(url(text))}`],
  ['a form in JSON', (text) => json({ d: `x=${url(text)}` })],
  ['JSON', (text) => json({ d: text })],
  ['JSON in JSON', (text) => json({ e: json({ d: text }) })],
  [
    'JSON with its signs in escapes',
    (text) => json({ d: text }).replace(/[<>&'=]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  ],
  ['XML', (text) => `<r>${text.replace(/[&<>"]/g, (sign) => entities[sign] as string)}</r>`],
  ['CDATA', (text) => `<r><d><![CDATA[${text}]]></d></r>`],
  ['multipart', (text) => `--b\r\nContent-Disposition: form-data; name="d"\r\n\r\n${text}\r\n--b--\r\n`],
  ['lines', (text) => `n: 1\nd: ${text}\nx: 2\n`],
  ['a log', (text) => `2026-11-29 12:00:01 I/App: ${text}`],
  ['base64', (text) => json({ d: Buffer.from(text).toString('base64') })],
  ['base64 in a form', (text) => `d=${url(Buffer.from(text).toString('base64'))}`],
  ['hex', (text) => `d=${Buffer.from(text).toString('hex')}`],
]

/** Not seen where nothing else opens the message: a table inside of an element, a statement that was escaped twice. */
const unseen: ReadonlySet<string> = new Set([
  'a table in XML',
  'a table in CDATA',
  'a table in quotes in CDATA',
  'SQL in a form in a form',
])

describe('what the detector finds in a structure inside of something else, the quick look lets through', () => {
  // Behind so many bytes it walks by strides.
  const walking = new Detector(null)
  const filler = request('/x', [], 'nothing of interest here '.repeat(200))
  for (let count = 0; count < 20; count++) isWorthDecoding(walking, filler)

  test.each(wrappings)('%s', (place, wrap) => {
    const missed = structures.flatMap(([structure, write]) =>
      values
        .filter(([kind, name, value]) => {
          const input = request('/x', [], wrap(write(name, value)))
          if (isWorthDecoding(walking, input)) return false
          return summary(detect(walking, input)).some((one) => one.startsWith(`${kind}=`))
        })
        .map(() => `${structure} in ${place}`),
    )
    expect([...new Set(missed)].filter((one) => !unseen.has(one))).toEqual([])
  })
})
