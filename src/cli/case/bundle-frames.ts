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
    const part = partOf(recipe, capture, placesIn(document, capture))
    const wanted = named.slice(0, framesMax - frames.length)
    const before = frames.length
    if (part !== null) {
      const inPart = new Map(wanted.map((frame) => [part.numberOf(frame), frame]))
      const read = await readCaptured({ path: join(place, part.name), sha256: null }, new Set(inPart.keys()))
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

/** The part that holds the frames of a capture, and their numbers in it; null where it holds entries, or is not there. */
function partOf(
  recipe: Recipe,
  capture: number,
  places: string,
): { readonly name: string; numberOf(frame: number): number } | null {
  if (places !== 'frames') return null
  if (recipe.slices === undefined) {
    const name = recipe.captures[capture]
    return name === undefined ? null : { name, numberOf: (frame) => frame }
  }
  const slice = recipe.slices.find((one) => one.capture === capture)
  if (slice === undefined) return null
  const numbers = new Map(
    framesOf(slice.frames, slice.original.packets)?.map((frame, index) => [frame, index + 1]),
  )
  return { name: slice.part, numberOf: (frame) => numbers.get(frame) ?? 0 }
}

/** What places of a capture count, as its result says: `frames` or `entries`. */
function placesIn(document: unknown, capture: number): string {
  const { captures } = (document ?? {}) as { captures?: { places?: string }[] }
  return captures?.[capture]?.places ?? ''
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
