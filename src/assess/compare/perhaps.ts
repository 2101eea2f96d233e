/**
 * Requests that a browser lists and gave up: nothing shows that they were sent, and nothing that they were not. They are no
 * sends; but what went by them, or goes, is not known.
 */
import { count } from '../../correlate/words.ts'
import type { Side, SideTransmission } from '../side.ts'
import { doubtOfMove, doubtThat } from './doubt.ts'
import type { Doubt } from './doubt.ts'
import { carries } from './exposure.ts'
import type { Pair } from './exposure.ts'

/** `2 requests … were given up`, with that it may have been sent: the end of a sentence. `what`: what tells them. */
export function perhapsText(requests: readonly SideTransmission[], what: string): string {
  const [were, they] = requests.length === 1 ? ['was', 'it'] : ['were', 'they']
  return `${count(requests.length, 'request')} ${what} ${were} given up by a browser, and ${they} may have been sent or not`
}

/** What may have taken the identifier of a pair to its host on a side. */
export function perhapsOf({ perhapsSent = [] }: Side, pair: Pair): readonly SideTransmission[] {
  return perhapsSent.filter((one) => carries(one, pair))
}

/** Why what is not seen after may be sent all the same, to whom it was or to another; null where nothing speaks for it. */
export function perhapsDoubtOf(after: Side, pair: Pair): Doubt | null {
  const all = (after.perhapsSent ?? []).filter((one) => one.identifiers.includes(pair.identifier))
  const own = all.filter((one) => one.host === pair.host)
  if (own.length > 0) return doubtThat(perhapsText(own, 'with it'))
  const [other] = all
  if (other === undefined) return null
  const there = all.filter((one) => one.host === other.host)
  return doubtOfMove(other.host, perhapsText(there, `with it to ${other.host}`))
}

/** That requests with identifiers were given up, of either side: none of them is counted. */
export function perhapsCaveats(before: Side, after: Side): string[] {
  return [['before', before] as const, ['after', after] as const].flatMap(([name, { perhapsSent = [] }]) => {
    const identifying = perhapsSent.filter(({ identifiers }) => identifiers.length > 0)
    return identifying.length === 0
      ? []
      : [`On the side ${name} ${perhapsText(identifying, 'with identifiers')}: none of them counts as sent.`]
  })
}
