import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hideCompressed, hideEscaped, hideRuns } from './encoded-runs.ts'

const value = '357184092641738'
const shows = (decoded: string): boolean => decoded.includes(value)
const base64 = (text: string): string => Buffer.from(text).toString('base64')

test.each([
  ['base64', base64(value)],
  ['base64 behind one byte', base64(`{${value}}`)],
  ['base64 behind two bytes', base64(`{"${value}"}`)],
  ['base64 behind other letters', `ab${base64(value)}`],
  ['base64 without its signs of the end', base64(`imei=${value}`).replaceAll('=', '')],
  ['base64 with escapes', encodeURIComponent(base64(`??>${value}>`))],
  ['base64 twice', base64(base64(value))],
  ['hex in base64', base64(Buffer.from(value).toString('hex'))],
  ['hex', Buffer.from(`{"imei":"${value}"}`).toString('hex')],
  ['hex behind letters', `k-${Buffer.from(value).toString('hex')}`],
  ['base32', 'GM2TOMJYGQYDSMRWGQYTOMZY'],
  ['base32 in small letters', 'gm2tomjygqydsmrwgqytomzy'],
  ['base85 as Git writes it', 'Gc`9cI5aRhGBz|ZH#0Z'],
  ['ASCII85', '1Gq*G3&E<L1,^sD2`!D'],
])('%s is hidden whole, with little around it', (encoding, run) => {
  for (const [before, after] of [
    ['', ''],
    ['name of ', ''],
    ['$["', '"].name'],
    ['/p/', '/end'],
  ] as const) {
    // A slash is one of its signs.
    if (encoding === 'ASCII85' && after.startsWith('/')) continue
    const hidden = hideRuns(`${before}${run}${after}`, shows)
    expect(hidden).toMatch(/^.*•{8,}.*$/)
    expect(hidden.replaceAll('•', '').length).toBeLessThanOrEqual(before.length + after.length)
  }
})

test.each([
  'names the IMEI (number of the phone)',
  '/api/v1/InstanceIdentifier/registration-token2',
  base64('another text'),
  value,
  `/m/${value}/x`,
])('%s stays', (text) => expect(hideRuns(text, shows)).toBe(text))

test.each(['H4sIAAAAAAAAA6tWysxNzVSyUjI2NTe0MDGwNDIzMTQ3tlCqBQBGRDc6GgAAAA==', 'eJyrVsrMTc1UslIyNjU3tA=='])(
  'compressed bytes are hidden: %s',
  (run) => {
    for (const before of ['', 'X-', 'name of ', 'a_b-'])
      expect(hideCompressed(before + run)).toMatch(/^(?:name of )?•+$/)
  },
)

test.each(['eJ', 'firebase_instance_token', 'a3f9c0d2e4b5a697', 'H4s', value])(
  '%s is not compressed',
  (text) => expect(hideCompressed(text)).toBe(text),
)

test('escapes are undone as often as they were made', () => {
  for (const run of [`%335718409264173%38`, '%25335718409264173%2538'])
    expect(hideEscaped(`/p/${run}`, shows)).toMatch(/^•+$/)
  expect(hideEscaped('/p/%35%37', shows)).toBe('/p/%35%37')
})

test('every text stays as long as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.base64String({ maxLength: 80 }), (text, run) => {
      const given = text + run
      const hidden = hideEscaped(hideCompressed(hideRuns(given, (decoded) => decoded.length > 6)), () => true)
      expect(hidden).toHaveLength(given.length)
    }),
  )
})
