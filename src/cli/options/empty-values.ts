import type { Command } from 'commander'
import { InputError } from '../../core/errors.ts'

/**
 * Has every option that takes a value refuse an empty one, also of the commands below, and every command an empty
 * argument: it comes of a variable that was not set, and what was meant would be passed over without a word.
 */
export function refuseEmptyValues(command: Command): void {
  for (const option of command.options) {
    if (!option.required && !option.optional) continue
    const name = option.long ?? option.flags
    const wanted = `give ${/[<[].+[>\]]/.exec(option.flags)?.[0] ?? 'a value'}${option.mandatory ? '' : ', or leave it out'}`
    command.on(`option:${option.name()}`, (value: string | null) => {
      if (value === '') throw new InputError(`${name} is empty: ${wanted}.`)
    })
  }
  command.hook('preAction', (_, acting) => {
    const at = acting.args.indexOf('')
    if (at < 0) return
    const name = (acting.registeredArguments[at] ?? acting.registeredArguments.at(-1))?.name() ?? 'argument'
    throw new InputError(name === 'file' ? 'a file name is empty.' : `the ${name} is empty: give one.`)
  })
  for (const below of command.commands) refuseEmptyValues(below)
}
