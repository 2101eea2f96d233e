import { givenKeyStep, publishedKeyStep } from '../core/opened-step.ts'
import type { Observation } from './types.ts'

type Opened = Pick<Observation, 'chain'>

/** Whether the program had encrypted it itself, and a key that was given, or is published, opened it. */
export function isSealedByProgram(observation: Opened): boolean {
  return isOpenedBy(observation, givenKeyStep) || isPublicSeal(observation)
}

/** The same under a key that is published: on the way anybody can open it. */
export function isPublicSeal(observation: Opened): boolean {
  return isOpenedBy(observation, publishedKeyStep)
}

function isOpenedBy({ chain }: Opened, name: string): boolean {
  return chain.some(({ step }) => step === name)
}
