import { isPublicSeal, isSealedByProgram } from './sealed-by-program.ts'
import { sureIdentifiers } from './sure-identifiers.ts'
import type { Observation } from './types.ts'
import { listed } from './listed.ts'

/** What was sent, and how it travelled as far as that is known. */
export function titleFor(
  identifiers: readonly string[],
  observations: readonly Observation[],
  isNameInLog: boolean,
): string {
  if (isNameInLog)
    return `${surestFirst(identifiers, observations)} in the name of a server, by the device’s own log`
  const namesOf = (some: readonly Observation[]): ReadonlySet<string> =>
    new Set(some.map(({ identifier }) => identifier))
  const inClear = observations.filter(isInClear)
  const clear = namesOf(inClear)
  const untold = namesOf(observations.filter(({ protection }) => protection === 'unknown'))
  const open = identifiers.filter((name) => clear.has(name))
  const closed = identifiers.filter((name) => !clear.has(name) && !untold.has(name))
  const rest = identifiers.filter((name) => !clear.has(name) && untold.has(name))
  const parts = [
    ...(open.length === 0 ? [] : [`${surestFirst(open, inClear)} sent in clear text`]),
    ...(closed.length === 0
      ? []
      : [`${surestFirst(closed, observations)} ${open.length === 0 ? 'sent encrypted' : 'encrypted'}`]),
    ...(rest.length === 0 ? [] : [`${surestFirst(rest, observations)} sent`]),
  ]
  return parts.join(', ')
}

/** `imei, possibly email`: what is more than possible, and behind it what is not. */
function surestFirst(names: readonly string[], observations: readonly Observation[]): string {
  const sure = sureIdentifiers(observations)
  const first = names.filter((name) => sure.has(name))
  const doubtful = names.filter((name) => !sure.has(name))
  return listed([...first, ...doubtful.map((name, at) => (at === 0 ? `possibly ${name}` : name))])
}

/** Whether it went in clear text. */
export function isInClear(observation: SentBytes): boolean {
  return observation.protection === 'plaintext' && !isSealedByProgram(observation)
}

/** Whether it went under a key that is published, and nothing else around it: whoever is on the way can open it. */
export function isOpenable(observation: SentBytes): boolean {
  return observation.protection === 'plaintext' && isPublicSeal(observation)
}

/** How bytes travelled, and the steps to what they say. */
type SentBytes = Pick<Observation, 'protection' | 'chain'>
