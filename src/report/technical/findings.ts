import { isDigestForm } from '../../assess/only-digests.ts'
import { heaviestFirst } from '../../assess/severity.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import { readersOf } from '../../assess/readers.ts'
import type { Finding, Severity, Transmission } from '../../assess/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { valuesBySureness } from '../values-by-sureness.ts'
import { grouped } from '../../core/grouped.ts'
import { titleOf } from '../../detect/title-of.ts'
import {
  appsText,
  clearText,
  observationsOf,
  plural,
  receiptText,
  recipientOf,
  timeRange,
  transmissionsOf,
  whoText,
  transmissionsText,
} from '../phrases.ts'
import { findingTitle } from '../finding-title.ts'
import { profileDoubt } from '../device-name.ts'
import { protectionText } from '../entries.ts'
import { receivedLines } from '../received.ts'
import { verdictOf } from '../verdict.ts'
import type { Html, HtmlValue } from './html.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'

/** The first lines: how bad it is, in one sentence. */
export function verdictSection(page: Page): Html {
  const { html, result } = page
  const { label, severity, sentence } = verdictOf(result)
  const told = severity === null ? label : `Severity: ${severity}`
  const worst = result.findings[0]
  const doubt = profileDoubt(result)
  const text = worst === undefined ? sentence : page.ofFinding(sentence, worst)
  // Green is for a phone of which enough was read.
  const tone = severity ?? (label === 'NOTHING FOUND' ? 'none' : 'plain')
  return html`<p class="verdict ${tone}"><strong class="badge ${tone}">${told}</strong> ${text}${worst === undefined ? '' : html` (<a href="#${worst.id}">${worst.id}</a>, ${worst.confidence})`}</p>
${
  doubt === ''
    ? ''
    : html`<p><strong>${doubt}</strong></p>
`
}`
}

/** All findings, the worst first, up to what a page holds. */
export function findingsSection(page: Page): Html {
  const { html, result } = page
  const list = result.findings.slice(0, shown.findings)
  const none =
    list.length > 0
      ? ''
      : html`<p>None.</p>
`
  return html`${none}${list.map((finding) => findingBlock(page, finding))}${page.leftOut(list.length, result.findings.length, 'findings')}${receivedBlock(page)}`
}

/** What is no finding, since the phone did not send it. */
function receivedBlock(page: Page): HtmlValue {
  const lines = receivedLines(page.result, Number.MAX_SAFE_INTEGER, (name) => page.masker.hideName(name)).map(
    (line) => line.trim(),
  )
  if (lines.length === 0) return ''
  return page.html`<h3>What answers hold</h3>
${page.list(lines)}`
}

function findingBlock(page: Page, finding: Finding): Html {
  const { html, result } = page
  const recipient = recipientOf(result, finding)
  const transmissions = transmissionsOf(result, finding)
  const text = (sentence: string): string => page.ofFinding(sentence, finding)
  const readers = readersOf(recipient, transmissions)
  const how = [...new Set(transmissions.map((one) => protectionSentence(result, one, readers)))]
  const apps = appsText(result, recipient, transmissions)
  const facts: readonly (readonly [string, string])[] = [
    ['Recipient', `${page.name(recipient.id)} · ${whoText(recipient)}`],
    ...(apps === '' ? [] : [['App', apps] as const]),
    ['Identifiers', identifiersText(page, finding)],
    ['Sent', `${transmissionsText(finding)}, ${timeRange(finding)}`],
    ...(how.length === 0 ? [] : [['Protection', how.join('; ')] as const]),
    ...(transmissions.length === 0 ? [] : [['Receipt', receiptText(recipient, transmissions)] as const]),
    ['Observations', plural(finding.observations.length, 'observation')],
  ]
  return html`<article aria-labelledby="${finding.id}">
<h3 id="${finding.id}">${finding.id}: ${text(findingTitle(finding))} ${severityBadge(page, finding.severity)}</h3>
<dl>
${facts
  .filter(([, value]) => value !== '')
  .map(
    ([term, value]) => html`<div><dt>${term}</dt><dd>${text(value)}</dd></div>
`,
  )}</dl>
<h4>What speaks for it (confidence: ${finding.confidence})</h4>
${page.list(finding.reasons.map(text))}<h4>What speaks against it</h4>
${
  finding.counterEvidence.length === 0
    ? html`<p>Nothing in this capture.</p>
`
    : page.list(finding.counterEvidence.map(text))
}</article>
`
}

/** Who could read a message on its way. */
function protectionSentence(result: ScanResult, transmission: Transmission, readers: string): string {
  return {
    clear: clearText(readers, 'it'),
    encrypted: protectionText(result, transmission),
    untold: 'what was recorded does not say whether it was encrypted',
  }[onTheWay(transmission)]
}

function severityBadge(page: Page, severity: Severity): Html {
  return page.html`<span class="badge ${severity}">${severity}</span>`
}

/** Each identifier with its values, masked unless they are revealed. */
function identifiersText(page: Page, finding: Finding): string {
  const byIdentifier = Map.groupBy(observationsOf(page.result, finding), ({ identifier }) => identifier)
  return heaviestFirst(finding.identifiers)
    .map((identifier) => {
      const values = valuesBySureness(identifier, byIdentifier.get(identifier) ?? []).flatMap(
        ({ values: all, confidence, firsts }) =>
          all.map((value, at) => {
            const form = firsts[at]?.writtenAs ?? ''
            const digest = isDigestForm(form) ? ` as ${form}` : ''
            return { value, note: `${digest}${confidence === 'possible' ? ' (possible)' : ''}` }
          }),
      )
      const written = values
        .slice(0, shown.values)
        .map(({ value, note }) => `${page.masks.of(identifier, value)}${note}`)
      if (values.length > shown.values) written.push(`${grouped(values.length - shown.values)} more`)
      return `${titleOf(identifier)}${written.length === 0 ? '' : `: ${written.join(', ')}`}`
    })
    .join('; ')
}
