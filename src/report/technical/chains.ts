import type { Observation } from '../../assess/types.ts'
import { describeSteps } from '../../decode/describe-chain.ts'
import { titleOf } from '../../detect/title-of.ts'
import { liesEncrypted, placeWord } from '../entries.ts'
import { evidenceOf } from '../evidence-lines.ts'
import { fileNames, isNetwork, standardInput } from '../file-names.ts'
import { kindsOfWriting, othersText } from '../kinds-of-writing.ts'
import { plural, protocolText } from '../phrases.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { excerpt } from './excerpt.ts'
import type { Html, HtmlValue } from './html.ts'
import { Page } from './page.ts'
import { shown } from './shown.ts'

/** Each way in which an identifier was written, with one example that anyone can look up with other tools. */
export function chainsSection(page: Page): Html {
  const { html } = page
  const kinds = kindsOf(page)
  if (kinds.length === 0)
    return html`<p>Nothing was observed.</p>
`
  const list = kinds.slice(0, shown.kinds)
  const printed = new Map<string, string>()
  return html`<p>For each way in which an identifier was written: the steps from the message to the value, and the first place that shows it. ${numbersText(page)}</p>
${list.map((observations) => kindBlock(page, observations, printed))}${page.leftOut(list.length, kinds.length, 'ways of writing')}`
}

/** How places are numbered, and where the bytes are that stand there: only frames have any to show. */
function numbersText({ result, options }: Page): string {
  const words = new Set(result.captures.map((_, capture) => placeWord(result, capture)))
  const entries = words.has('entry') ? ['Entries are numbered from 1.'] : []
  if (!words.has('frame')) return entries.join('')
  return [
    ...entries,
    'Frames are numbered from 1; bytes of a frame from 0.',
    ...(options.isRevealed
      ? []
      : ['The bytes are the values, so this page leaves them out: varde report --reveal shows them.']),
  ].join(' ')
}

function kindsOf(page: Page): Observation[][] {
  return kindsOfWriting(page.result.observations, (observation) => stepsOf(page, observation))
}

/** For each capture, the frames whose bytes a report shows where it has them. */
export function shownFrames(result: ScanResult): Set<number>[] {
  const wanted = result.captures.map(() => new Set<number>())
  const page = new Page(result, { version: '', isRevealed: true })
  for (const [first] of kindsOf(page).slice(0, shown.kinds))
    for (const span of first?.spans.slice(0, shown.excerpts) ?? [])
      wanted[first?.capture ?? -1]?.add(span.frame)
  return wanted
}

function stepsOf(page: Page, observation: Observation): string[] {
  const protocol = page.transmission(observation)?.summary.protocol ?? ''
  return describeSteps(observation.chain, protocolText(protocol))
}

function stepsShown(page: Page, observation: Observation): string[] {
  const chain = page.masker.hideChain(observation, page.siblings(observation))
  return stepsOf(page, { ...observation, chain })
}

function othersNote(page: Page, observations: readonly Observation[]): HtmlValue {
  const text = othersText(observations, (observation) => stepsOf(page, observation))
  if (text === '') return ''
  return page.html`<p class="note">${text}</p>
`
}

/** `printed`: which bytes were shown already, and at which observation. */
function kindBlock(page: Page, observations: readonly Observation[], printed: Map<string, string>): Html {
  const { html, result, options } = page
  const first = observations[0] as Observation
  const hide = (text: string): string => page.masker.hide(text, page.siblings(first))
  const value = options.isRevealed ? first.value : page.masks.of(first.identifier, first.normal)
  const written = first.writtenAs === '' ? '' : `, written as ${first.writtenAs}`
  const names = fileNames(result.captures[first.capture]?.files ?? []).map((name) =>
    page.masker.hideName(name),
  )
  const evidence = evidenceOf(result, first, page.files[first.capture] ?? '', false, names)
  return html`<article aria-labelledby="${first.id}">
<h3 id="${first.id}">${titleOf(first.identifier)} ${first.direction === 'sent' ? 'to' : 'from'} ${page.name(first.recipient)} <small>(${plural(observations.length, 'observation')}, ${first.confidence})</small></h3>
<ol class="chain" aria-label="Decode chain">${stepsShown(page, first).map((step) => html`<li>${step}</li>`)}<li class="value">${value}${written}</li></ol>
${othersNote(page, observations)}${page.list(first.reasons.map(hide))}<dl class="where">
${evidence.map(
  ([
    term,
    text,
  ]) => html`<div><dt>${term}</dt><dd>${isCode(term) ? html`<code>${text}</code>` : text}</dd></div>
`,
)}</dl>
${excerpts(page, first, printed)}</article>
`
}

function isCode(term: string): boolean {
  return term === 'filter' || term === 'command'
}

/** In the place of bytes that a file had when it was scanned, and that could not be read from it again. */
function lostText({ html, result, options }: Page, { capture }: Observation): HtmlValue {
  const { path = standardInput } = result.captures[capture] ?? {}
  const isFile = path !== standardInput && !isNetwork(path) && placeWord(result, capture) === 'frame'
  if (options.frames === undefined || !isFile) return ''
  return html`<p>The bytes are not shown: the capture could not be read again (it went away, or is a pipe).</p>
`
}

/** The bytes themselves: they are the value, so they are shown only where values are. */
function excerpts(page: Page, observation: Observation, printed: Map<string, string>): HtmlValue {
  const { html } = page
  const { frames, isRevealed } = page.options
  if (!isRevealed) return ''
  return observation.spans.slice(0, shown.excerpts).map((span) => {
    const frame = frames?.[observation.capture]?.get(span.frame)
    if (frame === undefined) return lostText(page, observation)
    const key = JSON.stringify([observation.capture, span])
    const earlier = printed.get(key)
    if (earlier !== undefined)
      return html`<p>The bytes are those <a href="#${earlier}">shown above</a>.</p>
`
    printed.set(key, observation.id)
    return excerpt(page, span, frame, liesEncrypted(page.result, observation))
  })
}
