import { InputError } from '../../../core/errors.ts'
import { count } from '../../../correlate/words.ts'
import { uncountedReason } from '../../../assess/scope/uncounted.ts'
import type { Unit } from '../../../assess/scope/unit.ts'
import { attributesOf } from './unit-row.ts'
import type { UnitRow } from './unit-row.ts'
import type { FleetOptions } from './read-unit.ts'

/** A unit of which the table itself says the state. */
export function toldUnit(id: string, row: UnitRow, path: string, line: number, options: FleetOptions): Unit {
  const attributes = attributesOf(row)
  const told = row.get('affected') ?? ''
  const exposures = numberOf(row.get('exposures'), path, line)
  const hits = numberOf(row.get('hits'), path, line)
  const isAffected = /^(yes|true|1|affected)$/i.test(told)
  const isClean = /^(no|false|0|clean)$/i.test(told)
  if (hits !== null && ((isClean && hits > 0) || (isAffected && hits === 0)))
    throw new InputError(`${path}, row ${line}: affected is “${told}”, and hits is ${hits}: which is it?`)
  const isEnough = exposures === null || exposures >= options.exposuresMin
  const tooFew = `only ${count(exposures ?? 0, 'exposure')}, too few to call it clean`
  if (isAffected) {
    const reason =
      hits === null
        ? 'as the table says'
        : `${count(hits, 'send')}${exposures === null ? '' : ` in ${count(exposures, 'exposure')}`}, as the table says`
    return {
      id,
      attributes,
      state: 'affected',
      isCounted: isEnough,
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason: isEnough ? reason : uncountedReason(reason, tooFew.replace(' it ', ' a unit ')),
    }
  }
  if (isClean) {
    return {
      id,
      attributes,
      state: isEnough ? 'clean' : 'undetermined',
      isCounted: isEnough,
      exposures: exposures ?? 0,
      hits: hits ?? 0,
      reason: isEnough
        ? `${exposures === null ? '' : `${count(exposures, 'exposure')} without a send, `}as the table says`
        : tooFew,
    }
  }
  if (told !== '' && !/^(unknown|undetermined|\?)$/i.test(told))
    throw new InputError(`${path}, row ${line}: affected is “${told}”: give yes, no or unknown.`)
  return {
    id,
    attributes,
    state: 'undetermined',
    isCounted: false,
    exposures: exposures ?? 0,
    hits: hits ?? 0,
    reason: 'nothing was captured',
  }
}

function numberOf(text: string | undefined, path: string, line: number): number | null {
  if (text === undefined || text === '') return null
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new InputError(`${path}, row ${line}: “${text}” is no count.`)
  return value
}
