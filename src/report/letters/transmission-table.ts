import { heaviestFirst } from '../../assess/severity.ts'
import type { Observation } from '../../assess/types.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import { LookUp } from '../../core/look-up.ts'
import type { ValueMasks } from '../masking/value-masks.ts'
import { recipientOf, transmissionsOf } from '../phrases.ts'
import { zonedSeconds, zoneName } from '../../core/zoned-time.ts'
import { fill } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading, paragraphs, zoneOf } from './letter-block.ts'
import { sayer, shortTitle } from './told-names.ts'
import { isUndated } from './undated.ts'

/** Rows of the table of transmissions; more are counted. */
const rowsMax = 15
/** How the table calls the way of a message. */
const ways = { clear: 'plaintext', encrypted: 'encrypted', untold: 'untold' } as const

function exchangeOf({ capture, exchange }: Pick<Observation, 'capture' | 'exchange'>): string {
  return `${capture} ${exchange}`
}
const byExchange: LookUp<Observation, string> = new LookUp((observation) => exchangeOf(observation))

/** The first transmissions in a table: when, to whom, what, how protected. */
export function table(given: Given): LetterBlock[] {
  const { result, texts, options, masks } = given
  const { columns } = texts
  const zone = zoneOf(options)
  const rows = result.findings.flatMap((finding) =>
    transmissionsOf(result, finding).map((transmission) => {
      const seen = byExchange
        .allOf(result.observations, exchangeOf(transmission))
        .filter(({ direction }) => direction === 'sent')
      const say = sayer(seen, texts)
      const order = heaviestFirst(new Set(seen.map(({ identifier }) => identifier)))
      const names = order.map((identifier) => say(identifier, shortTitle(identifier, texts)))
      // What is said in one column stands in the same order in the next.
      const ordered = order.flatMap((identifier) => seen.filter((one) => one.identifier === identifier))
      return [
        isUndated(transmission.at, given) ? texts.protection.untold : zonedSeconds(transmission.at, zone),
        recipientName(recipientOf(result, finding)),
        [...new Set(names)].join(', '),
        valuesOf(ordered, masks),
        texts.protection[ways[onTheWay(transmission)]],
        finding.id,
      ]
    }),
  )
  if (rows.length === 0) return []
  const all = rows.length
  const amount = all > rowsMax ? fill(texts.firstRows, { shown: rowsMax, all }) : String(all)
  return [
    heading(texts.headings.table),
    {
      kind: 'table',
      caption: `${texts.headings.table}: ${amount}`,
      columns: [
        fill(columns.time, { zone: zoneName(zone) }),
        columns.host,
        columns.field,
        options.isRevealed ? columns.valueShown : columns.value,
        columns.protection,
        columns.finding,
      ],
      rows: rows.slice(0, rowsMax),
    },
    ...(options.isRevealed
      ? []
      : paragraphs([options.kind === 'access-request' ? texts.maskedRequest : texts.masked])),
  ]
}

function valuesOf(observations: readonly Observation[], masks: ValueMasks): string {
  const shown = observations.map(({ identifier, normal }) => masks.of(identifier, normal))
  return [...new Set(shown)].join(', ')
}
