import { limits } from '../core/limits.ts'

/**
 * Names of values and paths to them (`$.events[0].imei`): where names are long, or objects deep, they are told without
 * their middle. Else one name of a megabyte would be copied and read for each of the thousands of values below it.
 */

const { nameCharactersMax, pathCharactersMax } = limits.decode
const plainName = /^[A-Za-z_$][\w$]*$/

/** Path of the member `name` of what stands at `path`. */
export function memberPath(path: string, name: string): string {
  const [holder, shown] = [shortened(path, pathCharactersMax), shortened(name, nameCharactersMax)]
  return plainName.test(shown) ? `${holder}.${shown}` : `${holder}[${JSON.stringify(shown)}]`
}

/** The beginning and the end, where most of the meaning is. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  const kept = charactersMax >> 1
  return `${text.slice(0, kept)}…${text.slice(1 - kept)}`
}
