import type { Observation } from '../assess/types.ts'

/** Numbers of the frames that carry an observation, ascending, each once. */
export function framesOf(observation: Observation): number[] {
  return [...new Set(observation.spans.map((span) => span.frame))].sort((left, right) => left - right)
}
