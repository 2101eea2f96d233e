import { expect, test } from 'vitest'
import { keyEndings } from './key-name.ts'

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
  const started = performance.now()
  expect(keyEndings(`a${'-'.repeat(2_000_000)}x1`)).toEqual(['ax', 'x'])
  expect(keyEndings(`imei${'_'.repeat(2_000_000)}`)).toEqual(['imei'])
  expect(keyEndings(`${'aB'.repeat(1_000_000)}imei`)).toHaveLength(18)
  // Far below what a search from each character needs, which are hours.
  expect(performance.now() - started).toBeLessThan(5_000)
})
