import { isDay } from '../../core/day.ts'
import { factNames } from './facts.ts'
import type { FactName } from './facts.ts'
import type { AdequacyDecision, Authority, Bridge, Day, LawData, Provision } from './types.ts'

/** Name of the compiled file in the data folder. */
export const lawFileName = 'law.json'

/** A file of data/law, as parsed. A jurisdiction may have one of its own: nothing else is needed. */
export interface LawSource {
  readonly name: string
  readonly value: unknown
}

const fileFields = [
  'format',
  'asOf',
  'places',
  'formerly',
  'partOf',
  'laws',
  'provisions',
  'decisions',
  'bridges',
  'authorities',
]

/**
 * Puts the files of data/law together and checks every entry: unknown facts, places that are no countries, days that are
 * no days, laws that are not declared. Each file has any of `places`, `laws`, `provisions`, adequacy `decisions`,
 * `bridges` and `authorities`; laws and groups of places are known in all of them. Throws an Error that names the entry; the build
 * runs it, so users never meet it.
 */
export function compileLaw(sources: readonly LawSource[]): LawData {
  const files = sources.map(({ name, value }) => {
    const fields = fieldsOf(value, name)
    const stranger = Object.keys(fields).find((field) => !fileFields.includes(field))
    if (stranger !== undefined) throw new Error(`law: ${name}: there is no field ${stranger}`)
    return { name, fields, asOf: day(fields['asOf'], `${name}: asOf`) }
  })
  const groups = new Map<string, readonly string[]>()
  const laws: Record<string, unknown> = {}
  const formerly: Record<string, Day> = {}
  const partOf: Record<string, string> = {}
  for (const { name, fields } of files) {
    for (const [group, members] of Object.entries(fieldsOf(fields['places'] ?? {}, `${name}: places`))) {
      if (groups.has(group)) throw new Error(`law: places ${group} are declared twice`)
      groups.set(
        group,
        texts(members, `places.${group}`).flatMap((member) => groups.get(member) ?? [member]),
      )
    }
    for (const [law, declared] of Object.entries(fieldsOf(fields['laws'] ?? {}, `${name}: laws`))) {
      if (Object.hasOwn(laws, law)) throw new Error(`law: ${law} is declared twice`)
      laws[law] = declared
    }
    Object.assign(formerly, daysOf(fields['formerly'], `${name}: formerly`))
    Object.assign(partOf, countriesOf(fields['partOf'], `${name}: partOf`))
  }
  const of = <T>(field: string, read: (entry: Fields) => T): { items: T[]; asOf: Day } => {
    const having = files.filter(({ fields }) => fields[field] !== undefined)
    return {
      items: having.flatMap(({ name, fields }) =>
        list(fields[field], `${name}: ${field}`).map((entry) => read(fieldsOf(entry, `${name}: ${field}`))),
      ),
      // What is put together is as old as its oldest part.
      asOf: having.map(({ asOf }) => asOf).sort()[0] ?? '',
    }
  }
  const provisions = of('provisions', (entry) => provisionOf(entry, laws, groups))
  const ids = provisions.items.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new Error(`law: ${twice} is declared twice`)
  const decisions = of('decisions', (entry) => adequacyOf(entry, groups))
  const adequacy = { items: decisions.items.flat(), asOf: decisions.asOf }
  const authorities = of('authorities', authorityOf)
  return {
    asOf: provisions.asOf,
    authoritiesAsOf: authorities.asOf,
    adequacyAsOf: adequacy.asOf,
    eea: groups.get('EEA') ?? [],
    formerEea: formerly,
    partOf,
    provisions: provisions.items,
    adequacy: adequacy.items,
    bridges: of('bridges', (entry) => bridgeOf(entry, groups)).items,
    authorities: authorities.items,
  }
}

function placesOf(value: unknown, where: string, groups: ReadonlyMap<string, readonly string[]>): string[] {
  const places = texts(value, where).flatMap((place) => groups.get(place) ?? [place])
  for (const place of places) if (!/^[A-Z]{2}$/.test(place)) throw new Error(`law: ${where}: place ${place}`)
  return places
}

function daysOf(value: unknown, where: string): Record<string, Day> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value ?? {}, where)).map(([place, written]) => [place, day(written, where)]),
  )
}

/** Countries by codes of their parts. */
function countriesOf(value: unknown, where: string): Record<string, string> {
  const countries = Object.entries(fieldsOf(value ?? {}, where)).map(
    ([part, country]) => [part, text(country, where)] as const,
  )
  const wrong = countries.flat().find((code) => !/^[A-Z]{2}$/.test(code))
  if (wrong !== undefined) throw new Error(`law: ${where}: place ${wrong}`)
  return Object.fromEntries(countries)
}

function clocksOf(value: unknown, where: string): Provision['clocks'] {
  return list(value ?? [], where).map((entry) => {
    const { hours, wholeHours, what } = fieldsOf(entry, where)
    if (typeof hours !== 'number' || !(hours > 0)) throw new Error(`law: ${where}: hours`)
    return { hours, wholeHours: wholeHours === true, what: text(what, where) }
  })
}

