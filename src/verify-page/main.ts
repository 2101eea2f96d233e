/**
 * The page that checks a bundle in a browser: by the same code as `varde verify`, without a network, without writing
 * anything. `page.ts` makes the file around it.
 */
import type { ArchiveMember } from '../case/bundle/archive.ts'
import type { CustodyRecord } from '../case/ledger.ts'
import type { BundleSignature, Manifest } from '../case/manifest.ts'
import { readLater } from '../case/bundle/reading.ts'
import { maskedName } from '../report/masking/masked-name.ts'
import { Masker } from '../report/masking/masker.ts'
import { readingEvidence } from './bundle-evidence.ts'
import type { BundleEvidence } from './bundle-evidence.ts'
import { caseSection, ledgerSection } from './case-sections.ts'
import type { ShownName } from './case-sections.ts'
import { element, section } from './dom.ts'
import { frameSource } from './frame-source.ts'
import { framesIn } from './frames.ts'
import { findingsSection, observationsSection, recipientsSection, shownFrames } from './result-sections.ts'
import type { Frames } from './result-sections.ts'
import { redactedSection } from './redacted-section.ts'
import { ResultView } from './result-view.ts'
import type { Opened } from './result-view.ts'
import type { ShownScan } from './scan-document.ts'
import { verdictSection } from './verdict.ts'

const input = byId('bundle', HTMLInputElement)
const drop = byId('drop', HTMLElement)
const status = byId('status', HTMLElement)
const progress = byId('progress', HTMLProgressElement)
const output = byId('output', HTMLElement)
/** Counts the files that were given: what belongs to an earlier one is not shown any more. */
let turn = 0

function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new TypeError(`the page has no ${id}`)
}

input.addEventListener('change', () => {
  const file = input.files?.[0]
  if (file !== undefined) void check(file)
})
// The same file, picked again, is checked again.
input.addEventListener('click', () => {
  input.value = ''
})
// A file that misses the field is not to replace the page.
for (const name of ['dragover', 'drop'] as const) {
  document.addEventListener(name, (event) => {
    event.preventDefault()
    drop.classList.toggle('over', name === 'dragover')
    const file = event.dataTransfer?.files[0]
    if (name === 'drop' && file !== undefined) void check(file)
  })
}
document.addEventListener('dragleave', () => drop.classList.remove('over'))

