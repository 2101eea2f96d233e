import type { Command } from 'commander'
import { collected } from '../collected.ts'
import { readText } from '../read-text.ts'
import { openingsText, readOpenings } from '../../case/redact/commitment.ts'
import type { OpeningsFile } from '../../case/redact/commitment.ts'
import { InputError } from '../../core/errors.ts'
import { writeNewFile } from '../write-new-file.ts'
import { say } from './acting.ts'

interface RevealFlags {
  readonly output: string
  readonly value: readonly string[]
  readonly identifier: readonly string[]
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
    .option('--value <text>', 'a value, in full (repeatable)', collected, [])
    .option('--identifier <name>', 'all values of a kind: imei, iccid, digest … (repeatable)', collected, [])
    .action(async (path: string, flags: RevealFlags) => {
      if (flags.value.length === 0 && flags.identifier.length === 0)
        throw new InputError('say what to reveal: --value TEXT or --identifier NAME.')
      const { manifest, openings } = openingsIn(path)
      for (const value of flags.value)
        if (!openings.some((opening) => opening.value === value))
          throw new InputError('--value: no commitment is to one of the values that were given.')
      for (const name of flags.identifier)
        if (!openings.some((opening) => opening.identifier === name))
          throw new InputError(
            `--identifier ${name}: there is no such value; there are ${[...new Set(openings.map(({ identifier }) => identifier))].join(', ')}.`,
          )
      const chosen = openings.filter(
        ({ identifier, value }) => flags.value.includes(value) || flags.identifier.includes(identifier),
      )
      writeNewFile(flags.output, Buffer.from(openingsText({ manifest, openings: chosen })))
      await say(
        `wrote ${flags.output}: it reveals ${chosen.map(({ identifier, number }) => `${identifier} ${number}`).join(', ')}, and no more`,
      )
    })
}

/** Reads openings. Throws an InputError for what holds none. */
export function openingsIn(path: string): OpeningsFile {
  const text = readText(path)
  const openings = readOpenings(text)
  if (openings === null)
    throw new InputError(
      `${path} holds no openings of a redacted bundle (varde case redact, varde case reveal).`,
    )
  return openings
}
