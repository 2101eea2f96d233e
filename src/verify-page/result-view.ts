import { describeSteps } from '../decode/describe-chain.ts'
import { identifiers } from '../detect/identifiers.gen.ts'
import { Masker } from '../report/masker.ts'
import type { ShownObservation, ShownScan } from './scan-document.ts'

/** A result and how its values are shown: look-ups made once, and every text passed through `hide`. */
export class ResultView {
  readonly scan: ShownScan
  readonly isRevealed: boolean
  private readonly masker: Masker
  private readonly names: ReadonlyMap<string, string>

  constructor(scan: ShownScan, isRevealed: boolean) {
    this.scan = scan
    this.isRevealed = isRevealed
    const others = scan.otherValues.map((value) => ({ value, normal: value }))
    this.masker = new Masker({ observations: [...scan.observations, ...others], profile: null }, isRevealed)
    this.names = new Map(scan.recipients.map(({ id, name }) => [id, name]))
  }

  hide(text: string, own: readonly ShownObservation[] = []): string {
    return this.masker.hide(text, own)
  }

  recipient(id: string): string {
    return this.hide(this.names.get(id) ?? '?')
  }

  value(observation: ShownObservation): string {
    return this.isRevealed ? observation.value : observation.masked
  }

  /** The steps from the message to the value. */
  steps(observation: ShownObservation): string[] {
    return describeSteps(observation.chain, observation.protocol.toUpperCase()).map((step) =>
      this.hide(step, [observation]),
    )
  }
}

/** The title of an identifier, its name where it is none that this page knows. */
export function titleOf(name: string): string {
  return identifiers.find((type) => type.name === name)?.title ?? name
}
