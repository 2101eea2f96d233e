import type { Command } from 'commander'
import { InputError } from '../../core/errors.ts'

/**
 * Has every option that takes one value refuse a second one, also of the commands below: commander takes the last, and what
 * was said before it (another phone's profile) would be passed over without a word.
 */
export function refuseSecondValues(command: Command): void {
  for (const option of command.options) {
    const takesOne =
      (option.required || option.optional) && !option.variadic && !Array.isArray(option.defaultValue)
    if (!takesOne) continue
    let before: string | null = null
    command.on(`option:${option.name()}`, (value: string | null) => {
      // What is empty is no other value: the command says itself what it wants.
      if (before !== null && value !== null && value !== '' && value !== before)
        throw new InputError(
          `${option.long ?? option.flags} is given twice (${before}, ${value}), and takes one value.`,
        )
      before = value
    })
  }
  for (const below of command.commands) refuseSecondValues(below)
}
