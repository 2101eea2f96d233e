import type { Trigger } from '../../correlate/types.ts'
import { eventsText, secondsText } from '../../correlate/words.ts'
import { latencyEdges } from '../../correlate/triggers.ts'
import { plural } from '../phrases.ts'
import type { Html } from './html.ts'
import { oneDecimal } from './one-decimal.ts'
import type { Page } from './page.ts'

const width = 420
const height = 150
const base = 118
const top = 22

/** How late the sends of a trigger are: a bar for each class of delay, from the first to the last that has any. */
export function histogram(page: Page, trigger: Trigger, id: string): Html {
  const { html } = page
  const counts = new Map(trigger.histogram.map(({ untilMs, count }) => [untilMs, count]))
  const edges = latencyEdges.map((seconds) => seconds * 1_000)
  const first = edges.findIndex((edge) => counts.has(edge))
  const last = edges.findLastIndex((edge) => counts.has(edge))
  const bars = edges
    .slice(Math.max(0, first), last + 1)
    .map((untilMs) => ({ untilMs, count: counts.get(untilMs) ?? 0 }))
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const step = width / Math.max(bars.length, 4)
  const title = `Delay of sends to ${page.name(trigger.recipient)} after ${eventsText(trigger.event)}`
  const told = bars
    .map(({ untilMs, count }) => `at most ${secondsText(untilMs / 1_000)}: ${count}`)
    .join('; ')
  return html`<figure tabindex="0">
<svg role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${plural(trigger.hits, 'send')} by delay. ${told}.</desc>
${bars.map(({ untilMs, count }, index) => {
  const tall = ((base - top) * count) / most
  const middle = oneDecimal(index * step + step / 2)
  return html`<rect class="bar" x="${oneDecimal(index * step + step * 0.15)}" y="${oneDecimal(base - tall)}" width="${oneDecimal(step * 0.7)}" height="${oneDecimal(tall)}"/><text x="${middle}" y="${oneDecimal(base - tall - 4)}" text-anchor="middle">${count}</text><text x="${middle}" y="${base + 16}" text-anchor="middle">≤ ${secondsText(untilMs / 1_000)}</text>
`
})}<path class="axis" d="M0 ${base}H${width}"/>
</svg>
<figcaption>${title}: how many, by how late. ${trigger.sentence}</figcaption>
</figure>
`
}
