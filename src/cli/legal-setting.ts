import type { Command } from 'commander'
import { lawFileName } from '../assess/law/law-data.ts'
import type { LawData, LegalSetting } from '../assess/law/types.ts'
import { legalFacts } from '../case/case-facts.ts'
import type { CaseFacts } from '../case/case-facts.ts'
import { isDay } from '../core/day.ts'
import { InputError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import { countryName } from '../core/country-name.ts'
import { letterLanguages } from '../report/letters/texts.ts'
import { endOfDay, machineZone, zonedDay } from '../core/zoned-time.ts'
import { timeZoneOf } from './case-inputs.ts'
import { oneLine } from './case/acting.ts'
import { readJsonData } from './data-files.ts'

/** Options by which a command is told of the case. */
export interface LegalFlags {
  readonly userCountry?: string
  readonly makerCountry?: string
  readonly maker?: string
  readonly today?: string
  readonly awareAt?: string
}

/** Adds the options that the law depends on. */
export function addLegalOptions(command: Command): Command {
  return command
    .option(
      '--user-country <code>',
      'where the phone was used: two letters, as NO, FI, DE, GB; needed where no case says it',
    )
    .option('--maker-country <code>', 'where the maker has its main establishment in the EEA, if known')
    .option('--maker <name>', 'the maker of the phone')
    .option(
      '--aware-at <time>',
      'when the controller became aware (ISO 8601 with a zone): the 72 hours of a breach count from there',
    )
    .option(
      '--today <day>',
      'the day to judge by as today (YYYY-MM-DD), for a report that is the same each time',
    )
}

/** The compiled law data. */
function lawData(): LawData {
  return readJsonData(lawFileName) as LawData
}

/** Codes of countries; longer words are names of theirs. */
const codeLettersMax = 3

/** A country whose law is in the data, as its code. Throws an InputError that names `option` for others. */
export function countryOf(value: string, option: string, law: LawData = lawData()): string {
  const known = new Set([
    ...law.authorities.map(({ country }) => country),
    ...law.provisions.flatMap(({ places }) => places),
  ])
  const country = value.toUpperCase() === 'UK' ? 'GB' : value.toUpperCase()
  if (known.has(country)) return country
  const meant = [...known].find((code) => isNameOf(value, code))
  if (meant !== undefined)
    throw new InputError(`${option} ${value}: give the country as two letters, ${meant}.`)
  const names = new Map(
    [...known].flatMap((code) =>
      letterLanguages.map((language) => [countryName(code, language).toLowerCase(), code] as const),
    ),
  )
  const near = names.get(nearestName(value.toLowerCase(), [...names.keys()]))
  if (near !== undefined && value.length > codeLettersMax)
    throw new InputError(
      `${option} ${value}: give the country as two letters; do you mean ${near} (${countryName(near, 'en')})?`,
    )
  throw new InputError(
    `${option} ${value}: the law of this country is not in the data; give one of ${[...known].sort().join(', ')}.`,
  )
}

/** Whether a country is called so, in English or in one of the languages of letters. */
function isNameOf(name: string, code: string): boolean {
  return letterLanguages.some((language) => countryName(code, language).toLowerCase() === name.toLowerCase())
}

/** What cases say of the law that counts, where they do not differ in it. */
function saidByCases(cases: readonly CaseFacts[]): Partial<CaseFacts> {
  const said = legalFacts.flatMap((fact) => {
    const values = new Set(cases.flatMap((facts) => facts[fact] ?? []))
    return values.size === 1 ? [[fact, [...values][0]]] : []
  })
  return Object.fromEntries(said) as Partial<CaseFacts>
}

/** Where it is the day of today: with the people of the cases, or else where the machine is. Letters are dated by it. */
function zoneOfToday(cases: readonly CaseFacts[]): string {
  return cases.length > 0 ? timeZoneOf(cases) : machineZone()
}

/** Where a day ends last of all: of one that was given, nobody says whose it is. */
const lastZone = '-12:00'

/** The compiled law data, and the case as the options say it, or else the cases that are read. */
export function readLegal(
  given: LegalFlags,
  cases: readonly CaseFacts[] = [],
): { law: LawData; setting: LegalSetting } {
  const law = lawData()
  const flags = { ...saidByCases(cases), ...given }
  if (flags.userCountry === undefined)
    throw new InputError(
      'say where the phone was used: --user-country CODE, as NO (varde case init --user-country CODE says it once for a case).',
    )
  const timeZone = zoneOfToday(cases)
  const today = flags.today ?? zonedDay({ sec: Math.floor(Date.now() / 1_000), nsec: 0 }, timeZone)
  const dayZone = timeZoneOf(cases)
  const isGivenAlone = flags.today !== undefined && cases.length === 0
  if (!isDay(today)) throw new InputError(`--today ${today}: give a day of the calendar as YYYY-MM-DD.`)
  const awareAt = flags.awareAt ?? ''
  if (awareAt !== '' && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(awareAt))
    throw new InputError(`--aware-at ${awareAt}: give a time with its zone, as 2026-03-01T09:30Z.`)
  if (awareAt !== '' && (Number.isNaN(Date.parse(awareAt)) || !isDay(awareAt.slice(0, 10))))
    throw new InputError(`--aware-at ${awareAt}: there is no such time.`)
  // The day of today ends last where clocks are twelve hours behind UTC.
  if (awareAt !== '' && Date.parse(awareAt) > Date.parse(today) + 36 * 3_600_000)
    throw new InputError(
      `--aware-at ${awareAt}: it lies after today (${today}), and nobody is aware of it yet.`,
    )
  return {
    law,
    setting: {
      userCountry: countryOf(flags.userCountry, '--user-country', law),
      makerCountry:
        flags.makerCountry === undefined ? '' : countryOf(flags.makerCountry, '--maker-country', law),
      maker: flags.maker === undefined ? '' : oneLine('--maker', flags.maker),
      awareAt,
      today,
      // Whose day was given is not known.
      ...(flags.today === undefined ? { timeZone } : {}),
      dayZone,
      latestDay: zonedDay(endOfDay(today, isGivenAlone ? lastZone : timeZone), dayZone),
    },
  }
}
