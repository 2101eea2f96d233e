import { expect, test } from 'vitest'
import { formatInstant } from '../../core/time.ts'
import { recordedTime } from './recorded-time.ts'

test.each([
  ['2026-03-04T07:42:06Z', '2026-03-04T07:42:06.000Z', true],
  ['2026-03-04 08:42:06.5+01:00', '2026-03-04T07:42:06.500Z', true],
  ['2026-03-04T07:42:06.250 UTC', '2026-03-04T07:42:06.250Z', true],
  ['2026-03-04T07:42:06.250Z[UTC]', '2026-03-04T07:42:06.250Z', true],
  ['2026-03-04T08:42:06.250+01:00[Europe/Oslo]', '2026-03-04T07:42:06.250Z', true],
  ['٢٠٢٦-٠٣-٠٤T٠٨:٤٢:٠٦.٢٥٠+٠١:٠٠', '2026-03-04T07:42:06.250Z', true],
  ['2026/03/04 07:42:06', '2026-03-04T07:42:06.000Z', false],
  ['20260304T074206Z', '2026-03-04T07:42:06.000Z', true],
  ['Wed, 04 Mar 2026 07:42:06 GMT', '2026-03-04T07:42:06.000Z', true],
  ['4 March 2026 08:42:06 +0100', '2026-03-04T07:42:06.000Z', true],
  ['Wednesday, 04-Mar-2026 07:42:06 UTC', '2026-03-04T07:42:06.000Z', true],
  ['Wed Mar 04 2026 08:42:06 GMT+0100 (CET)', '2026-03-04T07:42:06.000Z', true],
  ['Wed Mar 04 2026 08:42:06 GMT+0100 (Central European Standard Time)', '2026-03-04T07:42:06.000Z', true],
  ['Wednesday, 04-Mar-26 07:42:06 GMT', '2026-03-04T07:42:06.000Z', true],
  ['Wed Mar  4 07:42:06 2026', '2026-03-04T07:42:06.000Z', false],
  ['Mar 4 2026 07:42:06', '2026-03-04T07:42:06.000Z', false],
  // Clocks of twelve hours: iOS and Java write them where the phone is set so.
  ['2026-03-04T07:42:06 AM+0000', '2026-03-04T07:42:06.000Z', true],
  ['2026-03-04T7:42:06.250\u202fPM+01:00', '2026-03-04T18:42:06.250Z', true],
  ['2026-03-04T12:42:06.5 a.m.Z', '2026-03-04T00:42:06.500Z', true],
  ['2026-03-04 12:42:06 pm', '2026-03-04T12:42:06.000Z', false],
  ['Mar 4, 2026, 7:42:06 AM', '2026-03-04T07:42:06.000Z', false],
  ['Wed, Mar 4, 2026 7:42:06 PM GMT', '2026-03-04T19:42:06.000Z', true],
  [1_772_610_126.5, '2026-03-04T07:42:06.500Z', true],
  // Firefox counts millionths.
  [1_772_610_126_250_500, '2026-03-04T07:42:06.250Z', true],
  ['1772610126250', '2026-03-04T07:42:06.250Z', true],
] as const)('%s is %s', (written, at, hasZone) => {
  const time = recordedTime(written)
  expect([time === null ? '' : formatInstant(time.at, 3), time?.hasZone]).toEqual([at, hasZone])
})

test.each([
  '03/04/2026 07:42:06',
  '2026-03-04T13:42:06 PM',
  '2026-03-04T00:42:06 AM',
  '2026-03-04T07:42:06+25:00',
  '2026-03-04T07:42:06+01:60',
  // What .NET writes for no time.
  '0001-01-01T00:00:00',
  '0001-01-01T00:00:00Z',
  '1899-12-31T23:59:59+00:00',
  '04 Mar 26 07:42:06 GMT',
  '2026/02/30 07:42:06',
  'Wed, 04 Foo 2026 07:42:06 GMT',
  'Wed, 04 Mar 2026 07:42:06 CET',
  '',
  12,
  null,
  'x'.repeat(1e6),
])('%j is no time', (written) => {
  expect(recordedTime(written)).toBeNull()
})
