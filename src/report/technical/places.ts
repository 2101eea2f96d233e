import { hasSeat } from '../../assess/has-seat.ts'
import { ownerSource } from '../../assess/owner-source.ts'
import type { AddressFacts } from '../../attribute/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'

/** How sure the sources are of the country of a server: all that name one say this one, only one does, or others differ. */
export type Agreement = 'agreed' | 'single' | 'disputed'

/** A country in one part: where servers stand, or where an owner has its seat. The two are never mixed. */
export interface Place {
  readonly country: string
  readonly part: 'server' | 'owner'
  /** Of the best known address there; null for owners, whose seat is one entry of the list of organisations. */
  readonly agreement: Agreement | null
  /** Ids of the recipients. */
  readonly recipients: readonly string[]
  /** Who says so, with what others say of the same addresses. */
  readonly sources: readonly string[]
}

/** Countries of the recipients that were sent identifiers; of all recipients where none was. */
export function placesOf(result: ScanResult): { places: Place[]; isOfAll: boolean; unknown: string[] } {
  const sent = new Set(
    result.observations.filter(({ direction }) => direction === 'sent').map(({ recipient }) => recipient),
  )
  const isOfAll = sent.size === 0
  const places = new Map<string, Gathered>()
  const unknown: string[] = []
  for (const { id, addresses, organisation } of result.recipients) {
    if (!isOfAll && !sent.has(id)) continue
    for (const facts of addresses)
      for (const { country } of facts.countries) {
        const place = gathered(places, country, 'server')
        place.recipients.add(id)
        place.agreements.add(agreementOf(facts))
        place.sources.add(sourcesText(facts, country))
      }
    if (addresses.every(({ countries }) => countries.length === 0)) unknown.push(id)
    if (organisation === null || !hasSeat(organisation) || organisation.isSharedInfrastructure) continue
    const seat = gathered(places, organisation.country, 'owner')
    seat.recipients.add(id)
    seat.sources.add(
      `${organisation.parent === '' ? organisation.name : organisation.parent}: ${ownerSource(result.dataSets)}`,
    )
  }
  return {
    places: [...places.values()]
      .map(({ country, part, recipients, agreements, sources }) => ({
        country,
        part,
        agreement: part === 'owner' ? null : (ladder.find((one) => agreements.has(one)) ?? 'single'),
        recipients: [...recipients],
        sources: [...sources].sort(),
      }))
      .toSorted((left, right) =>
        left.part === right.part ? compare(left.country, right.country) : left.part === 'server' ? -1 : 1,
      ),
    isOfAll,
    unknown,
  }
}

const ladder: readonly Agreement[] = ['agreed', 'single', 'disputed']

/** In words: whether sources of an address's country agree. */
export const agreementTexts: Readonly<Record<Agreement, string>> = {
  agreed: 'sources agree',
  single: 'one source only',
  disputed: 'sources disagree',
}

/** What the sources of one address are worth together. */
export function agreementOf(facts: AddressFacts): Agreement {
  const named = new Set(facts.countries.map(({ country }) => country))
  return named.size > 1 ? 'disputed' : facts.isCountryAgreed ? 'agreed' : 'single'
}

interface Gathered {
  readonly country: string
  readonly part: Place['part']
  readonly recipients: Set<string>
  readonly agreements: Set<Agreement>
  readonly sources: Set<string>
}

function gathered(places: Map<string, Gathered>, country: string, part: Place['part']): Gathered {
  const key = `${part} ${country}`
  let place = places.get(key)
  if (place === undefined) {
    place = { country, part, recipients: new Set(), agreements: new Set(), sources: new Set() }
    places.set(key, place)
  }
  return place
}

/** `DB-IP`, or where others differ: `DB-IP; but SE by NRO`. */
function sourcesText(facts: AddressFacts, country: string): string {
  const own = facts.countries.filter((claim) => claim.country === country).map(({ source }) => source)
  const others = facts.countries
    .filter((claim) => claim.country !== country)
    .map((claim) => `${claim.country} by ${claim.source}`)
  return `${own.join(', ')}${others.length === 0 ? '' : `; but ${others.join(', ')}`}`
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
