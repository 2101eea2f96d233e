/**
 * Slices in the place of captures: the conversations that carry what was observed, for bundles of evidence whose originals
 * must stay where they are. A slice counts only when a scan of it came to the same observations.
 */
import { join, resolve } from 'node:path'
import type { Recipe, SliceRecord } from '../../case/manifest.ts'
import { sliceDifferences } from '../../case/slice-differences.ts'
import { rangesOf } from '../../case/frame-ranges.ts'
import { InputError } from '../../core/errors.ts'
import { mount } from '../../pipeline/open-file.ts'
import type { OpenFile } from '../../pipeline/open-file.ts'
import type { ScanResult } from '../../pipeline/scan.ts'
import type { SliceExtent, SliceFacts } from '../../pipeline/slice.ts'
import { Traffic } from '../../pipeline/traffic.ts'
import { evidenceLines } from '../../report/evidence-lines.ts'
import { holdsEntries } from '../../report/entries.ts'
import { scanDocument } from '../../report/json.ts'
import { sliceComments } from '../../report/slice-comments.ts'
import { scanFiles } from '../scan-files.ts'
import { version } from '../version.ts'

/** Slices are held in memory until they are written: nothing clear is put anywhere else. */
const sliceBytesMax = 1_073_741_824

/** Narrow first: what needs more than its own conversations (a connection that moved) is rare. */
const extents: readonly SliceExtent[] = ['flows', 'hosts']

/** The slices of a case's evidence, and the recipe that comes to the same observations from them. */
export interface SlicedEvidence {
  readonly recipe: Omit<Recipe, 'result'>
  /** Contents by name in the bundle: slices, and how to look at the same bytes in them. */
  readonly contents: ReadonlyMap<string, Buffer>
}

/**
 * Cuts slices out of the evidence in `folder`. Throws an InputError where evidence holds no packets, where it takes secrets
 * that were not asked for, and where a scan of the slices does not come to the same observations.
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
  const result = await scanFiles(inputs.captures.map(at), flags, true)
  for (const [index, capture] of result.captures.entries())
    if (holdsEntries(capture))
      throw new InputError(
        `${inputs.captures[index] ?? ''} holds no packets, and slices are cut from packets: bundle it in a case of its own.`,
      )
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
    return {
      recipe: {
        ...inputs,
        captures: cut.map(({ name }) => name),
        keys: withSecrets ? inputs.keys : [],
        slices: cut.map(({ name, facts }) => recordOf(name, facts, result)),
      },
      contents: new Map([
        ...cut.map(({ name, bytes }): [string, Buffer] => [name, bytes]),
        [
          'slices/evidence.txt',
          Buffer.from(
            evidenceLines(
              again,
              cut.map(({ name }) => name),
            ),
          ),
        ],
      ]),
    }
  }
  const isEncrypted = result.observations.some(({ protection }) => protection !== 'plaintext')
  throw new InputError(
    isEncrypted && !withSecrets
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
  extent: SliceExtent,
  keepsSecrets: boolean,
): Promise<Cut[]> {
  const cut: Cut[] = []
  const comments = sliceComments(result, version)
  let total = 0
  for (const [index, { sha256 }] of result.captures.entries()) {
    const pieces: Buffer[] = []
    const facts = await traffic.slice(index, {
      extent,
      keepsSecrets,
      ...comments,
      put: (bytes) => {
        total += bytes.length
        if (total > sliceBytesMax)
          throw new InputError('the slices are larger than 1 GiB: bundle fewer captures.')
        pieces.push(bytes)
      },
    })
    if (facts.frames.length > 0)
      cut.push({ name: `slices/${sha256 ?? ''}.pcapng`, bytes: Buffer.concat(pieces), facts })
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
    )
  } finally {
    unmount()
  }
}

function openBytes(bytes: Buffer): OpenFile {
  return {
    size: bytes.length,
    modifiedMs: 0,
    read: (into, offset, length, position) =>
      bytes.copy(into, offset, position, Math.min(bytes.length, position + length)),
    close: () => undefined,
  }
}

function recordOf(name: string, facts: SliceFacts, result: ScanResult): SliceRecord {
  const { sha256, fileBytes, packets } = result.captures[facts.capture] as ScanResult['captures'][number]
  return {
    part: name,
    capture: facts.capture,
    original: { sha256: sha256 ?? '', bytes: fileBytes, packets },
    frames: rangesOf(facts.frames),
  }
}
