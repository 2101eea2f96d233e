import { Random } from './random.ts'

/** What is done to the phone in an experiment; `quiet`: nothing, as the control. */
export type Stimulus = 'boot' | 'screen-on' | 'unlock' | 'quiet'

/** One step of an experiment. */
export interface Step {
  readonly stimulus: Stimulus
  /** Seconds to wait before it. */
  readonly waitS: number
}

/** How often each stimulus comes, and the seed of their order. */
export interface ProtocolOptions {
  readonly boots: number
  readonly screenOns: number
  readonly unlocks: number
  readonly quiet: number
  /** Shortest time between two stimuli, in seconds. */
  readonly gapS: number
  readonly seed: number
}

/**
 * The order of an experiment: all stimuli shuffled, with waits of one to two gaps between them, so that neither a rhythm
 * of the sender nor one of the person can look like an answer. A quiet period is five gaps long. The same seed gives the
 * same protocol.
 */
export function planProtocol(options: ProtocolOptions): Step[] {
  const random = new Random(options.seed, 21)
  const stimuli: Stimulus[] = [
    ...Array.from({ length: options.boots }, (): Stimulus => 'boot'),
    ...Array.from({ length: options.screenOns }, (): Stimulus => 'screen-on'),
    ...Array.from({ length: options.unlocks }, (): Stimulus => 'unlock'),
    ...Array.from({ length: options.quiet }, (): Stimulus => 'quiet'),
  ]
  return random.shuffle(stimuli).map((stimulus) => {
    const wait = options.gapS * random.between(1, 2) * (stimulus === 'quiet' ? 5 : 1)
    return { stimulus, waitS: Math.round(wait * 1_000) / 1_000 }
  })
}
