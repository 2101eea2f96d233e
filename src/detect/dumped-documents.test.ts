/** Documents as tools print bytes, and as careless or careful senders turn them: found without a profile. */
import { expect, test } from 'vitest'
import { written } from '../decode/encodings/dump.ts'
import { mayHide } from '../decode/hiding.ts'
import { detect, foundIn, isWorthDecoding, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { spell } from './indicators.ts'

const detector = new Detector(null, spell(null), mayHide)
const document = Buffer.from('{"imei":"352099001761481","android_id":"9f2c4b7d1e6a8035","model":"KX-201"}')
const wanted = ['android-id=9f2c4b7d1e6a8035 (probable)', 'imei=352099001761481 (probable)']

function lines(size: number, write: (place: string, part: Buffer) => string): string {
  const parts: string[] = []
  for (let at = 0; at < document.length; at += size)
    parts.push(write(at.toString(16).padStart(8, '0'), document.subarray(at, at + size)))
  return `${parts.join('\n')}\n`
}

const pairs = (part: Buffer): string[] => [...part].map((byte) => byte.toString(16).padStart(2, '0'))
const printable = (part: Buffer): string => part.toString('latin1').replace(/[^ -~]/g, '.')
const octal = [...document].map((byte) => byte.toString(8).padStart(3, '0'))

/** As uuencode writes it. */
function uuencoded(): string {
  const rows: string[] = []
  for (let at = 0; at < document.length; at += 45) {
    const part = document.subarray(at, at + 45)
    const text = Buffer.concat([part, Buffer.alloc(2)])
    let row = String.fromCharCode(32 + part.length)
    for (let from = 0; from < part.length; from += 3) {
      const bits = text.readUIntBE(from, 3)
      for (const shift of [18, 12, 6, 0]) row += String.fromCharCode(32 + ((bits >> shift) & 63) || 96)
    }
    rows.push(row)
  }
  return `begin 644 id.json\n${rows.join('\n')}\n\`\nend\n`
}

const xxd = lines(
  16,
  (place, part) =>
    `${place}: ${part
      .toString('hex')
      .replace(/(.{4})/g, '$1 ')
      .padEnd(40)} ${printable(part)}`,
)

test.each([
  ['xxd', xxd],
  [
    'hexdump -C',
    lines(16, (place, part) => `${place}  ${pairs(part).join(' ').padEnd(49)} |${printable(part)}|`),
  ],
  ['xxd in JSON', JSON.stringify({ level: 'debug', dump: xxd })],
  ['a word about it in front', `the request was:\n${xxd}\n`],
  [
    'xxd in words of four bytes',
    lines(
      16,
      (place, part) => `${place}: ${part.toString('hex').replace(/(.{8})/g, '$1 ')} ${printable(part)}`,
    ),
  ],
  [
    'xxd in turned words of four bytes',
    lines(16, (place, part) => {
      const words = Array.from({ length: Math.ceil(part.length / 4) }, (_, at) =>
        part.subarray(at * 4, at * 4 + 4).toReversed(),
      )
      return `${place}: ${words.map((word) => Buffer.from(word).toString('hex')).join(' ')}  ${printable(part)}`
    }),
  ],
  ['octal numbers', octal.join(' ')],
  ['octal numbers with commas', octal.join(',')],
  ['octal escapes in a form', `d=${encodeURIComponent(octal.map((one) => `\\${one}`).join(''))}`],
  ['octal escapes', octal.map((one) => `\\${one}`).join('')],
  ['octal escapes in JSON', JSON.stringify({ d: octal.map((one) => `\\${one}`).join('') })],
  ['uuencode', uuencoded()],
  ['backwards', Array.from(document.toString()).toReversed().join('')],
])('%s', (_, body) => {
  const input = request('/t', [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input)).toSorted()).toEqual(wanted)
})

/** What logs put in front of a line. */
const fronts: readonly ((line: number) => string)[] = [
  () => '',
  (line) => `12-03 02:04:28.${line + 100}  1234  1250 D Modem   : `,
  () => 'I/RIL     ( 1234): ',
  (line) => `<7>[ 1234.56${line + 1000}] ril: `,
]
const dumps: Readonly<Record<string, string>> = {
  xxd,
  'hexdump -C': lines(
    16,
    (place, part) => `${place}  ${pairs(part).join(' ').padEnd(49)} |${printable(part)}|`,
  ),
  "Android's HexDump": lines(
    16,
    (place, part) => `0x${place} ${pairs(part).join(' ').toUpperCase().padEnd(47)} ${printable(part)}`,
  ),
  "OpenSSL's": lines(
    16,
    (place, part) =>
      `${place.slice(4)} - ${pairs(part.subarray(0, 8)).join(' ')}-${pairs(part.subarray(8)).join(' ')}   ${printable(part)}`,
  ),
  'tcpdump -X': lines(
    16,
    (place, part) =>
      `\t0x${place.slice(4)}:  ${part
        .toString('hex')
        .replace(/(.{4})/g, '$1 ')
        .padEnd(40)} ${printable(part)}`,
  ),
  'bytes alone': lines(16, (place, part) => `${place.slice(4)}: ${pairs(part).join(' ')}`),
}
const carriers: Readonly<Record<string, (log: string) => string>> = {
  'as it is': (log) => log,
  'in JSON': (log) => JSON.stringify({ level: 'debug', log }),
  'in JSON, a text for each line': (log) => JSON.stringify({ lines: log.split('\n') }),
  'in JSON, a record for each line': (log) =>
    log
      .split('\n')
      .map((message, at) => JSON.stringify({ at, level: 'debug', message }))
      .join('\n'),
  'in a form': (log) => `a=1&${new URLSearchParams({ log }).toString()}`,
  'in a form, with escaped blanks': (log) => `a=1&log=${encodeURIComponent(log)}`,
}

