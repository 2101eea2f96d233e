import type { Period, Trigger } from '../../correlate/types.ts'
import { unsentText } from '../../assess/may-be-unsent.ts'
import { comparisonText } from '../../correlate/triggers.ts'
import { notCounted } from '../writing/when.ts'
import { eventCounts, noTriggerText } from '../event-counts.ts'
import { grouped } from '../../core/grouped.ts'
import type { Html } from './html.ts'
import { histogram } from './histogram.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'
import { timeline } from './timeline.ts'

/** Sends and events in time; what sends follow, how late, and how regular they are. */
export function whenSection(page: Page): Html {
  const { html, result } = page
  const { triggers, periods, clock, pairs, seriesLeftOut, outside, mayBeUnsent } = result.correlation
  const found = new Set(result.findings.map(({ recipient }) => recipient))
  const own = (one: Trigger | Period): boolean => found.has(one.recipient)
  const standing = triggers.filter((one) => one.explainedBy === undefined)
  const drawn = standing.filter(own).slice(0, shown.histograms)
  const isDrawn = new Set<Trigger>(drawn)
  const others = [
    ...triggers.filter((one) => own(one) && !isDrawn.has(one)),
    ...standing.filter((one) => !own(one)).toSorted((left, right) => left.pValue - right.pValue),
  ]
  const listed = others.slice(0, shown.triggers)
  const regular = [...periods.filter(own), ...periods.filter((one) => !own(one))]
  const listedPeriods = regular.slice(0, shown.triggers)
  const counted = eventCounts(result.correlation)
  const isOutside = outside !== null && outside.outside === outside.given
  const notes = [
    ...(pairs > 0 ? [`${comparisonText(pairs)}.`] : []),
    ...(seriesLeftOut > 0
      ? [`${grouped(seriesLeftOut)} series of few sends were too many to compare: not looked at.`]
      : []),
    ...(mayBeUnsent === 0 ? [] : [unsentText(mayBeUnsent, notCounted)]),
    ...(counted.length === 0
      ? ['No events of the device were given or seen.']
      : [
          `Events: ${counted.join(', ')}.`,
          ...(outside === null || isOutside ? [] : [outside.sentence]),
          clock.sentence,
        ]),
  ]
  const none =
    triggers.length > 0
      ? ''
      : html`<p>${noTriggerText(result.correlation)}</p>
`
  const doubt = isOutside
    ? html`<p>${outside.sentence}</p>
`
    : ''
  return html`${timeline(page)}<h3>What sends follow</h3>
${doubt}${none}<div class="pair">
${drawn.map((trigger, index) => histogram(page, trigger, `delay-${index + 1}`))}</div>
${
  listed.length === 0
    ? ''
    : html`<h4>Further triggers, most of them what apps do when they are used</h4>
`
}${page.list(listed.map(({ sentence }) => sentence))}${page.leftOut(listed.length, others.length, 'triggers')}<h3>How regular sends are</h3>
${
  regular.length === 0
    ? html`<p>No regular interval was found.</p>
`
    : page.list(listedPeriods.map(({ sentence }) => sentence))
}${page.leftOut(listedPeriods.length, regular.length, 'periods')}<h3>What was compared</h3>
${page.list(notes)}`
}
