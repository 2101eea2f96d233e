import { describe, expect, test } from 'vitest'
import { processorTime } from '../../../test/support/processor-time.ts'
import { KeyTable, keyEndings } from './key-name.ts'

test.each([
  ['imei', ['imei']],
  ['phoneImei_1', ['phoneimei', 'imei']],
  ['user[imei]', ['imei']],
  ['device.imei[0]', ['imei']],
  ['SIM1ICCID', ['sim1iccid', 'iccid']],
  ['__wifi__mac__02__', ['wifimac', 'mac']],
  ['mac123', ['mac1']],
  ['MLBSerialNumber', ['mlbserialnumber', 'serialnumber', 'number']],
  ['ADDeviceID', ['addeviceid', 'deviceid', 'id']],
  ['IMEIs', ['imeis', 'is']],
  ['IMEI_sv', ['imeisv', 'sv']],
  ['SIM_IMSI', ['simimsi', 'imsi']],
  ['Serial Number', ['serialnumber', 'number']],
  ['SIM 1 Card No', ['sim1cardno', '1cardno', 'cardno', 'no']],
  ['Tell us where you were when your phone rang', ['rang']],
  ['a  phone', ['phone']],
  ['homeZip', ['homezip', 'zip']],
  ['homezIp', ['homezip', 'ip']],
  ['12', []],
  ['-_-', []],
  ['', []],
])('%s is looked up by %j', (key, endings) => {
  expect(keyEndings(key)).toEqual(endings)
})

test('no ending is longer than a name can be, and what stands between its letters does not count', () => {
  const signs = '-'.repeat(1_000)
  expect(keyEndings(`a${'b'.repeat(38)}_c`)).toEqual([`a${'b'.repeat(38)}c`, 'c'])
  expect(keyEndings(`a${'b'.repeat(39)}_c`)).toEqual(['c'])
  expect(keyEndings(`x${signs}im${signs}ei${signs}7${signs}`)).toEqual(['ximei', 'imei', 'ei'])
})

test('a key of megabytes is read from its end', () => {
  const started = processorTime()
  expect(keyEndings(`a${'-'.repeat(2_000_000)}x1`)).toEqual(['ax', 'x'])
  expect(keyEndings(`imei${'_'.repeat(2_000_000)}`)).toEqual(['imei'])
  expect(keyEndings(`${'aB'.repeat(1_000_000)}imei`)).toHaveLength(18)
  // Far below what a search from each character needs, which are hours.
  expect(processorTime() - started).toBeLessThan(5_000)
})

describe('the table of names for the quick look', () => {
  const table = new KeyTable()
  const names = ['imei', 'mac', 'androidid', 'serialno', 'id']
  // The smallest of several is given back, in whatever order they come.
  const values: [string, number][] = [
    ['imei', 5],
    ['phoneimei', 3],
    ['mac', 4],
    ['wifimac', 6],
    ['mac', 7],
    ['androidid', 1],
    ['serialno', 2],
  ]
  for (const [name, value] of values) table.add(name, value)

  test.each([
    ['imei', 5],
    ['IMEI', 5],
    ['phoneImei', 3],
    ['myPhone_IMEI-', 3],
    ['carImei', 5],
    ['__imei_02__', 5],
    ['imei-1', 5],
    ['i-m-e-i', 5],
    ['wifiMac', 4],
    ['imei123', 0],
    ['simei', 0],
    ['imeis', 0],
    ['i', 0],
    ['-_', 0],
  ])('%s', (word, value) => {
    expect(table.find(Buffer.from(word), 0, word.length)).toBe(value)
    const inside = Buffer.from(`imei${word}imei`)
    expect(table.find(inside, 4, 4 + word.length)).toBe(value)
  })

  test('no word is passed over that has a name as one of its endings', () => {
    const all = new KeyTable()
    for (const name of names) all.add(name, 1)
    const parts = [
      'imei',
      'Imei',
      'IMEI',
      'wifiMac',
      'MAC',
      'androidId',
      'serial_no',
      '_',
      '-',
      '7',
      '42',
      'x',
      'X',
    ]
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const word = one + two + three
          const isName = keyEndings(word).some((ending) => names.includes(ending))
          expect(all.find(Buffer.from(word), 0, word.length) > 0, word).toBe(isName)
        }
  })

  /** What the last word, of two letters, and those in front of it come to. */
  const spaced = (text: string): number =>
    table.findSpaced(Buffer.from(text), 0, text.length - 2, text.length)

  test.each([
    ['Android ID', 1],
    ['Android+ID', 1],
    ['Android%20ID', 1],
    ['Android%2520ID', 1],
    ['Android%252520ID', 1],
    ['Android\\u0020ID', 1],
    ['Android\\u0020ID', 1],
    ['Serial No', 2],
    ['My own Android ID', 1],
    ['My%20Android%20ID', 1],
    ['a=1%0AAndroid%20ID', 1],
    ['a=1%250AAndroid%2520ID', 1],
    ['a=1%25250AAndroid%252520ID', 1],
    ['a: 1\\nAndroid ID', 1],
    ['a: 1\\tSerial No', 2],
    ['An droid ID', 1],
    ['xandroid ID', 0],
    ['Android/ID', 0],
    ['Cereal No', 0],
  ])('the last of the words of %s', (text, value) => {
    expect(spaced(text)).toBe(value)
  })

  test.each([
    'Android0ID',
    'Android20ID',
    'Android520ID',
    'Android;20ID',
    '20ID',
    '0ID',
    'u0020ID',
    'Android=2520ID',
  ])('digits in front of the last word are no blank: %s', (text) => expect(spaced(text)).toBe(0))
})
