import { checkOpenings, markOf, readOpenings } from '../case/redact/commitment.ts'
import type { Commitment, Opening } from '../case/redact/commitment.ts'
import { frameKind, readFrameText } from '../case/redact/frames.ts'
import { marksIn } from '../case/redact/marks-in.ts'
import { titleOf } from '../detect/title-of.ts'
import { mask } from '../report/masking/mask.ts'
import type { RedactedEvidence } from './bundle-evidence.ts'
import { element, points, section, terms } from './dom.ts'
import type { Content } from './dom.ts'
import type { Opened } from './result-view.ts'
import type { ShownScan } from './scan-document.ts'

/** Longer files hold no openings. */
const openingsBytesMax = 67_108_864

/** What a redacted bundle says of its original, and a field for what opens values. `onOpened` is told what was opened. */
export function redactedSection(
  { redaction, commitments, manifestDigest }: RedactedEvidence,
  scans: readonly ShownScan[],
  onOpened: (opened: Opened) => void,
): HTMLElement {
  const field = element('input', { id: 'openings', type: 'file' })
  const places = marksIn(scans)
  const answer = element('div', { role: 'status', id: 'opened' })
  field.addEventListener('click', () => {
    field.value = ''
  })
  const check = async (file: File): Promise<void> => {
    const openings = file.size > openingsBytesMax ? null : readOpenings(await file.text())
    if (openings === null) {
      answer.replaceChildren(element('p', {}, `✗ ${file.name} holds no openings of a redacted bundle.`))
      onOpened(new Map())
      return
    }
    const { opened, problems } = checkOpenings(commitments, openings, manifestDigest)
    answer.replaceChildren(
      points([
        ...opened.map((opening) => openedLine(opening, places.get(markOf(opening)) ?? [])),
        ...problems.map((problem) => `✗ ${problem}`),
      ]),
    )
    onOpened(new Map(opened.map((opening) => [markOf(opening), opening])))
  }
  field.addEventListener('change', () => {
    const file = field.files?.[0]
    if (file !== undefined)
      void check(file).catch((error: unknown) => {
        answer.replaceChildren(element('p', {}, `✗ The file cannot be read: ${String(error)}`))
      })
  })
  return section(
    'redacted',
    'Values are replaced',
    element(
      'p',
      {},
      'In this bundle a mark such as ⟦imei 1⟧ stands for each value, for each digest of the original, and for each frame that carries a value. A commitment with a random salt belongs to each mark: nobody can find the value from it, and its holder can reveal it, and no other.',
    ),
    terms([
      ['commitments', countsOf(commitments)],
      ['in clear', redaction.kept.map(titleOf).join(', ')],
      ['tie to the original', element('code', {}, redaction.original)],
      ['the original’s key, as its maker says', element('code', {}, redaction.fingerprint)],
      ['redacted by', `varde ${redaction.version}`],
    ]),
    element('h3', {}, 'Revealed values'),
    element(
      'p',
      {},
      element('label', { for: 'openings' }, 'A file that reveals values (from varde case reveal):'),
      ' ',
      field,
    ),
    answer,
  )
}

const observationsShown = 8

/** `observations`: those in which the value stands. */
function openedLine(opening: Opening, observations: readonly string[]): Content {
  const { identifier, value } = opening
  // A digest names a file, not a person.
  const shown = identifier === 'digest' ? value : identifier === frameKind ? frameWords(value) : mask(value)
  const first = observations.slice(0, observationsShown).join(', ')
  const rest = observations.length - observationsShown
  const where = observations.length === 0 ? '' : `: ${first}${rest > 0 ? ` and ${rest} more` : ''}`
  return ['✓ ', element('strong', {}, markOf(opening)), ` is ${shown}${where}`]
}

/** Which frame was revealed, and how long it is. Its bytes are for varde verify, which finds the values in them. */
function frameWords(value: string): string {
  const frame = readFrameText(value)
  return frame === null ? 'no frame' : `frame ${frame.frame}, ${frame.hex.length / 2} bytes`
}

function countsOf(commitments: readonly Commitment[]): string {
  const kinds = Map.groupBy(commitments, ({ identifier }) => identifier)
  return [...kinds]

    .map(
      ([identifier, { length }]) =>
        `${identifier === 'digest' ? 'digest of a file' : identifier === frameKind ? 'frame as it was captured' : titleOf(identifier)}: ${length}`,
    )
    .join('; ')
}
