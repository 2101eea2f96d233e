import { factNames } from './facts.ts'
import type { FactName } from './facts.ts'
import type { AdequacyDecision, Authority, Day, LawData, Provision } from './types.ts'

/** Name of the compiled file in the data folder. */
export const lawFileName = 'law.json'

/** The source files, as parsed: data/law/*.yaml. */
export interface LawSources {
  readonly provisions: unknown
  readonly adequacy: unknown
  readonly authorities: unknown
}

/**
 * Puts the source files together and checks every entry: unknown facts, places that are no countries, days that are no
 * days, laws that are not declared. Throws an Error that names the entry; the build runs it, so users never meet it.
 */
export function compileLaw(sources: LawSources): LawData {
  const file = fieldsOf(sources.provisions, 'provisions.yaml')
  const groups = new Map<string, readonly string[]>()
  for (const [name, members] of Object.entries(fieldsOf(file['places'], 'places'))) {
    groups.set(
      name,
      texts(members, `places.${name}`).flatMap((member) => groups.get(member) ?? [member]),
    )
  }
  const laws = fieldsOf(file['laws'], 'laws')
  const provisions = list(file['provisions'], 'provisions').map((entry) =>
    provisionOf(fieldsOf(entry, 'provision'), laws, groups),
  )
  const ids = provisions.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new Error(`law: ${twice} is declared twice`)
  const adequacy = fieldsOf(sources.adequacy, 'adequacy.yaml')
  const authorities = fieldsOf(sources.authorities, 'authorities.yaml')
  return {
    asOf: day(file['asOf'], 'asOf'),
    authoritiesAsOf: day(authorities['asOf'], 'authorities.asOf'),
    eea: groups.get('EEA') ?? [],
    provisions,
    adequacy: list(adequacy['decisions'], 'decisions').map(adequacyOf),
    authorities: list(authorities['authorities'], 'authorities').map(authorityOf),
  }
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
  const places = texts(of('places'), `${id}.places`).flatMap((place) => groups.get(place) ?? [place])
  for (const place of places) if (!/^[A-Z]{2}$/.test(place)) throw new Error(`law: ${id}: place ${place}`)
  return {
    id,
    law,
    lawTitle: optionalText(declared?.['title'], law) || law,
    citation: text(entry['citation'], id),
    title: text(entry['title'], id),
    places,
    from: day(of('from'), id),
    fromIn: Object.fromEntries(
      Object.entries(of('fromIn') === undefined ? {} : fieldsOf(of('fromIn'), id)).map(([place, from]) => [
        place,
        day(from, id),
      ]),
    ),
    to: of('to') === undefined || of('to') === null ? null : day(of('to'), id),
    source: text(of('source'), id),
    // Both the entry and its law have to be verified.
    isVerified: flag(entry['verified'], id) && (declared?.['verified'] ?? true) === true,
    isPointer: declared?.['pointer'] === true,
    needs: facts(entry['needs'], id),
    anyOf: facts(entry['anyOf'] ?? [], id),
    because: text(entry['because'], id),
    asks: texts(entry['asks'], id),
    onlyController: optionalText(entry['onlyController'], id),
    missing: texts(entry['missing'], id),
    against: facts(entry['against'] ?? [], id),
    authority,
    competent,
  }
}

function adequacyOf(value: unknown): AdequacyDecision {
  const entry = fieldsOf(value, 'decision')
  const number = text(entry['number'], 'decision')
  return {
    country: text(entry['country'], number),
    number,
    from: day(entry['from'], number),
    to: entry['to'] === null ? null : day(entry['to'], number),
    limit: optionalText(entry['limit'], number),
    isVerified: flag(entry['verified'], number),
  }
}

function authorityOf(value: unknown): Authority {
  const entry = fieldsOf(value, 'authority')
  const country = text(entry['country'], 'authority')
  return {
    country,
    name: text(entry['name'], country),
    english: text(entry['english'], country),
    host: text(entry['host'], country),
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
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || Number.isNaN(Date.parse(written)))
    throw new Error(`law: ${where}: ${written} is no day`)
  return written
}
