import { isEncrypted } from '../core/protection.ts'
import { grouped } from '../core/grouped.ts'
import { titleOf } from '../detect/title-of.ts'
import { findingTitle } from '../report/finding-title.ts'
import { kindsOfWriting, othersText } from '../report/kinds-of-writing.ts'
import { ownOfFinding } from '../report/masking/own-of-finding.ts'
import { plural } from '../report/phrases.ts'
import { shown } from '../report/technical/shown.ts'
import { element, points, section, table, terms } from './dom.ts'
import type { Content } from './dom.ts'
import { excerpt } from './excerpt.ts'
import { ResultView } from './result-view.ts'
import { frameInFile } from './frame-source.ts'
import type { ShownCapture, ShownFinding, ShownObservation } from './scan-document.ts'

/** Bytes of frames: by the number of the capture, then that of the frame. */
export type Frames = ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>

/** The findings, and what triggers the sends. `id` makes the ids of its elements unique on the page. */
export function findingsSection(view: ResultView, id: string): HTMLElement {
  const { findings, transmissions, observations } = view.scan
  const byId = new Map(observations.map((observation) => [observation.id, observation]))
  return section(
    `${id}-findings`,
    'Findings',
    element(
      'p',
      {},
      `${plural(findings.length, 'finding')} from ${plural(observations.length, 'observation')} in ${plural(transmissions, 'transmission')}.`,
    ),
    ...findings.map((finding, index) => findingBlock(view, finding, `${id}-finding-${index + 1}`, byId)),
    view.scan.triggers.length === 0
      ? []
      : [
          element('h3', {}, 'When it sends'),
          points(view.scan.triggers.map((sentence) => view.hide(sentence))),
        ],
  )
}

function findingBlock(
  view: ResultView,
  finding: ShownFinding,
  id: string,
  byId: ReadonlyMap<string, ShownObservation>,
): HTMLElement {
  const own = ownOfFinding(finding, byId)
  const hidden = (sentence: string): string => view.hide(sentence, own)
  return element(
    'article',
    { 'aria-labelledby': id },
    element(
      'h3',
      { id },
      element('span', { class: `badge ${severityClass(finding.severity)}` }, finding.severity),
      ` ${findingTitle(finding)} `,
      element('small', {}, `(${finding.confidence})`),
    ),
    terms([
      ['recipient', view.recipient(finding.recipient)],
      ['identifiers', finding.identifiers.map(titleOf).join(', ')],
      ['transmissions', grouped(finding.transmissions)],
      ['first, last', `${finding.firstAt}, ${finding.lastAt}`],
    ]),
    element('h4', {}, 'Why'),
    points(finding.reasons.map(hidden)),
    finding.counterEvidence.length === 0
      ? []
      : [element('h4', {}, 'What speaks against'), points(finding.counterEvidence.map(hidden))],
  )
}

function severityClass(severity: string): string {
  return ['critical', 'high', 'medium', 'low'].includes(severity) ? severity : 'plain'
}

/** The servers, those that got identifiers first. */
export function recipientsSection(view: ResultView, id: string): HTMLElement {
  const observed = new Map<string, Set<string>>()
  for (const { recipient, identifier } of view.scan.observations)
    observed.set(recipient, (observed.get(recipient) ?? new Set()).add(identifier))
  // Those who got something come first.
  const sorted = view.scan.recipients.toSorted(
    (left, right) => (observed.get(right.id)?.size ?? 0) - (observed.get(left.id)?.size ?? 0),
  )
  return section(
    `${id}-recipients`,
    'Recipients',
    table(
      `Servers that the phone spoke to (${sorted.length})`,
      ['Server', 'Organisation', 'Country', 'Addresses', 'Protocols', 'Bytes sent', 'Identifiers seen'],
      sorted.map((recipient) => [
        view.hide(recipient.name),
        recipient.parent === '' ? recipient.organisation : `${recipient.organisation} (${recipient.parent})`,
        recipient.country === 'ZZ' ? 'not known' : recipient.country,
        recipient.addresses.slice(0, 4).join(', '),
        recipient.protocols.join(', '),
        recipient.bytesToServer,
        [...(observed.get(recipient.id) ?? [])].map(titleOf).join(', '),
      ]),
    ),
  )
}

function kindsOf(view: ResultView): ShownObservation[][] {
  return kindsOfWriting(view.scan.observations, (observation) => view.plainSteps(observation))
}

