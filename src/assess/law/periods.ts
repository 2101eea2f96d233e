import { utc, zonedDay } from '../../core/zoned-time.ts'
import { exchangeKey } from '../exchange-key.ts'
import type { Finding, Observation, Transmission } from '../types.ts'
import type { Day, Days, RecipientPlace } from './types.ts'

/** What a finding counts, day by day: the law of one day is not that of the next. */
export interface FindingDays {
  readonly finding: Finding
  readonly transmissions: readonly Transmission[]
  readonly observations: readonly Observation[]
  /** The days of its transmissions, in order; the first and the last where only a name was seen. */
  readonly days: readonly Day[]
  /** Of each transmission, in their order. */
  readonly dayOf: readonly Day[]
}

/** Days that follow each other among those of a finding, on which the same is known of the recipient's places. */
export interface Period extends Days {
  readonly places: readonly RecipientPlace[]
}

/** The finding with the days of its transmissions, as they are in a time zone: a law begins at midnight of its place. */
export function findingDays(
  finding: Finding,
  transmissions: readonly Transmission[],
  observations: readonly Observation[],
  zone: string = utc,
): FindingDays {
  const dayOf = transmissions.map(({ at }) => zonedDay(at, zone))
  const all = dayOf.length === 0 ? [zonedDay(finding.first, zone), zonedDay(finding.last, zone)] : dayOf
  return { finding, transmissions, observations, days: [...new Set(all)].sort(), dayOf }
}

/** Whether a day is one of these. */
export function isWithin(day: Day, { first, last }: Days): boolean {
  return first <= day && day <= last
}

/** What of it happened on these days; null where nothing did. All of it is handed on as it is. */
export function within(all: FindingDays, span: Days): FindingDays | null {
  const days = all.days.filter((day) => isWithin(day, span))
  if (days.length === 0) return null
  if (days.length === all.days.length) return all
  const isIn = all.dayOf.map((day) => isWithin(day, span))
  const transmissions = all.transmissions.filter((_, index) => isIn[index])
  const sent = new Set(transmissions.flatMap(({ identifiers }) => identifiers))
  const exchanges = new Set(transmissions.map(exchangeKey))
  return {
    finding: { ...all.finding, identifiers: all.finding.identifiers.filter((name) => sent.has(name)) },
    transmissions,
    observations: all.observations.filter((observation) => exchanges.has(exchangeKey(observation))),
    days,
    dayOf: all.dayOf.filter((_, index) => isIn[index]),
  }
}

/** Cuts days into periods wherever `placesOn` says something else than on the day before. */
export function periodsOf(days: readonly Day[], placesOn: (day: Day) => readonly RecipientPlace[]): Period[] {
  const periods: Period[] = []
  let told = ''
  for (const day of days) {
    const places = placesOn(day)
    const now = JSON.stringify(places)
    const open = periods.at(-1)
    if (open === undefined || now !== told) periods.push({ first: day, last: day, places })
    else periods[periods.length - 1] = { ...open, last: day }
    told = now
  }
  return periods
}

/** Each place once where the same holds of it in all periods, else with the days for which it does. */
export function placesIn(periods: readonly Period[]): RecipientPlace[] {
  const runs: { place: RecipientPlace; told: string; first: number; last: number }[] = []
  for (const [index, { places }] of periods.entries())
    for (const place of places) {
      const told = JSON.stringify(place)
      const run = runs.find((one) => one.told === told && one.last === index - 1)
      if (run === undefined) runs.push({ place, told, first: index, last: index })
      else run.last = index
    }
  return runs.map(({ place, first, last }) =>
    first === 0 && last === periods.length - 1
      ? place
      : { ...place, days: { first: periods[first]?.first ?? '', last: periods[last]?.last ?? '' } },
  )
}

/** The first and the last of days in order. */
export function spanOf(days: readonly Day[]): Days {
  return { first: days[0] ?? '', last: days.at(-1) ?? '' }
}

/** Days as they stand in a sentence: `2019-02-11`, `2019-02-11 to 2019-03-02`. */
export function daysText({ first, last }: Days): string {
  return first === last ? first : `${first} to ${last}`
}
