import type { Observation } from '../assess/types.ts'
import { describeChain } from '../decode/describe-chain.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { hostOf } from './exports/exporter.ts'
import { fileNames } from './file-names.ts'
import { frameInFile } from './frame-in-file.ts'
import { mask } from './masking/mask.ts'
import { Masker } from './masking/masker.ts'
import { printable } from './writing/printable.ts'
import { exchangeKey } from '../assess/exchange-key.ts'
import { senderTitle } from '../assess/sender-title.ts'

/** Observations that one comment names; how many more there are is said. */
const namedMax = 40

/** What is written into a slice: a comment for each frame, and a note at the head of each capture. */
export interface SliceComments {
  commentOf(capture: number, frame: number): string
  noteOf(capture: number, frames: number): string
  /** The same for a file with entries, before it is known how many of them go into the slice. */
  entriesNoteOf(capture: number): string
}

/** Files of a recording that the note at the head names; how many more there are is said. */
const notedFilesMax = 200

/** The files of a recording, each in a line with what its bytes are known by; none of a capture in one file. */
function fileLines({ files = [] }: CaptureSummary, masker: Masker): string[] {
  const names = fileNames(files)
  const left = files.length - notedFilesMax
  return [
    ...files
      .slice(0, notedFilesMax)
      .map(
        ({ sha256, fileBytes }, index) =>
          `${masker.hideName(names[index] ?? '')}${sha256 === null ? '' : `, SHA-256 ${sha256}`}, ${fileBytes} bytes`,
      ),
    ...(left > 0 ? [`and ${left} more files`] : []),
  ]
}

/** Says which file of a recording holds a frame, and under which number; nothing of captures in one file. */
function placesIn(captures: readonly CaptureSummary[], masker: Masker): PlaceLines {
  const names = captures.map(({ files = [] }) => fileNames(files).map((name) => masker.hideName(name)))
  return (index, frame) => {
    const capture = captures[index]
    const place = capture === undefined ? null : frameInFile(capture, frame)
    return place === null ? [] : [`frame ${place.number} of ${names[index]?.[place.file] ?? ''}`]
  }
}

type PlaceLines = (capture: number, frame: number) => string[]

function nameOf({ path, sha256 }: CaptureSummary): string {
  const name = path.split('/').at(-1) ?? ''
  if (sha256 === null) return name
  // In a case, files are named by it.
  return name.startsWith(sha256) ? `the capture with the SHA-256 ${sha256}` : `${name}, SHA-256 ${sha256}`
}

/**
 * Comments of slices: a line for each observation in the frame, with kind of identifier, value (masked), recipient, and the
 * way from the bytes to the value.
 */
export function sliceComments(result: ScanResult, version: string): SliceComments {
  const masker = new Masker(result, false)
  const recipients = new Map(result.recipients.map((recipient) => [recipient.id, recipient]))
  const placesOf = placesIn(result.captures, masker)
  const protocols = new Map(
    result.transmissions.map((one) => [exchangeKey(one), one.summary.protocol.toUpperCase()]),
  )
  const byFrame = new Map<string, Observation[]>()
  for (const observation of result.observations) {
    for (const frame of new Set(observation.spans.map((span) => span.frame))) {
      const key = `${observation.capture}/${frame}`
      const known = byFrame.get(key)
      if (known === undefined) byFrame.set(key, [observation])
      else known.push(observation)
    }
  }
  const lineOf = (observation: Observation): string => {
    const recipient = recipients.get(observation.recipient)
    const host = recipient === undefined ? '?' : hostOf(recipient)
    const way = describeChain(
      masker.hideChain(observation, [observation]),
      protocols.get(exchangeKey(observation)) ?? 'HTTP',
    )
    const written = observation.writtenAs === '' ? '' : ` → ${observation.writtenAs}`
    const direction = observation.direction === 'sent' ? 'to' : 'from'
    return `${observation.identifier} ${mask(observation.value)} (${observation.confidence}) ${direction} ${masker.hide(host)}: ${way}${written}`
  }
  const contacts = new Map(
    result.contacts.map(({ capture, frame, name, family, source }) => [
      `${capture}/${frame}`,
      `${senderTitle(family)}: ${masker.hide(name)} (${source})`,
    ]),
  )
  return {
    commentOf: (capture, frame) => {
      const observed = byFrame.get(`${capture}/${frame}`) ?? []
      const contact = contacts.get(`${capture}/${frame}`)
      const more = observed.length - namedMax
      const lines = [
        ...placesOf(capture, frame),
        ...observed.slice(0, namedMax).map(lineOf),
        ...(more > 0 ? [`and ${more} more observations`] : []),
        ...(contact === undefined ? [] : [contact]),
      ]
      return lines.map(printable).join('\n')
    },
    noteOf: (capture, frames) => {
      const original = result.captures[capture] as CaptureSummary
      return [
        `varde ${version}: ${frames} of ${original.packets} frames of ${nameOf(original)}`,
        ...fileLines(original, masker),
      ]
        .map(printable)
        .join('\n')
    },
    entriesNoteOf: (capture) => {
      const original = result.captures[capture] as CaptureSummary
      return printable(`varde ${version}: from the ${original.entries} entries of ${nameOf(original)}`)
    },
  }
}
