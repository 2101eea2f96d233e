import { expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../../test/support/sent-facts.ts'
import type { Finding } from '../types.ts'
import { findingDays, periodsOf, placesIn, within } from './periods.ts'
import type { Day, RecipientPlace } from './types.ts'

const place = (country: string, isThirdCountry = true): RecipientPlace =>
  ({ role: 'server', country, isThirdCountry }) as unknown as RecipientPlace

const [china, japan, japanCovered] = [place('CN'), place('JP'), place('JP', false)]

function told(...each: readonly (readonly RecipientPlace[])[]): string[] {
  const days = each.map((_, index): Day => `2019-01-0${index + 1}`)
  const periods = periodsOf(days, (day) => each[days.indexOf(day)] ?? [])
  return placesIn(periods).map(
    ({ country, isThirdCountry, days: span }) =>
      `${country} ${isThirdCountry ? 'third' : 'covered'}${span === undefined ? '' : ` ${span.first.slice(-1)}-${span.last.slice(-1)}`}`,
  )
}

test('a place of which the same holds on all days has no days, however often others change', () => {
  expect(told([china], [china])).toEqual(['CN third'])
  expect(told([china, japan], [china, japan], [china, japanCovered], [china, japanCovered])).toEqual([
    'CN third',
    'JP third 1-2',
    'JP covered 3-4',
  ])
  expect(told([china], [china, japan], [china, japanCovered], [china])).toEqual([
    'CN third',
    'JP third 2-2',
    'JP covered 3-3',
  ])
})

test('a place that was left and came back has the days of both times apart', () => {
  expect(told([japan], [japanCovered], [japan], [])).toEqual([
    'JP third 1-1',
    'JP covered 2-2',
    'JP third 3-3',
  ])
})

test('of some days only what was sent then is counted', () => {
  const at = (day: number): { sec: number; nsec: number } => ({
    sec: Date.UTC(2019, 0, day) / 1_000,
    nsec: 0,
  })
  const all = findingDays(
    { identifiers: ['imei', 'iccid'], first: at(1), last: at(3) } as unknown as Finding,
    [
      sentTransmission(1, { at: at(3), identifiers: ['iccid'] }),
      sentTransmission(2, { at: at(1), identifiers: ['imei'] }),
      sentTransmission(3, { at: at(3), identifiers: ['iccid'] }),
    ],
    [sentObservation(1, 'iccid', '1'), sentObservation(2, 'imei', '2'), sentObservation(3, 'iccid', '1')],
  )
  expect(all.days).toEqual(['2019-01-01', '2019-01-03'])
  const part = within(all, { first: '2019-01-02', last: '2019-01-03' })
  expect(part?.finding.identifiers).toEqual(['iccid'])
  expect(part?.transmissions.map(({ exchange }) => exchange)).toEqual([1, 3])
  expect(part?.observations.map(({ exchange }) => exchange)).toEqual([1, 3])
  expect([part?.days, part?.dayOf]).toEqual([['2019-01-03'], ['2019-01-03', '2019-01-03']])
  expect(within(all, { first: '2019-01-01', last: '2019-01-03' })).toBe(all)
  expect(within(all, { first: '2019-01-02', last: '2019-01-02' })).toBeNull()
})
