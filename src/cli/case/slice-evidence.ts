/**
 * Slices in the place of captures: the conversations that carry what was observed, for bundles of evidence whose originals
 * must stay where they are. A slice counts only when a scan of it came to the same observations.
 */
import { join, resolve } from 'node:path'
import type { Recipe, SliceRecord } from '../../case/manifest.ts'
import { sliceDifferences } from '../../case/slice-differences.ts'
import { originalText, rangesOf, sliceText } from '../../case/frame-ranges.ts'
import { givenKeyStep } from '../../core/opened-step.ts'
import { InputError } from '../../core/errors.ts'
import { isEncrypted } from '../../core/protection.ts'
import { mount } from '../../pipeline/reading/open-file.ts'
import type { OpenFile } from '../../pipeline/reading/open-file.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import type { EntryExtent } from '../../pipeline/again/entry-slice.ts'
import type { SliceExtent, SliceFacts } from '../../pipeline/again/slice.ts'
import { Traffic } from '../../pipeline/again/traffic.ts'
import { evidenceLines } from '../../report/evidence-lines.ts'
import { holdsEntries } from '../../report/entries.ts'
import { scanDocument } from '../../report/scan-document.ts'
import { sliceComments } from '../../report/slice-comments.ts'
import { sliceEndings } from '../../source/entry-slice-writer.ts'
import { scanFiles } from '../scan-files.ts'
import { version } from '../version.ts'
import { recordingsAt } from './inputs.ts'

/** Slices are held in memory until they are written: nothing clear is put anywhere else. */
const sliceBytesMax = 1_073_741_824

/** How much goes into slices of captures with packets, and of files with entries. */
interface Extents {
  readonly packets: SliceExtent
  readonly entries: EntryExtent
}

/** Narrow first: what needs more than its own conversations (a connection that moved) is rare. */
const extents: readonly Extents[] = [
  { packets: 'flows', entries: 'observed' },
  { packets: 'hosts', entries: 'hosts' },
]

/** Beside slices: what they hold, and the commands that show it. */
export const sliceListName = 'slices/evidence.txt'

/** The slices of a case's evidence, and the recipe that comes to the same observations from them. */
export interface SlicedEvidence {
  readonly recipe: Omit<Recipe, 'result'>
  /** Contents by name in the bundle: slices, and how to look at the same bytes in them. */
  readonly contents: ReadonlyMap<string, Buffer>
}

/**
 * Cuts slices out of the evidence in `folder`. Throws an InputError where it takes secrets that were not asked for, and
 * where a scan of the slices does not come to the same observations.
 */
export async function sliceEvidence(
  folder: string,
  inputs: Omit<Recipe, 'result'>,
  withSecrets: boolean,
): Promise<SlicedEvidence> {
  const at = (path: string): string => join(resolve(folder), path)
  const flags = {
    keys: inputs.keys.map(at),
    ...(inputs.profile === null ? {} : { profile: at(inputs.profile) }),
  }
  const result = await scanFiles(inputs.captures.map(at), { ...flags, ...recordingsAt(inputs, at) }, true, {
    mayRepeat: true,
  })
  const traffic = new Traffic(result, flags.keys)
  let differences: readonly string[] = []
  for (const extent of extents) {
    const cut = await cutAll(result, traffic, extent, withSecrets)
    const keys = withSecrets ? flags.keys : []
    const again = await scanSlices(cut, { ...flags, keys })
    differences = sliceDifferences(
      scanDocument(result, true),
      scanDocument(again, true),
      cut.map(({ facts }) => facts),
      1,
    )
    if (differences.length > 0) continue
    const names = cut.map(({ name }) => name)
    const slices = cut.map(({ name, facts }) => recordOf(name, facts, result))
    // Each slice is a capture of its own, also that of a recording.
    const { recordings: _, ...others } = inputs
    return {
      recipe: { ...others, captures: names, keys: withSecrets ? inputs.keys : [], slices },
      contents: new Map([
        ...cut.map(({ name, bytes }): [string, Buffer] => [name, bytes]),
        [sliceListName, Buffer.from(`${sliceLines(slices, result)}\n${evidenceLines(again, names)}`)],
      ]),
    }
  }
  const isSealed = result.observations.some(({ protection, capture, chain }) => {
    if (chain.some(({ step }) => step === givenKeyStep)) return true

    const one = result.captures[capture]
    return isEncrypted(protection) && one !== undefined && !holdsEntries(one)
  })
  throw new InputError(
    isSealed && !withSecrets
      ? 'some observations were read with secrets: add --with-secrets to put these into the bundle, or bundle the originals.'
      : `a scan of the slices does not come to the same observations (${differences[0] ?? ''}): bundle the originals.`,
  )
}