/** For each capture, the frames whose bytes are shown. */
export function shownFrames(view: ResultView): Map<number, Set<number>> {
  const wanted = new Map<number, Set<number>>()
  for (const [first] of kindsOf(view).slice(0, shown.kinds)) {
    if (first === undefined || view.scan.captures[first.capture]?.places !== 'frames') continue
    const frames = wanted.get(first.capture) ?? new Set()
    for (const span of first.spans.slice(0, shown.excerpts)) frames.add(span.frame)
    wanted.set(first.capture, frames)
  }
  return wanted
}

/** The observations, by identifier and recipient, with the bytes of the frames that show them. */
export function observationsSection(view: ResultView, id: string, frames: Frames): HTMLElement {
  const kinds = kindsOf(view)
  const printed = new Map<string, string>()
  return section(
    `${id}-observations`,
    'Observations',
    element(
      'p',
      {},
      'For each way in which an identifier was written: the steps from the message to the value, and the first place that shows it. Frames are numbered from 1; bytes of a frame from 0.',
    ),
    ...kinds
      .slice(0, shown.kinds)
      .map((kind, index) => kindBlock(view, kind, `${id}-kind-${index + 1}`, frames, printed)),
    kinds.length > shown.kinds
      ? element('p', {}, `… and ${kinds.length - shown.kinds} more ways of writing.`)
      : [],
    table(
      `All observations (${view.scan.observations.length})`,
      ['Id', 'When', 'Identifier', 'Value', 'To or from', 'Frames', 'Found by'],
      view.scan.observations.map((observation) => [
        observation.id,
        observation.at,
        titleOf(observation.identifier),
        view.value(observation),
        `${observation.direction === 'sent' ? 'to' : 'from'} ${view.recipient(observation.recipient)}`,
        observation.frames.slice(0, 6).join(', '),
        observation.by,
      ]),
    ),
  )
}

/** Which file of a recording holds a frame, and as which; '' where the capture is one file. */
function inFileText(capture: ShownCapture | undefined, frame: number): string {
  const place = capture === undefined ? null : frameInFile(capture, frame)
  return place === null ? '' : ` (${place.number} of ${place.path})`
}

/** `printed`: which bytes were shown already, and where. */
function kindBlock(
  view: ResultView,
  kind: readonly ShownObservation[],
  id: string,
  frames: Frames,
  printed: Map<string, string>,
): HTMLElement {
  const first = kind[0] as ShownObservation
  const capture = view.scan.captures[first.capture]
  const place = capture?.places === 'frames' ? 'frame' : 'entry'
  const spans = first.spans.slice(0, shown.excerpts)
  const written = first.writtenAs === '' ? '' : `, written as ${first.writtenAs}`
  const others = othersText(kind, (observation) => view.plainSteps(observation))
  return element(
    'article',
    { 'aria-labelledby': id },
    element(
      'h3',
      { id },
      `${titleOf(first.identifier)} ${first.direction === 'sent' ? 'to' : 'from'} ${view.recipient(first.recipient)} `,
      element(
        'small',
        {},
        `(${plural(kind.length, 'observation')}, ${first.confidence}, ${first.protection})`,
      ),
    ),
    element(
      'ol',
      { class: 'chain', 'aria-label': 'Decode chain' },
      ...view.steps(first).map((step) => element('li', {}, step)),
      element('li', { class: 'value' }, `${view.value(first)}${written}`),
    ),
    others === '' ? [] : element('p', {}, others),
    points(first.reasons.map((reason) => view.hide(reason, [first]))),
    terms([
      ['first at', first.at],
      ['capture', view.hide(capture?.path ?? '')],
      [
        'bytes',
        spans
          .map(
            ({ frame, start, end }) =>
              `${place} ${frame}${view.hide(inFileText(capture, frame))}, bytes ${start} to ${end - 1}`,
          )
          .join('; '),
      ],
    ]),
    spans.map((span): Content => {
      const frame = frames.get(first.capture)?.get(span.frame)
      if (frame === undefined || span.end > frame.length) return []
      const key = JSON.stringify([first.capture, span])
      const earlier = printed.get(key)
      if (earlier !== undefined)
        return element(
          'p',
          {},
          'The bytes are those ',
          element('a', { href: `#${earlier}` }, 'shown above'),
          '.',
        )
      printed.set(key, id)
      return excerpt(span, frame, isEncrypted(first.protection) && capture?.isOpened === true)
    }),
  )
}
