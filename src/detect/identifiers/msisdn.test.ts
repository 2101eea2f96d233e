import { expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'

test.each([
  [{ file: 'bundle.js', line_number: 48_210_377 }],
  [{ 'csp-report': { 'line-number': 352_099_001 } }],
  [{ invoice: { lines: [{ lineNumber: '10000001' }] } }],
  [{ callNumber: '813.54 20191234' }],
  [{ lineNumber: '0123456789' }],
])('%j numbers lines and books', (value) => expect(foundIn(value)).toEqual([]))

test('the number of a telephone line has a plus or a SIM card beside it', () => {
  expect(foundIn({ lineNumber: '+4791523698' })).toEqual(['msisdn=+4791523698 (probable)'])
  expect(foundIn({ call_number: '+47 915 23 698' })).toEqual(['msisdn=+4791523698 (probable)'])
  expect(foundIn({ imsi: '242017004123987', line_number: '91523698' })).toContain(
    'msisdn=91523698 (probable)',
  )
  expect(foundIn({ line1Number: '91523698' })).toEqual(['msisdn=91523698 (probable)'])
})

test.each(['4.12.0.20240305', '1.2.3-20240305', '10.0.19041.1415', '203.0.114.77', '192.168.100.101'])(
  '%s is a version or an address of IP',
  (phone) => expect(foundIn({ phone })).toEqual([]),
)

test.each([
  ['415.23.698', '41523698'],
  ['+1.415.523.6981', '+14155236981'],
  ['1.415.523.6981', '14155236981'],
  ['06.12.34.57.79', '0612345779'],
  ['079.123.45.67', '0791234567'],
  ['91.50.48.12', '91504812'],
  ['06.1.234.5679', '0612345679'],
])('%s is a number with dots', (phone, normal) =>
  expect(foundIn({ phone })).toEqual([`msisdn=${normal} (probable)`]),
)