interface Cut {
  readonly name: string
  readonly bytes: Buffer
  readonly facts: SliceFacts
}

/** A slice of each capture in which anything was observed. */
async function cutAll(
  result: ScanResult,
  traffic: Traffic,
  extents: Extents,
  keepsSecrets: boolean,
): Promise<Cut[]> {
  const cut: Cut[] = []
  const comments = sliceComments(result, version)
  let total = 0
  for (const [index, { sha256, format }] of result.captures.entries()) {
    const pieces: Buffer[] = []
    const put = (bytes: Buffer): void => {
      total += bytes.length
      if (total > sliceBytesMax)
        throw new InputError('the slices are larger than 1 GiB: bundle fewer captures.')
      pieces.push(bytes)
    }
    const isPackets = format === 'pcap' || format === 'pcapng'
    const facts = isPackets
      ? await traffic.slice(index, { extent: extents.packets, keepsSecrets, ...comments, put })
      : await traffic.sliceEntries(index, {
          extent: extents.entries,
          note: comments.entriesNoteOf(index),
          put,
        })
    const ending = isPackets ? 'pcapng' : sliceEndings[format]
    if (facts.frames.length > 0)
      cut.push({ name: `slices/${sha256 ?? ''}.${ending}`, bytes: Buffer.concat(pieces), facts })
  }
  if (cut.length === 0) throw new InputError('nothing was observed: there is nothing to cut slices from.')
  return cut
}

/** Scans slices where they are: in memory. */
async function scanSlices(
  cut: readonly Cut[],
  flags: { readonly keys: readonly string[]; readonly profile?: string },
): Promise<ScanResult> {
  // A folder that is on no disk.
  const place = resolve(`/varde-slices-${process.pid}`)
  const unmount = mount(place, (name) => {
    const bytes = cut.find((one) => one.name === name)?.bytes
    return bytes === undefined ? null : openBytes(bytes)
  })
  try {
    return await scanFiles(
      cut.map(({ name }) => join(place, name)),
      flags,
      true,
      { mayRepeat: true },
    )
  } finally {
    unmount()
  }
}

/** Bytes in memory as an open file. */
export function openBytes(bytes: Buffer): OpenFile {
  return {
    size: bytes.length,
    modifiedMs: 0,
    read: (into, offset, length, position) =>
      bytes.copy(into, offset, position, Math.min(bytes.length, position + length)),
    close: () => undefined,
  }
}

/** What a slice holds and what was left out. */
function linesOfSlice(slice: SliceRecord): string[] {
  return [
    `${slice.part}  ${sliceText(slice)} of ${originalText(slice)}; the others were left out`,
    `    in this order: ${slice.frames}`,
    ...(slice.original.files ?? []).map(
      (sha256, index) => `    file ${index + 1} of the recording has the SHA-256 ${sha256}`,
    ),
  ]
}

/** Whether a text is the list that stands beside slices: what they hold, and how to look at it (`evidence`). */
export function isSliceList(text: string, slices: readonly SliceRecord[], evidence: string): boolean {
  const head = `${slices.flatMap(linesOfSlice).join('\n')}\n`
  if (!text.startsWith(head) || !text.endsWith(`\n${evidence}`)) return false
  const between = text.slice(head.length, text.length - evidence.length)
  return /^(?:nothing was observed in the capture with the SHA-256 [0-9a-f]{64}\n)*\n$/.test(between)
}

/** What each slice holds and what was left out, and of which captures there is none. */
function sliceLines(slices: readonly SliceRecord[], result: ScanResult): string {
  const lines = slices.flatMap(linesOfSlice)
  const whole = result.captures.filter(
    ({ sha256 }) => !slices.some(({ original }) => original.sha256 === sha256),
  )
  return [
    ...lines,
    // Of a recording the files are what the case and its ledger know.
    ...whole
      .flatMap(({ sha256, files }) => files?.map((file) => file.sha256) ?? [sha256])
      .map((sha256) => `nothing was observed in the capture with the SHA-256 ${sha256 ?? ''}`),
    '',
  ].join('\n')
}

function recordOf(name: string, facts: SliceFacts, result: ScanResult): SliceRecord {
  const original = result.captures[facts.capture] as ScanResult['captures'][number]
  const { sha256, fileBytes, packets, entries, files } = original
  return {
    part: name,
    capture: facts.capture,
    original: {
      sha256: sha256 ?? '',
      bytes: fileBytes,
      packets,
      ...(holdsEntries(original) ? { entries } : {}),
      ...(files === undefined ? {} : { files: files.map((file) => file.sha256 ?? '') }),
    },
    frames: rangesOf(facts.frames),
  }
}
