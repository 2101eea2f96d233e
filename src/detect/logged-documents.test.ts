/** Documents that a log has on some of its lines: what their members say of each other is found as in the document alone. */
import { expect, test } from 'vitest'
import { foundIn } from '../../test/support/decoded-tree.ts'

const androidId = '9f2c4b7d1e6a8035'
const device = {
  ids: [{ type: 'ANDROID_ID', id: androidId }],
  place: { lat: 59.9139, lng: 10.7522 },
  cells: [{ mcc: 242, mnc: 1, lac: 10_412, cid: 28_123 }],
}
const json = JSON.stringify(device)
const form = `android_id=${androidId}&lat=59.9139&lng=10.7522&mcc=242&mnc=1&lac=10412&cid=28123`
const documents: Readonly<Record<string, string>> = {
  JSON: json,
  'JSON over lines': JSON.stringify(device, null, 2),
  'JSON that is escaped': JSON.stringify(json).slice(1, -1),
  'what Python prints': json.replaceAll('"', "'"),
  XML: `<device><p name="android_id" value="${androidId}"/><lat>59.9139</lat><lng>10.7522</lng><cell><mcc>242</mcc><mnc>1</mnc><lac>10412</lac><cid>28123</cid></cell></device>`,
  'a form': form,
  'a request': `--> POST https://a.example/x\nContent-Type: application/x-www-form-urlencoded\nX-Client: a\n\n${form}\n--> END POST`,
  'an old property list': `{\n    androidId = ${androidId};\n    lat = "59.9139";\n    lng = "10.7522";\n    mcc = 242;\n    mnc = 1;\n    lac = 10412;\n    cid = 28123;\n}`,
}
const fronts = [
  '',
  'App ',
  'App: ',
  'D App: ',
  '12-03 10:00:00.123  1234  1250 D App     : ',
  '2026-12-03 10:00:00 D/App(1234): ',
  '[10:00:00] ',
  'I/flutter ( 1234): ',
  'INFO:root:',
  'a: b: ',
]
const line = '12-03 10:00:01.123  1234  1250 D App     : done'
const carriers: Readonly<Record<string, (log: string) => string>> = {
  alone: (log) => log,
  'in front of a line': (log) => `${log}\n${line}\n`,
  'behind many lines': (log) => `${`${line}\n`.repeat(40)}${log}\n${line}\n`,
  'in JSON': (log) => JSON.stringify({ level: 'debug', log: `${line}\n${log}` }),
  'in a list of JSON': (log) => JSON.stringify({ lines: [line, log, line] }),
  'in a form': (log) => new URLSearchParams({ a: '1', log: `${line}\n${log}\n` }).toString(),
}

/** Lines of an old property list are put together where most of a text has their form. */
function isSmallPart(name: string, carrier: string): boolean {
  return name === 'an old property list' && carrier === 'behind many lines'
}

test.each(Object.keys(documents))('%s behind what logs put in front', (name) => {
  const missed: string[] = []
  for (const front of fronts)
    for (const [carrier, carry] of Object.entries(carriers)) {
      if (isSmallPart(name, carrier)) continue
      const found = foundIn(carry(`${front}${documents[name]}`)).map((one) => one.split('=')[0])
      for (const wanted of ['android-id', 'cell-id', 'location'])
        if (!found.includes(wanted)) missed.push(`${front}, ${carrier}: ${wanted}`)
    }
  expect(missed).toEqual([])
})

test('thirty of them in one log', () => {
  const id = (at: number): string => `9f2c4b7d1e6a${8_035 + at}`
  const log = Array.from(
    { length: 30 },
    (_, at) =>
      `12-03 10:00:${at + 10} D App: ${JSON.stringify({ ids: [{ type: 'ANDROID_ID', id: id(at) }] })}`,
  )
  expect(foundIn(log.join('\n')).map((found) => found.split(' ')[0])).toEqual(
    log.map((_, at) => `android-id=${id(at)}`),
  )
})

test('long lines that the log cut off', () => {
  const cut = JSON.stringify({ ...device, list: 'a'.repeat(40) }).slice(0, -20)
  const log = Array.from({ length: 12 }, (_, at) => `12-03 10:00:${at + 10} D App: ${cut}`)
  const found = foundIn(log.join('\n')).map((one) => one.split('=')[0])
  expect(new Set(found)).toEqual(new Set(['android-id', 'cell-id', 'location']))
})

test('in cells of a table, whose quotes are doubled', () => {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
  for (const name of ['JSON', 'JSON over lines', 'XML']) {
    const found = foundIn(`time,note,data\n10:00,a,${cell(documents[name] as string)}\n10:01,b,c\n`)
    expect(found.map((one) => one.split('=')[0])).toEqual(['android-id', 'cell-id', 'location', 'location'])
  }
})

test('a table behind the lines of a log', () => {
  const table = `android_id,lat,lng,mcc,mnc,lac,cid\n${androidId},59.9139,10.7522,242,1,10412,28123\n`
  expect(foundIn(`Report of today\n\n${line}\n${table}${line}\n`).map((one) => one.split('=')[0])).toEqual([
    'android-id',
    'cell-id',
    'location',
    'location',
  ])
})
