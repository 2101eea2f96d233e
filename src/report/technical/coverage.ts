import type { AnomalySample } from '../../core/anomaly.ts'
import { grouped } from '../../core/grouped.ts'
import { fileName } from '../file-names.ts'
import { maskIn } from '../masking/mask.ts'
import { opaqueText } from '../opaque.ts'
import { bytes, fragmentsTwiceText, inRecording, percent } from '../phrases.ts'
import { unreadTexts } from '../unread.ts'
import type { Html, HtmlValue } from './html.ts'
import { oneDecimal } from './one-decimal.ts'
import type { Page } from './page.ts'
import { shown } from './shown.ts'

/** What became of every captured byte, the sums that must hold, what could not be read, and what was odd. */
export function coverageSection(page: Page): Html {
  const { html, result } = page
  const { summary, equations, missing } = result.coverage
  const parts: readonly (readonly [string, number])[] = [
    ['read', summary.read],
    ['encrypted', summary.undecryptable],
    ['seen twice', summary.duplicate],
    ...(summary.earlier === undefined
      ? []
      : [['earlier than the first byte seen, searched by itself', summary.earlier] as const]),
    ...Object.entries(summary.skipped).map(([why, count]) => [`not searched: ${why}`, count] as const),
  ]
  const share = (count: number): string => (summary.payload === 0 ? '–' : percent(count, summary.payload))
  const holding = equations.filter(({ left, right }) => left === right).length
  const state =
    holding === equations.length
      ? `Every captured byte is accounted for: ${holding} of ${equations.length} sums hold.`
      : `THE SUMS DO NOT HOLD (${holding} of ${equations.length}): please report this as a bug.`
  const twice = fragmentsTwiceText(result)
  return html`${balancePicture(page, parts, summary.payload)}${page.table(
    `What became of the payload (${grouped(summary.payload)} bytes)`,
    ['Became', 'Bytes', 'Share'],
    [
      ...parts.map(([name, count]) => [name, count, share(count)]),
      ['payload, the sum of these', summary.payload, share(summary.payload)],
    ],
  )}${twice === '' ? html`` : html`<p>${twice}.</p>`}<p>${state} The layers count apart from each other; each sum compares two of them.</p>
${page.table(
  'The sums',
  ['Sum', 'Left side', 'Right side', 'Holds'],
  equations.map(({ name, left, right }) => [name, left, right, left === right ? 'yes' : 'NO']),
)}${page.table(
  'What was on the wire and is not in the capture (part of no sum)',
  ['What', 'How much'],
  [
    ['gaps in streams', `${grouped(missing.gaps)} (${bytes(missing.gapBytes)})`],
    ['cut off by the snapshot length', bytes(missing.cutBytes)],
    [
      'frames that the capturing program lost',
      missing.droppedFrames === null ? 'the capture does not say' : grouped(missing.droppedFrames),
    ],
  ],
)}<h3>What could not be read</h3>
${page.list(unreadTexts(result))}<h3>What was read and looks encrypted</h3>
${sealed(page)}<h3>Anomalies</h3>
${anomalies(page)}<h3>What looked like an identifier and is none</h3>
${dismissals(page)}`
}

const barWidth = 900
const barColours = ['read', 'sealed', 'twice', 'left'] as const

function balancePicture(
  page: Page,
  parts: readonly (readonly [string, number])[],
  payload: number,
): HtmlValue {
  const { html } = page
  if (payload <= 0) return ''
  const told = parts.filter(([, count]) => count > 0)
  let at = 0
  const bars = told.map(([name, count]) => {
    const start = at
    const width = (count / payload) * barWidth
    at += width
    const colour =
      barColours[
        Math.min(
          parts.findIndex(([other]) => other === name),
          barColours.length - 1,
        )
      ] ?? 'left'
    const label =
      width > 90
        ? html`<text x="${oneDecimal(start + width / 2)}" y="26" text-anchor="middle" class="on-${colour}">${name} ${percent(count, payload)}</text>`
        : ''
    return html`<rect class="bar-${colour}" x="${oneDecimal(start)}" y="4" width="${oneDecimal(Math.max(width, 1))}" height="34"/>${label}`
  })
  return html`<figure tabindex="0">
<svg role="img" viewBox="0 0 ${barWidth} 42" aria-labelledby="balance-title balance-desc">
<title id="balance-title">The payload by what became of it</title>
<desc id="balance-desc">${told.map(([name, count]) => `${name}: ${percent(count, payload)}`).join('; ')}. The table below has the same as numbers.</desc>
${bars}
</svg>
</figure>
`
}

function anomalies(page: Page): Html {
  const { html, result } = page
  if (result.anomalies.length === 0)
    return html`<p>None: nothing in the input was odd.</p>
`
  return page.table(
    'What was odd in the input',
    ['Code', 'Kind', 'What it means', 'Count', 'Frames of the first ones'],
    result.anomalies.map(({ capture, tally }) => [
      html`<code>${tally.code.code}</code>`,
      tally.code.kind,
      tally.code.sentence,
      tally.count,
      tally.samples
        .slice(0, shown.anomalySamples)
        .map((sample) => placeOf(page, capture, sample))
        .join(', '),
    ]),
  )
}

/** Where an oddity was seen: the frame, of a recording with the file that holds it or is odd itself, and what was odd there. */
function placeOf({ result, masker }: Page, capture: number, sample: AnomalySample): string {
  const { frame, detail, file } = sample
  const hideName = (name: string): string => masker.hideName(name)
  const files = result.captures[capture]?.files ?? []
  const at = files.findIndex(({ path }) => path === file)
  const told = at < 0 ? '' : `in ${hideName(fileName(files, at))}`
  const where =
    told === ''
      ? `${frame}${inRecording(result, capture, [frame], hideName)}`
      : frame === 0
        ? told
        : `${frame} (${told})`
  return `${where}${detail === '' ? '' : ` (${detail})`}`
}

function sealed(page: Page): Html {
  const { html, result } = page
  if (result.opaque.length === 0)
    return html`<p>Nothing.</p>
`
  const list = result.opaque.toSorted((left, right) => right.count - left.count).slice(0, shown.opaque)
  return html`${page.table(
    'Payloads that no decoder opens: they count as read, and what they hold is not known',
    ['Recipient', 'Where', 'What can be said of it', 'First frame'],
    list.map((payload) => [
      page.name(payload.recipient),
      `${payload.place || payload.protocol}${payload.field === '' ? '' : `, “${payload.field}”`}`,
      opaqueText(payload),
      payload.first.frame,
    ]),
  )}${page.leftOut(list.length, result.opaque.length, 'places')}`
}

function dismissals(page: Page): Html {
  const { html, result, masker, options } = page
  if (result.dismissals.length === 0)
    return html`<p>Nothing.</p>
`
  const list = result.dismissals.slice(0, shown.transmissions)
  return html`${page.table(
    'Values that were looked at and dismissed',
    ['Looked like', 'Recipient', 'Why it is none', 'Count'],
    list.map(({ identifier, value, reason, recipient, count }) => [
      identifier === '' ? 'a message of a known sender' : identifier,
      page.name(recipient),
      options.isRevealed ? reason : masker.hide(identifier === '' ? reason : maskIn(reason, [value])),
      count,
    ]),
  )}${page.leftOut(list.length, result.dismissals.length, 'dismissals')}`
}
