import type { Observation } from './types.ts'

/** The way to a value, whatever its number in a list is: the same for what one program writes at one place of its messages. */
export function fieldOf({ chain }: Pick<Observation, 'chain'>): string {
  return JSON.stringify(chain.map(({ step, detail }) => [step, detail.replaceAll(/\[\d+\]/g, '[]')]))
}
