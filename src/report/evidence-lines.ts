import { shellWord } from '../core/shell-word.ts'
import { formatInstant } from '../core/time.ts'
import type { Observation } from '../assess/types.ts'
import type { CaptureSummary, ScanResult } from '../pipeline/scan-result.ts'
import { holdsEntries, liesEncrypted } from './entries.ts'
import { isNetwork, standardInput } from './file-names.ts'
import { frameInFile } from './frame-in-file.ts'
import { framesOf } from './frames-of.ts'
import { printable } from './writing/printable.ts'
import { wiresharkNumber } from '../core/numbered-blocks.ts'

/** Frames that one filter names; an observation over more is shown by its first ones. */
const framesMax = 40
/** Characters of a piece of the lines, about. */
const pieceCharacters = 65_536

/**
 * How one observation can be looked up: terms and what they say. `name`: the capture's name to print. Where `tshark` can not
 * read the capture as it lies, what has to be done first stands in place of the command; in a bundle no file is encrypted. `names`: of
 * the files of a recording, to print.
 */
export function evidenceOf(
  result: ScanResult,
  observation: Observation,
  name: string,
  isInBundle = false,
  names: readonly string[] = [],
): (readonly [term: 'filter' | 'command' | 'first' | 'bytes' | 'place', text: string])[] {
  const capture = result.captures[observation.capture]
  const frames = framesOf(observation).slice(0, framesMax)
  if (capture !== undefined && holdsEntries(capture))
    return [['place', `${name}, entry ${frames.join(', ')}`]]
  if (capture?.files !== undefined)
    return evidenceInRecording(result, observation, frames, capture, names, isInBundle)
  const first = firstText(capture, isInBundle)
  const isSealed = liesEncrypted(result, observation)
  const blocks = capture?.numberedBlocks ?? []
  const numbers = frames.map((frame) => wiresharkNumber(blocks, frame))
  const filter = filterOf(numbers)
  return [
    ['filter', filter],
    ...(isSealed && first === '' ? [['first', keysText] as const] : []),
    first === '' ? ['command', `tshark -r ${shellWord(name)} -Y '${filter}' -x`] : ['first', first],
    ['bytes', `${spansText(observation)}${isSealed ? '; encrypted there' : ''}`],
    ...(numbers.every((number, at) => number === frames[at])
      ? []
      : [['place', shifted(frames, numbers)] as const]),
  ]
}

/** The same in a recording that was cut into files: in each of them its frames are numbered anew. */
function evidenceInRecording(
  result: ScanResult,
  observation: Observation,
  frames: readonly number[],
  capture: CaptureSummary,
  names: readonly string[],
  isInBundle: boolean,
): ReturnType<typeof evidenceOf> {
  const { files = [] } = capture
  const isSealed = liesEncrypted(result, observation)
  const places = frames.flatMap((frame) => {
    const place = frameInFile(capture, frame)
    return place === null ? [] : [{ frame, ...place }]
  })
  return [
    ...[...Map.groupBy(places, ({ file }) => file)].flatMap(([file, inFile]) => {
      const filter = filterOf(inFile.map(({ number }) => number))
      const name = names[file] ?? ''
      const own = files[file]
      const first = own === undefined ? '' : firstText(own, isInBundle)
      const command = `tshark -r ${shellWord(name)} -Y '${filter}' -x`
      return [
        ['filter', filter] as const,
        first === '' ? (['command', command] as const) : (['first', `${name}: ${first}`] as const),
        ['place', placesIn(name, inFile)] as const,
      ]
    }),
    ...(isSealed ? [['first', keysText] as const] : []),
    ['bytes', `${spansText(observation)}${isSealed ? '; encrypted there' : ''}`],
  ]
}

/** What the frames of a recording are called in one of its files. */
function placesIn(
  name: string,
  places: readonly { readonly frame: number; readonly number: number }[],
): string {
  const pairs = places.map(({ frame, number }) => `frame ${frame} of the recording is frame ${number}`)
  return `in ${name}, ${pairs.join(', ')}`
}

function filterOf(numbers: readonly number[]): string {
  return numbers.length === 1
    ? `frame.number == ${numbers[0] ?? 0}`
    : `frame.number in {${numbers.join(', ')}}`
}

function spansText({ spans }: Observation): string {
  return spans
    .slice(0, framesMax)
    .map(({ frame, start, end }) => `frame ${frame} bytes ${start} to ${end - 1}`)
    .join('; ')
}

/** What `tshark` needs to show what is encrypted. */
const keysText =
  'where the capture does not hold the secrets itself, name the key log to tshark: -o tls.keylog_file:FILE'

/** What has to be done before other tools can read a capture; '' where they can. */
function firstText(
  capture: Pick<CaptureSummary, 'path' | 'isZipped' | 'isSealed'> | undefined,
  isInBundle: boolean,
): string {
  if (capture === undefined) return ''
  const { path, isZipped, isSealed } = capture
  if (path === standardInput) return 'save what was piped in as a file: it was not kept'
  if (isNetwork(path)) return 'record it in a file: what came over the network was not kept'
  if (isSealed === true && !isInBundle)
    return 'take the capture out of the encrypted case (varde case bundle), or out of the bundle (unzip)'
  return isZipped === true ? 'unpack the zip archive: tshark reads none' : ''
}

/** What is said where Wireshark numbers frames otherwise. */
function shifted(frames: readonly number[], numbers: readonly number[]): string {
  const pairs = frames.map((frame, at) => `${frame} as ${numbers[at] ?? 0}`)
  return `Wireshark also numbers blocks of the capture that hold no packet: it counts frame ${pairs.join(', ')}`
}

/** The name of a capture, or those of the files of a recording in their order. */
export type EvidenceName = string | readonly string[]

/**
 * For each observation: how anyone can look at the same bytes with other tools. The Wireshark display filter, and the
 * `tshark` command that prints the frames; values themselves are not repeated. `names`: the captures' names to print, of a
 * recording those of its files.
 */
export function evidenceLines(result: ScanResult, names: readonly EvidenceName[]): string {
  return [...evidencePieces(result, names)].join('')
}

/** {@link evidenceLines} in pieces of whole observations: of many captures there is no text that long. */
export function* evidencePieces(result: ScanResult, names: readonly EvidenceName[]): Generator<string> {
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  let text = result.observations.length === 0 ? '\n' : ''
  for (const observation of result.observations) {
    const capture = result.captures[observation.capture]
    const named = names[observation.capture] ?? capture?.path ?? ''
    const [name, files] = typeof named === 'string' ? [named, []] : ['', named]
    const head = `${observation.id}  ${observation.identifier} (${observation.confidence}) to ${hosts.get(observation.recipient) ?? '?'} at ${formatInstant(observation.at, capture?.timeDigits ?? 6)}`
    text += `${printable(head)}\n`
    for (const [term, words] of evidenceOf(result, observation, name, true, files))
      text += `${printable(term === 'place' ? `    ${words}` : `    ${`${term}:`.padEnd(8)} ${words}`)}\n`
    text += '\n'
    if (text.length < pieceCharacters) continue
    yield text
    text = ''
  }
  yield text
}
