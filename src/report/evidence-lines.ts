import { shellWord } from '../core/shell-word.ts'
import { formatInstant } from '../core/time.ts'
import type { Observation } from '../assess/types.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { holdsEntries } from './entries.ts'
import { standardInput } from './file-names.ts'
import { framesOf } from './frames-of.ts'
import { printable } from './writing/printable.ts'
import { wiresharkNumber } from '../core/numbered-blocks.ts'

/** Frames that one filter names; an observation over more is shown by its first ones. */
const framesMax = 40

/** How one observation can be looked up: terms and what they say. `name`: the capture's name to print. */
export function evidenceOf(
  result: ScanResult,
  observation: Observation,
  name: string,
): (readonly [term: 'filter' | 'command' | 'bytes' | 'place', text: string])[] {
  const capture = result.captures[observation.capture]
  const frames = framesOf(observation).slice(0, framesMax)
  if (capture !== undefined && holdsEntries(capture))
    return [['place', `${name}, entry ${frames.join(', ')}`]]
  const file = capture?.path === standardInput ? standardInput : name
  const blocks = capture?.numberedBlocks ?? []
  const numbers = frames.map((frame) => wiresharkNumber(blocks, frame))
  const filter =
    numbers.length === 1 ? `frame.number == ${numbers[0] ?? 0}` : `frame.number in {${numbers.join(', ')}}`
  const spans = observation.spans
    .slice(0, framesMax)
    .map(({ frame, start, end }) => `frame ${frame} bytes ${start} to ${end - 1}`)
  return [
    ['filter', filter],
    ['command', `tshark -r ${shellWord(file)} -Y '${filter}' -x`],
    ['bytes', spans.join('; ')],
    ...(numbers.every((number, at) => number === frames[at])
      ? []
      : [['place', shifted(frames, numbers)] as const]),
  ]
}

/** What is said where Wireshark numbers frames otherwise. */
function shifted(frames: readonly number[], numbers: readonly number[]): string {
  const pairs = frames.map((frame, at) => `${frame} as ${numbers[at] ?? 0}`)
  return `Wireshark also numbers blocks of the capture that hold no packet: it counts frame ${pairs.join(', ')}`
}

/**
 * For each observation: how anyone can look at the same bytes with other tools. The Wireshark display filter, and the
 * `tshark` command that prints the frames; values themselves are not repeated. `names`: the captures' names to print.
 */
export function evidenceLines(result: ScanResult, names: readonly string[]): string {
  const hosts = new Map(result.recipients.map(({ id, host }) => [id, host]))
  const lines: string[] = []
  for (const observation of result.observations) {
    const capture = result.captures[observation.capture]
    const name = names[observation.capture] ?? capture?.path ?? ''
    lines.push(
      printable(
        `${observation.id}  ${observation.identifier} (${observation.confidence}) to ${hosts.get(observation.recipient) ?? '?'} at ${formatInstant(observation.at, capture?.timeDigits ?? 6)}`,
      ),
    )
    for (const [term, text] of evidenceOf(result, observation, name))
      lines.push(printable(term === 'place' ? `    ${text}` : `    ${`${term}:`.padEnd(8)} ${text}`))
    lines.push('')
  }
  return `${lines.join('\n')}\n`
}
