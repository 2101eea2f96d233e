import { smallest } from '../../core/extremes.ts'
import { isEncrypted } from '../../core/protection.ts'
import { count, percentText } from '../../correlate/words.ts'
import { hoursOfDay } from '../compare/exposure.ts'
import { whereHeard } from '../compare/heard.ts'
import { nearestTime } from '../compare/nearest-time.ts'
import type { Side } from '../side.ts'
import { countOf } from './judge-unit.ts'
import { withoutCount } from './uncounted.ts'
import type { Unit } from './unit.ts'

/** A unit with what it was judged by; null where the table said its state. */
export interface JudgedUnit {
  readonly unit: Unit
  readonly side: Side | null
}

/**
 * The units of a fleet, each judged by itself, with what they say of each other: one phone that counts twice, and silence that says
 * nothing beside what others show.
 */
export function judgedTogether(read: readonly JudgedUnit[], exposuresMin: number): Unit[] {
  return withoutOtherTimes(withoutUnread(withTwinsTold(read)), exposuresMin)
}

/**
 * Units whose captures show one number that a single phone has, with that said: the same phone captured twice would count
 * as two. Not refused: emulators may share a number.
 */
function withTwinsTold(read: readonly JudgedUnit[]): JudgedUnit[] {
  const first = new Map<string, string>()
  return read.map((one) => {
    const { unit, side } = one
    const signs = (side?.phone ?? []).filter(({ kind }) => kind === 'imei' || kind === 'number')
    let twin: { readonly name: string; readonly of: string } | null = null
    for (const { name, value } of signs) {
      const of = first.get(`${name} ${value}`)
      if (of === undefined) first.set(`${name} ${value}`, unit.id)
      else twin ??= { name, of }
    }
    if (twin === null) return one
    const told = `it sends the ${twin.name} that ${twin.of} sends: one phone, captured twice, counts twice here`
    return { unit: { ...unit, reason: `${unit.reason}; ${told}` }, side }
  })
}

/** A unit must have been read at least so well as this share of one that was found out by keys. */
const readShareMin = 0.5

/**
 * Where a unit was found out only because its encrypted traffic could be read, another of which much less could be read
 * is not clean: its keys may be missing. Nor is it counted where it was found out otherwise.
 */
function withoutUnread(read: readonly JudgedUnit[]): readonly JudgedUnit[] {
  const shares = read.flatMap(({ unit, side }) =>
    side !== null && unit.hits > 0 && side.transmissions.every((one) => isEncrypted(one.protection))
      ? [side.readShare]
      : [],
  )
  if (shares.length === 0) return read
  const needed = readShareMin * smallest(shares)
  return read.map((one) => {
    const { unit, side } = one
    if (!unit.isCounted || side === null || side.readShare >= needed) return one
    const lack = `only ${percentText(side.readShare)} of its traffic could be read, and affected units send encrypted`
    return { unit: withoutCount(unit, lack), side }
  })
}

/**
 * Where what was observed is told in hours, only those count at times of day at which an affected unit was observed, too: of what
 * is sent by day nights show nothing. Where every affected unit was observed too briefly to say at which times of day such
 * units send, hours of any time count, with that doubt.
 */
function withoutOtherTimes(read: readonly JudgedUnit[], exposuresMin: number): Unit[] {
  const affected = read.flatMap(({ unit, side }) =>
    unit.state === 'affected' && side !== null ? [{ unit, hours: hoursHeard(side) }] : [],
  )
  const times = Float64Array.from(affected.flatMap(({ hours }) => hours)).sort()
  const areTimesKnown = affected.some(({ unit, hours }) => unit.isCounted || hours.length >= exposuresMin)
  return read.map(({ unit, side }) => {
    if (times.length === 0 || side === null || !unit.isCounted || countOf(side).kind !== null) return unit
    const hours = hoursHeard(side).filter((hour) => nearestTime(times, hour) !== null).length
    if (hours >= exposuresMin) return unit
    const lack = `only ${count(hours, 'observed hour')} at times of day at which an affected unit was observed`
    return areTimesKnown
      ? withoutCount(unit, lack)
      : { ...unit, isAtOtherTimes: true, reason: `${unit.reason}; ${lack}` }
  })
}

/** At which seconds of the day the hours lie in which a unit was heard, by their middles; none where that is not known. */
function hoursHeard(side: Side): readonly number[] {
  return hoursOfDay(whereHeard(side, null)) ?? []
}