test.each(Object.keys(dumps).flatMap((dump) => Object.keys(carriers).map((carrier) => [dump, carrier])))(
  'among the lines of a log: %s, %s',
  (dump, carrier) => {
    for (const front of fronts)
      for (const around of [0, 3, 60]) {
        const others = Array.from({ length: around }, (_, line) => `request ${line} took ${line * 7} ms`)
        const rows = (dumps[dump] as string).trimEnd().split('\n')
        const log = [...others, 'sending', ...rows, ...others].map((line, at) => front(at) + line).join('\n')
        expect(foundIn((carriers[carrier] as (log: string) => string)(log))).toEqual(wanted)
      }
  },
)

test('what stands between and in front of rows of a log is read, too', () => {
  const [first, ...rest] = xxd.trimEnd().split('\n')
  const log = [
    `D Net: wifi_mac=0a:1c:5e:10:20:30 ${first}`,
    'D Wifi: advertising_id=38400000-8cf0-41bd-b23e-10b96e4ef00d',
    ...rest.map((row, index) => (index === 0 ? `D Net: serial_number=R58M12ABCDE ${row}` : `D Net: ${row}`)),
  ]
  expect(foundIn(`${log.join('\n')}\n`)).toEqual([
    'advertising-id=38400000-8cf0-41bd-b23e-10b96e4ef00d (probable)',
    ...wanted,
    'serial=R58M12ABCDE (possible)',
    'wifi-mac=0a1c5e102030 (probable)',
  ])
})

test.each([
  ['prose that begins something', 'begin 2025 with a walk, and the rest will follow by itself'],
  ['Pascal', 'begin\n  writeln(644);\nend.\n'],
  ['paths of Windows', JSON.stringify({ a: 'C:\\101\\102\\103\\104', b: 'D:\\games\\data\\zip' })],
  [
    'a trace of a crash',
    '#00 pc 00000000000a1b2c  /system/lib64/libc.so (abort+160)\n#01 pc 0000000000012344  x.so\n',
  ],
  ['registers', 'x0  0000000000000000  x1  0000000000000f2c  x2  0000000000000006  x3  0000007fd2d5c2f0\n'],
  ['the end of one block and the begin of another', '} catch (e) { x = "y"; } finally {'],
])('%s is passed over', (_, body) => {
  expect(isWorthDecoding(detector, request('/t', [], body))).toBe(false)
})

test('characters of several bytes that were turned whole', () => {
  const owner = JSON.stringify({ imei: '352099001761481', ssid: 'Åses nett på Bøler' })
  for (const body of [
    Buffer.from(Array.from(owner).toReversed().join('')),
    Buffer.from(owner).toReversed(),
  ]) {
    const input = request('/t', [], Buffer.from(body))
    expect(isWorthDecoding(detector, input)).toBe(true)
    const found = detect(detector, input).detections.map(({ value }) => value)
    expect(found).toContain('Åses nett på Bøler')
  }
})

test.each([
  '<+59.91390000,+10.75220000> +/- 5.00m (speed -1.00 mps / course -1.00)',
  JSON.stringify({ log: 'at <-33.86880000,+151.20930000> +/- 65.00m (speed -1.00 mps)' }),
  'd=%3C%2B59.91390000%2C%2B10.75220000%3E%20%2B%2F-%205.00m',
])('a place as iOS describes it is seen: %s', (body) => {
  const input = request('/t', [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toHaveLength(1)
})

test('tables whose columns are parted by tabs, in a dump', () => {
  const table = Buffer.from('deviceid\tmacaddr\r\n352099001761481\t0a:1c:5e:10:20:30\r\n')
  for (const body of [
    written.encode(table),
    Buffer.from([...table].map((byte) => byte.toString(8).padStart(3, '0')).join(' ')),
  ])
    expect(isWorthDecoding(detector, request('/t', [], body))).toBe(true)
})

test("the address of a radio in Java's Properties, under a name that says nothing", () => {
  const input = request('/t', [], String.raw`addr=0a\:1c\:5e\:10\:20\:30` + '\nx=y\n')
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual(['wifi-mac=0a1c5e102030 (possible)'])
})
