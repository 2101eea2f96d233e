/** Frames that the results of a bundle name, read from the captures or slices in it: to be committed to one by one. */
import { join, resolve } from 'node:path'
import type { ArchiveMember } from '../../case/bundle/archive.ts'
import { framesOf } from '../../case/frame-ranges.ts'
import type { Manifest, Recipe } from '../../case/manifest.ts'
import type { ArchiveSource } from '../../case/bundle/reading.ts'
import { framesNamed } from '../../case/redact/frames.ts'
import type { CommittedFrame } from '../../case/redact/frames.ts'
import { parseJson } from '../../core/parse-json.ts'
import { mount } from '../../pipeline/reading/open-file.ts'
import type { OpenFile } from '../../pipeline/reading/open-file.ts'
import { asCaptures } from '../../pipeline/reading/joined-files.ts'
import { readCaptured } from '../../pipeline/again/read-frames.ts'

/** Frames of one result that are committed to: each is kept in the file of secrets, whole. */
const framesMax = 65_536

/** Of a result, its frames, and how many more it names. */
export interface NamedFrames {
  readonly frames: readonly CommittedFrame[]
  readonly leftOut: number
}

/** The frames of each result, by its name. Those of files that hold entries instead of packets are counted only. */
export async function bundleFrames(
  source: ArchiveSource,
  manifest: Manifest,
  members: ReadonlyMap<string, ArchiveMember>,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, NamedFrames>> {
  // A folder that is on no disk.
  const place = resolve(`/varde-bundle-${process.pid}`)
  const unmount = mount(place, (name) => {
    const member = members.get(name)
    return member === undefined ? null : openMember(source, member)
  })
  try {
    const found = new Map<string, NamedFrames>()
    for (const recipe of manifest.recipes) {
      const text = texts.get(recipe.result)
      if (text !== undefined) found.set(recipe.result, await framesOfResult(place, recipe, parseJson(text)))
    }
    return found
  } finally {
    unmount()
  }
}

async function framesOfResult(place: string, recipe: Recipe, document: unknown): Promise<NamedFrames> {
  const frames: CommittedFrame[] = []
  let leftOut = 0
  for (const [capture, named] of framesNamed(document)) {
    const part = partOf(recipe, capture, toldCapture(document, capture))
    const wanted = named.slice(0, framesMax - frames.length)
    const before = frames.length
    if (part !== null) {
      const inPart = new Map(wanted.map((frame) => [part.numberOf(frame), frame]))
      const [path = '', ...further] = part.names.map((name) => join(place, name))
      const files = further.length === 0 ? {} : { files: [path, ...further].map((file) => ({ path: file })) }
      const read = await readCaptured({ path, sha256: null, ...files }, new Set(inPart.keys()))
      for (const [number, { bytes, ...facts }] of read) {
        const frame = inPart.get(number) ?? 0
        const { sec, nsec, linkType, wireBytes } = facts
        const hex = Buffer.from(bytes).toString('hex')
        frames.push({ capture, frame, sec, nsec, linkType, wireBytes, hex })
      }
    }
    leftOut += named.length - (frames.length - before)
  }
  return { frames, leftOut }
}

/** Parts that hold the frames of a capture, one behind the other. */
interface PartsOfCapture {
  readonly names: readonly string[]
  /** The number of a frame in them. */
  numberOf(frame: number): number
}

/** The part that holds the frames of a capture, or the files of a recording; null where it holds entries, or is not there. */
function partOf(recipe: Recipe, capture: number, told: ToldCapture): PartsOfCapture | null {
  if (told.places !== 'frames') return null
  if (recipe.slices === undefined) {
    const given = asCaptures(recipe.captures, recipe.recordings)[capture]
    if (given === undefined) return null
    const own = [given].flat()
    // They were read in the order that the result tells: the recipe says only which they are.
    const inOrder = (told.files ?? []).flatMap(({ path = '' }) => (own.includes(path) ? [path] : []))
    return { names: own.length > 1 ? inOrder : own, numberOf: (frame) => frame }
  }
  const slice = recipe.slices.find((one) => one.capture === capture)
  if (slice === undefined) return null
  const numbers = new Map(
    framesOf(slice.frames, slice.original.packets)?.map((frame, index) => [frame, index + 1]),
  )
  return { names: [slice.part], numberOf: (frame) => numbers.get(frame) ?? 0 }
}

/** What a result says of a capture: whether its places count `frames` or `entries`, and the files of a recording. */
interface ToldCapture {
  readonly places?: string
  readonly files?: readonly { readonly path?: string }[]
}

function toldCapture(document: unknown, capture: number): ToldCapture {
  const { captures } = (document ?? {}) as { captures?: ToldCapture[] }
  return captures?.[capture] ?? {}
}

function openMember(source: ArchiveSource, { start, bytes }: ArchiveMember): OpenFile {
  return {
    size: bytes,
    modifiedMs: 0,
    read: (into, offset, length, position) => {
      const count = Math.max(0, Math.min(length, bytes - position))
      if (count > 0) into.set(source.read(start + position, count), offset)
      return count
    },
    close: () => undefined,
  }
}
