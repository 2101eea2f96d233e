import type { Recipient } from '../types.ts'
import { factNames, factsOf } from './facts.ts'
import type { FactName } from './facts.ts'
import { daysText, isWithin, spanOf, within } from './periods.ts'
import type { FindingDays, Period } from './periods.ts'
import type { Day, Days, EngagedProvision, LegalFact, Provision } from './types.ts'

/** The days on which a provision is in force, both of them included. */
export function inForce({ from, to }: Provision): Days {
  return { first: from, last: to ?? '9999-12-31' }
}

/** A provision with what engages it. */
type Reasoned = Omit<EngagedProvision, 'isReplaced' | 'isAhead'>
type FactsByName = ReadonlyMap<FactName, LegalFact>

/** Says of one finding which facts hold while a provision is in force, and whether they engage it. */
export class Judge {
  private readonly whole: FindingDays
  private readonly periods: readonly Period[]
  private readonly recipient: Recipient
  private readonly owners: string
  private readonly maker: string
  /** Laws share their days: what happened on them, by first and last day, and its facts, by period. */
  private readonly known = new Map<string, { part: FindingDays; facts: Map<Period, FactsByName> }>()

  constructor(
    whole: FindingDays,
    periods: readonly Period[],
    recipient: Recipient,
    owners: string,
    maker: string,
  ) {
    this.whole = whole
    this.periods = periods
    this.recipient = recipient
    this.owners = owners
    this.maker = maker
  }

  /** The provision with the facts of the days on which it was in force and its facts held; null where there is none. */
  whileInForce(provision: Provision): Reasoned | null {
    const part = within(this.whole, inForce(provision))
    if (part === null) return null
    const held = this.periods
      .filter((period) => within(part, period) !== null)
      .flatMap((period) => {
        const facts = this.factsOn(part, period)
        const reasons = reasonsFor(provision, facts)
        return reasons === null ? [] : [{ period, reasons, against: present(provision.against, facts) }]
      })
    if (held.length === 0) return null
    const days = part.days.filter((day) => held.some(({ period }) => isWithin(day, period)))
    return {
      provision,
      facts: joined(held.map(({ reasons }) => reasons)),
      against: joined(held.map(({ against }) => against)),
      ...(days.length === this.whole.days.length ? {} : { part: this.partOf(days) }),
    }
  }

  /** The provision with the facts of the finding, as they would engage it if they happened now. */
  today(provision: Provision): Reasoned | null {
    const period = this.periods.at(-1)
    if (period === undefined) return null
    const facts = this.factsOn(this.whole, period)
    const reasons = reasonsFor(provision, facts)
    return reasons === null ? null : { provision, facts: reasons, against: present(provision.against, facts) }
  }

  /** All facts of the finding. */
  facts(): LegalFact[] {
    return joined(this.periods.map((period) => [...this.factsOn(this.whole, period).values()]))
  }

  private factsOn(part: FindingDays, period: Period): FactsByName {
    const key = daysText(spanOf(part.days))
    const known = this.known.get(key) ?? { part, facts: new Map<Period, FactsByName>() }
    this.known.set(key, known)
    const facts =
      known.facts.get(period) ??
      new Map(
        factsOf({
          finding: part.finding,
          recipient: this.recipient,
          owners: this.owners,
          transmissions: part.transmissions,
          observations: part.observations,
          places: period.places,
          days: this.periods.length > 1 ? period : null,
          maker: this.maker,
        }).map((fact) => [fact.name, fact]),
      )
    known.facts.set(period, facts)
    return facts
  }

  private partOf(days: readonly Day[]): Days & { transmissions: number } {
    const counted = new Set(days)
    const { length } = this.whole.dayOf.filter((day) => counted.has(day))
    return { ...spanOf(days), transmissions: length }
  }
}

/** Facts of several periods as one list in the order of their names: sentences that differ are told one after the other. */
function joined(lists: readonly (readonly LegalFact[])[]): LegalFact[] {
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return [...only]
  const all = lists.flat()
  return factNames.flatMap((name) => {
    const sentences = [...new Set(all.flatMap((fact) => (fact.name === name ? [fact.sentence] : [])))]
    return sentences.length === 0 ? [] : [{ name, sentence: sentences.join('; ') }]
  })
}

/** The facts that engage the provision, null where one that it needs is not there. */
function reasonsFor(provision: Provision, facts: ReadonlyMap<FactName, LegalFact>): LegalFact[] | null {
  const needed = present(provision.needs, facts)
  if (needed.length < provision.needs.length) return null
  const any = present(provision.anyOf, facts)
  return provision.anyOf.length > 0 && any.length === 0 ? null : [...new Set([...needed, ...any])]
}

function present(names: readonly FactName[], facts: ReadonlyMap<FactName, LegalFact>): LegalFact[] {
  return names.flatMap((name) => facts.get(name) ?? [])
}