function provisionOf(entry: Fields, laws: Fields, groups: ReadonlyMap<string, readonly string[]>): Provision {
  const id = text(entry['id'], 'id')
  const law = text(entry['law'], id)
  const declared = laws[law] === undefined ? null : fieldsOf(laws[law], law)
  const of = (name: string): unknown => entry[name] ?? declared?.[name]
  const authority = text(entry['authority'], id)
  if (authority !== 'lead' && authority !== 'user' && authority !== 'other')
    throw new Error(`law: ${id}: authority ${authority}`)
  const competent = optionalText(entry['competent'], id)
  if ((authority === 'other') !== (competent !== '')) throw new Error(`law: ${id}: competent goes with other`)
  const places = placesOf(of('places'), `${id}.places`, groups)
  return {
    id,
    law,
    lawTitle: optionalText(declared?.['title'], law) || law,
    citation: text(entry['citation'], id),
    citedIn: wordsIn(entry['citedIn'], id),
    title: text(entry['title'], id),
    places,
    from: day(of('from'), id),
    fromIn: daysOf(of('fromIn'), id),
    to: of('to') === undefined || of('to') === null ? null : day(of('to'), id),
    toIn: daysOf(of('toIn'), id),
    clocks: clocksOf(entry['clocks'], id),
    source: text(of('source'), id),
    // Both the entry and its law have to be verified.
    isVerified: flag(entry['verified'], id) && (declared?.['verified'] ?? true) === true,
    isDataProtection: declared?.['dataProtection'] === true,
    isPointer: declared?.['pointer'] === true,
    isProcedure: entry['procedure'] === true,
    isRight: entry['right'] === true,
    isCrossBorder: entry['crossBorder'] === true,
    needs: facts(entry['needs'], id),
    anyOf: facts(entry['anyOf'] ?? [], id),
    because: text(entry['because'], id),
    asks: texts(entry['asks'], id),
    onlyController: optionalText(entry['onlyController'], id),
    missing: texts(entry['missing'], id),
    against: facts(entry['against'] ?? [], id),
    authority,
    competent,
    competentIn: wordsIn(entry['competentIn'], id),
  }
}

/** Texts by language. */
function wordsIn(value: unknown, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value ?? {}, where)).map(([language, words]) => [language, text(words, where)]),
  )
}

/** A decision may cover a list of countries: one for each. */
function adequacyOf(entry: Fields, groups: ReadonlyMap<string, readonly string[]>): AdequacyDecision[] {
  const number = text(entry['number'], 'decision')
  const { country } = entry
  return placesOf(Array.isArray(country) ? country : [country], `${number}: country`, groups).map((one) => ({
    country: one,
    places: placesOf(entry['for'] ?? ['EEA'], number, groups),
    number,
    from: day(entry['from'], number),
    to: entry['to'] === null ? null : day(entry['to'], number),
    limit: optionalText(entry['limit'], number),
    isPartial: entry['partial'] === true,
    doubtfulFor: placesOf(entry['doubtfulFor'] ?? [], number, groups),
    isVerified: flag(entry['verified'], number),
  }))
}

function bridgeOf(entry: Fields, groups: ReadonlyMap<string, readonly string[]>): Bridge {
  const name = text(entry['name'], 'bridge')
  return {
    country: text(entry['country'], name),
    places: placesOf(entry['for'], name, groups),
    doubtfulFor: placesOf(entry['doubtfulFor'] ?? [], name, groups),
    name,
    from: day(entry['from'], name),
    to: day(entry['to'], name),
    limit: text(entry['limit'], name),
    isVerified: flag(entry['verified'], name),
  }
}

function authorityOf(entry: Fields): Authority {
  const country = text(entry['country'], 'authority')
  const host = optionalText(entry['host'], country)
  if ((entry['regional'] === true) !== (host === ''))
    throw new Error(`law: ${country}: either a host or regional`)
  return {
    country,
    name: text(entry['name'], country),
    english: text(entry['english'], country),
    host,
    languages: texts(entry['languages'], country),
    isVerified: flag(entry['verified'], country),
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`law: ${where} is no mapping`)
  return value as Fields
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`law: ${where} is no list`)
  return value
}

function texts(value: unknown, where: string): string[] {
  return list(value, where).map((item) => text(item, where))
}

function facts(value: unknown, where: string): FactName[] {
  return texts(value, where).map((name) => {
    const known = factNames.find((fact) => fact === name)
    if (known === undefined) throw new Error(`law: ${where}: there is no fact ${name}`)
    return known
  })
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`law: ${where}: a text is missing`)
  return value
}

function optionalText(value: unknown, where: string): string {
  return value === undefined || value === '' ? '' : text(value, where)
}

function flag(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') throw new Error(`law: ${where}: verified is true or false`)
  return value
}

function day(value: unknown, where: string): Day {
  const written = text(value, where)
  if (!isDay(written)) throw new Error(`law: ${where}: ${written} is no day`)
  return written
}
