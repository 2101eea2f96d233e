import type { Command } from 'commander'
import { repeatable } from '../options/repeatable.ts'
import { readText } from '../read-text.ts'
import { openingsText, readOpenings } from '../../case/redact/commitment.ts'
import { frameKind, readFrameText } from '../../case/redact/frames.ts'
import type { Opening, OpeningsFile } from '../../case/redact/commitment.ts'
import { InputError } from '../../core/errors.ts'
import { writeNewFile } from '../write-new-file.ts'
import { say } from './acting.ts'

/** Frames stand whole in secrets: more than this is no text any more. */
const secretsBytesMax = 536_870_888

interface RevealFlags {
  readonly output: string
  readonly value: readonly string[]
  readonly identifier: readonly string[]
  readonly frame: readonly string[]
}

/** Adds `varde case reveal`: takes single openings out of the secrets of a redacted bundle. */
export function addCaseReveal(group: Command): void {
  group
    .command('reveal')
    .description(
      'Take what opens single values of a redacted bundle out of its secrets: whoever gets it can check these, and no others.',
    )
    .argument('<secrets>', 'the file that varde case redact wrote beside the bundle')
    .requiredOption('-o, --output <file>', 'the file to write')
    .addOption(repeatable('--value <text>', 'a value, in full'))
    .addOption(repeatable('--identifier <name>', 'all values of a kind: imei, iccid, digest …'))
    .addOption(repeatable('--frame <number>', 'a frame as it was captured, whole, with all that is in it'))
    .action(async (path: string, flags: RevealFlags) => {
      if (flags.value.length === 0 && flags.identifier.length === 0 && flags.frame.length === 0)
        throw new InputError('say what to reveal: --value TEXT, --identifier NAME or --frame NUMBER.')
      const { manifest, openings } = openingsIn(path)
      for (const value of flags.value)
        if (!openings.some((opening) => opening.value === value))
          throw new InputError('--value: no commitment is to one of the values that were given.')
      for (const name of flags.identifier)
        if (!openings.some((opening) => opening.identifier === name))
          throw new InputError(
            `--identifier ${name}: there is no such value; there are ${[...new Set(openings.map(({ identifier }) => identifier))].join(', ')}.`,
          )
      const numbers = new Map(openings.map((opening) => [opening, frameNumber(opening)]))
      for (const frame of flags.frame) {
        if (!/^\d+$/.test(frame)) throw new InputError(`--frame ${frame}: give the number of a frame.`)
        if (![...numbers.values()].includes(frame))
          throw new InputError(
            `--frame ${frame}: no commitment is to this frame; those of a value stand beside it in scan.json.`,
          )
      }
      const chosen = openings.filter((opening) => {
        const { identifier, value } = opening
        const number = numbers.get(opening) ?? null
        return (
          (number !== null && flags.frame.includes(number)) ||
          flags.value.includes(value) ||
          flags.identifier.includes(identifier)
        )
      })
      writeNewFile(flags.output, Buffer.from(openingsText({ manifest, openings: chosen })))
      await say(
        `wrote ${flags.output}: it reveals ${chosen.map((opening) => openingName(opening)).join(', ')}, and no more`,
      )
      if (chosen.some(({ identifier }) => identifier === frameKind))
        await say('a frame is revealed whole: varde verify --reveal-file says which kinds of values it shows')
    })
}

/** Number of the frame that an opening is about, as text; null where it is about something else. */
function frameNumber({ identifier, value }: Opening): string | null {
  const frame = identifier === frameKind ? readFrameText(value) : null
  return frame === null ? null : String(frame.frame)
}

function openingName(opening: Opening): string {
  const frame = frameNumber(opening)
  return frame === null ? `${opening.identifier} ${opening.number}` : `the frame ${frame}`
}

/** Reads openings. Throws an InputError for what holds none. */
export function openingsIn(path: string): OpeningsFile {
  const text = readText(path, path, secretsBytesMax)
  const openings = readOpenings(text)
  if (openings === null)
    throw new InputError(
      `${path} holds no openings of a redacted bundle (varde case redact, varde case reveal).`,
    )
  return openings
}