async function check(file: File): Promise<void> {
  const mine = ++turn
  output.replaceChildren()
  progress.hidden = false
  progress.removeAttribute('value')
  status.textContent = `Reading ${maskedName(file.name)} …`
  try {
    const evidence = await readLater(readingEvidence(file.size), readerOf(file, mine))
    if (mine !== turn) return
    const holds = evidence.checked.discrepancies.length === 0
    status.textContent = holds ? 'Checked: its bytes hold.' : 'Checked: it does not hold.'
    show(evidence, file, mine)
  } catch (error) {
    if (mine !== turn) return
    status.textContent = `The file cannot be read: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    if (mine === turn) progress.hidden = true
  }
}

/** Reads slices of a file, and shows how far it came. */
function readerOf(file: File, mine: number): (offset: number, length: number) => Promise<Uint8Array> {
  return async (offset, length) => {
    if (mine !== turn) throw new Error('another file was given')
    progress.value = file.size === 0 ? 1 : Math.min(1, (offset + length) / file.size)
    return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer())
  }
}

function show(evidence: BundleEvidence, file: File, mine: number): void {
  const { manifest, signature } = evidence.checked
  output.replaceChildren(verdictSection(evidence, maskedName(file.name)))
  if (manifest === null || evidence.checked.discrepancies.length > 0) return
  const names = namedSections(manifest, signature, evidence.ledger, maskedBy(evidence))
  output.append(names.box, names.ofCase)
  const drawn: ((opened: Opened) => void)[] = []
  if (evidence.redacted !== null)
    output.append(
      redactedSection(
        evidence.redacted,
        evidence.results.flatMap(({ scan }) => scan ?? []),
        (opened) => {
          for (const draw of drawn) draw(opened)
        },
      ),
    )
  for (const [index, { name, scan, problem }] of evidence.results.entries()) {
    const id = `result-${index + 1}`
    if (scan === null) output.append(section(id, 'Result', element('p', {}, `${name}: ${problem}.`)))
    else {
      const { block, withOpened } = resultBlock(scan, name, evidence, file, id, mine)
      output.append(block)
      drawn.push(withOpened)
    }
  }
  output.append(names.ofLedger)
}

/** How names are masked: numbers in them, and the values of the profile that results found. */
function maskedBy({ results }: BundleEvidence): ShownName {
  const observations = results
    .flatMap(({ scan }) => scan?.observations ?? [])
    .filter(({ by, value }) => by === 'profile' && !value.startsWith('⟦'))
  const masker = new Masker({ observations, profile: null }, false)
  return (name) => maskedName(masker.hide(name))
}

/** The case and its ledger, and a box that shows names in full; it is empty where none is masked. */
function namedSections(
  manifest: Manifest,
  signature: BundleSignature | null,
  ledger: readonly CustodyRecord[],
  masked: ShownName,
): { box: HTMLElement; ofCase: HTMLElement; ofLedger: HTMLElement } {
  const [box, ofCase, ofLedger] = [element('div', {}), element('div', {}), element('div', {})]
  const draw = (shown: ShownName): string => {
    ofCase.replaceChildren(caseSection(manifest, signature, shown))
    ofLedger.replaceChildren(ledgerSection(ledger, manifest, shown))
    return `${ofCase.textContent}${ofLedger.textContent}`
  }
  const asItIs: ShownName = (name) => name
  if (draw(asItIs) !== draw(masked)) {
    const reveal = element('input', { type: 'checkbox', id: 'names-reveal' })
    reveal.addEventListener('change', () => draw(reveal.checked ? asItIs : masked))
    const label =
      'Show names of the case and its files in full. They may name a person: mind who sees this screen.'
    box.append(element('p', { class: 'reveal' }, reveal, element('label', { for: 'names-reveal' }, label)))
  }
  return { box, ofCase, ofLedger }
}

/** A result, and a box that shows values and bytes. */
function resultBlock(
  scan: ShownScan,
  result: string,
  evidence: BundleEvidence,
  file: File,
  id: string,
  mine: number,
): { block: HTMLElement; withOpened: (opened: Opened) => void } {
  let opened: Opened = new Map()
  const box = element('input', { type: 'checkbox', id: `${id}-reveal` })
  const content = element('div', {})
  const draw = (frames: Frames): void => {
    const view = new ResultView(scan, box.checked, opened)
    content.replaceChildren(
      findingsSection(view, id),
      recipientsSection(view, id),
      observationsSection(view, id, frames),
    )
  }
  const redraw = (): void => {
    if (!box.checked) draw(new Map())
    else
      void framesOf(scan, result, evidence, file, mine).then(draw, (error: unknown) => {
        status.textContent = `The bytes cannot be read: ${String(error)}`
        draw(new Map())
      })
  }
  box.addEventListener('change', redraw)
  draw(new Map())
  const block = element(
    'div',
    {},
    element(
      'p',
      { class: 'reveal' },
      box,
      element(
        'label',
        { for: `${id}-reveal` },
        evidence.redacted === null
          ? 'Show values and bytes. They name a person: mind who sees this screen.'
          : 'Show the values that were revealed. They name a person: mind who sees this screen.',
      ),
    ),
    content,
  )
  return {
    block,
    withOpened: (values) => {
      opened = values
      redraw()
    },
  }
}

/** The bytes of the frames that are shown, from the captures, files of recordings or slices in the bundle. */
async function framesOf(
  scan: ShownScan,
  result: string,
  evidence: BundleEvidence,
  file: File,
  mine: number,
): Promise<Frames> {
  const frames = new Map<number, ReadonlyMap<number, Uint8Array>>()
  for (const [capture, wanted] of shownFrames(new ResultView(scan, true))) {
    const placeOf = frameSource(evidence.checked, result, scan.captures[capture], capture)
    if (placeOf === null) continue
    const parts = new Map<ArchiveMember, Map<number, number>>()
    for (const frame of wanted) {
      const place = placeOf(frame)
      if (place === null) continue
      const inPart = parts.get(place.member) ?? new Map<number, number>()
      parts.set(place.member, inPart.set(place.number, frame))
    }
    const own = new Map<number, Uint8Array>()
    for (const [{ start, bytes: length }, inPart] of parts) {
      const work = framesIn(start, length, new Set(inPart.keys()))
      const found = await readLater(work, readerOf(file, mine))
      for (const [at, bytes] of found) own.set(inPart.get(at) ?? at, bytes)
    }
    frames.set(capture, own)
  }
  return frames
}
