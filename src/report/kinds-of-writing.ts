import { plural } from './phrases.ts'

/** What of an observation makes its way of writing, beside the steps from the message to the value. */
export interface Written {
  readonly recipient: string
  readonly identifier: string
  readonly writtenAs: string
  readonly direction: string
}

/** The steps from the message to the value, with nothing hidden in them: a mask could make two ways one. */
export type StepsOf<One> = (observation: One) => readonly string[]

/** Observations by the way in which they are written: members of a list are written in one way, whatever their numbers. */
export function kindsOfWriting<One extends Written>(
  observations: readonly One[],
  stepsOf: StepsOf<One>,
): One[][] {
  const kinds = Map.groupBy(observations, (observation) => {
    const { recipient, identifier, writtenAs, direction } = observation
    const steps = stepsOf(observation).map((step) => step.replaceAll(/\[\d+\]/g, '[]'))
    return JSON.stringify([recipient, identifier, writtenAs, direction, ...steps])
  })
  return [...kinds.values()]
}

/** Beside the member of a list that stands for all of them; '' where it stands for itself. */
export function othersText<One>(kind: readonly One[], stepsOf: StepsOf<One>): string {
  const places = new Set(kind.map((one) => JSON.stringify(stepsOf(one))))
  if (places.size === 1) return ''
  return `This is the first of ${plural(places.size, 'place')} in a list; at the others it is written in the same way.`
}
