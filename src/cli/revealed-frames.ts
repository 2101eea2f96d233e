/** What frames show that were revealed of a redacted bundle: a scan of them alone comes to the observations again. */
import { fieldsOf, listOf } from '../core/json-value.ts'
import { join, resolve } from 'node:path'
import { openAttribution } from '../attribute/attribution.ts'
import { markOf } from '../case/redact/commitment.ts'
import type { Opening } from '../case/redact/commitment.ts'
import { frameKind, readFrameText } from '../case/redact/frames.ts'
import type { CommittedFrame } from '../case/redact/frames.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import type { Profile } from '../device/types.ts'
import { mount } from '../pipeline/reading/open-file.ts'
import { scan } from '../pipeline/scan.ts'
import { openBytes } from './case/slice-evidence.ts'
import { readData } from './data-files.ts'

/** A place that a redacted bundle lists, with the mark of its frame. */
export interface ListedFrame {
  readonly capture: number
  readonly frame: number
  readonly bytes: string
}

const shownMax = 8

/** Lines on the frames that were opened, and what does not hold. `scans`: the results of the bundle. */
export async function revealedFrames(
  opened: readonly Opening[],
  listed: readonly ListedFrame[],
  scans: readonly unknown[],
): Promise<{ lines: string[]; problems: string[] }> {
  const problems: string[] = []
  const frames: CommittedFrame[] = []
  const places = new Map(listed.map(({ bytes, capture, frame }) => [bytes, `${capture}/${frame}`]))
  for (const opening of opened) {
    if (opening.identifier !== frameKind) continue
    const frame = readFrameText(opening.value)
    const name = `${frameKind} ${opening.number}`
    if (frame === null) problems.push(`${name} is no frame`)
    else if (places.get(markOf(opening)) !== `${frame.capture}/${frame.frame}`)
      problems.push(`${name} is another frame than the bundle says`)
    else frames.push(frame)
  }
  if (frames.length === 0) return { lines: [], problems }
  frames.sort((left, right) => left.capture - right.capture || left.frame - right.frame)
  const values = opened.filter(({ identifier }) => identifiers.some(({ name }) => name === identifier))
  const seen = await observationsIn(frames, values)
  const lines = [
    `✓ ${frames.length === 1 ? 'this frame is the one' : 'these frames are those'} that the bundle commits to: ${shortened(frames.map(({ frame }) => String(frame)))}`,
  ]
  const isOpen = new Set(frames.map(({ capture, frame }) => `${capture}/${frame}`))
  const valueOf = new Map(values.map((opening) => [markOf(opening), opening]))
  const found = new Map<string, { seen: string[]; unseen: string[] }>()
  for (const one of scans.flatMap((document) => listOf(fieldsOf(document)['observations']))) {
    const { id, capture, normal, spans } = fieldsOf(one)
    const opening = valueOf.get(String(normal))
    const own = listOf(spans).map((span) => fieldsOf(span))
    if (opening === undefined || own.length === 0) continue
    if (!own.every(({ frame }) => isOpen.has(`${Number(capture)}/${Number(frame)}`))) continue
    const name = `${opening.identifier} ${opening.number}`
    const group = found.get(name) ?? { seen: [], unseen: [] }
    found.set(name, group)
    const key = keyOf(opening.identifier, opening.value, Number(capture), own)
    if (seen.keys.has(key)) group.seen.push(String(id))
    else group.unseen.push(String(id))
  }
  for (const [name, group] of found) {
    if (group.seen.length > 0)
      lines.push(`✓ ${name} stands in them, in the same bytes: ${shortened(group.seen)}`)
    if (group.unseen.length > 0)
      lines.push(
        `${name} is not found in them alone (more frames of the message, or keys, would be needed): ${shortened(group.unseen)}`,
      )
  }
  const also = [...seen.kinds].filter((kind) => !values.some(({ identifier }) => identifier === kind))
  if (also.length > 0)
    lines.push(`beside what was revealed by itself, these frames show: ${also.sort().join(', ')}`)
  return { lines, problems }
}

/** What a scan of frames alone finds, with the opened values as the phone's own. */
async function observationsIn(
  frames: readonly CommittedFrame[],
  values: readonly Opening[],
): Promise<{ keys: Set<string>; kinds: Set<string> }> {
  // One file for each capture and link type: a pcap file has one.
  const groups = [...Map.groupBy(frames, ({ capture, linkType }) => `${capture}-${linkType}.pcap`)]
  const place = resolve(`/varde-frames-${process.pid}`)
  const unmount = mount(place, (name) => {
    const own = groups.find(([file]) => file === name)?.[1]
    return own === undefined ? null : openBytes(pcapOf(own))
  })
  try {
    const result = await scan(
      groups.map(([name]) => join(place, name)),
      {
        profile: profileOf(values),
        attribution: openAttribution(readData),
        wantsHash: false,
        onProgress: () => undefined,
      },
    )
    const keys = new Set<string>()
    const kinds = new Set<string>()
    for (const { identifier, normal, capture, spans } of result.observations) {
      const own = groups[capture]?.[1] ?? []
      kinds.add(identifier)
      const placed = spans.map((span) => ({ ...span, frame: own[span.frame - 1]?.frame ?? 0 }))
      keys.add(keyOf(identifier, normal, own[0]?.capture ?? 0, placed))
    }
    return { keys, kinds }
  } finally {
    unmount()
  }
}

function profileOf(values: readonly Opening[]): Profile {
  const listed = new Map<string, string[]>()
  for (const { identifier, value } of values)
    listed.set(identifier, [...(listed.get(identifier) ?? []), value])
  return { name: '', identifiers: listed, places: [] }
}

function keyOf(
  identifier: string,
  normal: string,
  capture: number,
  spans: readonly Readonly<Record<string, unknown>>[],
): string {
  const places = spans.map(({ frame, start, end }) => [frame, start, end])
  return JSON.stringify([identifier, normal, capture, places])
}

/** A pcap file with nanoseconds (draft-ietf-opsawg-pcap). */
function pcapOf(frames: readonly CommittedFrame[]): Buffer {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b23c4d, 0)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(0x40000, 16)
  head.writeUInt32LE((frames[0]?.linkType ?? 0) & 0xffff, 20)
  const records = frames.flatMap(({ sec, nsec, wireBytes, hex }) => {
    const bytes = Buffer.from(hex, 'hex')
    const record = Buffer.alloc(16)
    record.writeUInt32LE(sec >>> 0, 0)
    record.writeUInt32LE(nsec >>> 0, 4)
    record.writeUInt32LE(bytes.length, 8)
    record.writeUInt32LE(wireBytes >>> 0, 12)
    return [record, bytes]
  })
  return Buffer.concat([head, ...records])
}

function shortened(names: readonly string[]): string {
  const more = names.length - shownMax
  return `${names.slice(0, shownMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
