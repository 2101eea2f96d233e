import type { Observation } from '../../assess/types.ts'
import { describeSteps } from '../../decode/describe-chain.ts'
import { evidenceOf } from '../evidence-lines.ts'
import { mask } from '../mask.ts'
import { plural, titleOf } from '../phrases.ts'
import type { Html } from './html.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'

/** Each way in which an identifier was written, with one example that anyone can look up with other tools. */
export function chainsSection(page: Page): Html {
  const { html, result } = page
  const kinds = [...Map.groupBy(result.observations, (observation) => kindOf(page, observation)).values()]
  if (kinds.length === 0)
    return html`<p>Nothing was observed.</p>
`
  const list = kinds.slice(0, shown.kinds)
  return html`<p>For each way in which an identifier was written: the steps from the message to the value, and the first place that shows it. Frames are numbered from 1; bytes of a frame from 0.</p>
${list.map((observations) => kindBlock(page, observations))}${page.leftOut(list.length, kinds.length, 'ways of writing')}`
}

function stepsOf(page: Page, observation: Observation): string[] {
  const protocol = page.transmission(observation)?.summary.protocol ?? ''
  return describeSteps(observation.chain, protocol.toUpperCase())
}

function kindOf(page: Page, observation: Observation): string {
  const { recipient, identifier, writtenAs, direction } = observation
  return JSON.stringify([recipient, identifier, writtenAs, direction, ...stepsOf(page, observation)])
}

function kindBlock(page: Page, observations: readonly Observation[]): Html {
  const { html, result, options } = page
  const first = observations[0] as Observation
  const hide = (text: string): string => page.masker.hide(text, page.siblings(first))
  const value = options.isRevealed ? first.value : mask(first.value)
  const written = first.writtenAs === '' ? '' : `, written as ${first.writtenAs}`
  const evidence = evidenceOf(result, first, result.captures[first.capture]?.path ?? '')
  return html`<article aria-labelledby="${first.id}">
<h3 id="${first.id}">${titleOf(first.identifier)} ${first.direction === 'sent' ? 'to' : 'from'} ${page.name(first.recipient)} <small>(${plural(observations.length, 'observation')}, ${first.confidence})</small></h3>
<ol class="chain" aria-label="Decode chain">${stepsOf(page, first).map((step) => html`<li>${hide(step)}</li>`)}<li class="value">${value}${written}</li></ol>
${page.list(first.reasons.map(hide))}<dl class="where">
${evidence.map(
  ([
    term,
    text,
  ]) => html`<div><dt>${term}</dt><dd>${isCode(term) ? html`<code>${text}</code>` : text}</dd></div>
`,
)}</dl>
</article>
`
}

function isCode(term: string): boolean {
  return term === 'filter' || term === 'command'
}
