import { describeSteps } from '../decode/describe-chain.ts'
import type { Opening } from '../case/redact/commitment.ts'
import { mask } from '../report/masking/mask.ts'
import { Masker } from '../report/masking/masker.ts'
import type { ShownObservation, ShownScan } from './scan-document.ts'

/** Values of a redacted bundle that were opened, by their marks. */
export type Opened = ReadonlyMap<string, Opening>

/** A result and how its values are shown: look-ups made once, and every text passed through `hide`. */
export class ResultView {
  readonly scan: ShownScan
  readonly isRevealed: boolean
  private readonly opened: Opened
  private readonly masker: Masker
  private readonly names: ReadonlyMap<string, string>

  constructor(scan: ShownScan, isRevealed: boolean, opened: Opened = new Map()) {
    this.scan = scan
    this.isRevealed = isRevealed
    this.opened = opened
    const others = scan.otherValues.map((value) => ({ value, normal: value }))
    // Marks of a redacted bundle are no values: they are to be read.
    const observations = [...scan.observations, ...others].filter(({ value }) => !value.startsWith('⟦'))
    this.masker = new Masker(
      { observations, profile: null, recipients: scan.recipients.map(({ name }) => ({ host: name })) },
      isRevealed,
    )
    this.names = new Map(scan.recipients.map(({ id, name }) => [id, name]))
  }

  hide(text: string, own: readonly ShownObservation[] = []): string {
    return this.masker.hide(text, own)
  }

  recipient(id: string): string {
    return this.hide(this.names.get(id) ?? '?')
  }

  value(observation: ShownObservation): string {
    const opened = this.opened.get(observation.normal)
    if (opened !== undefined)
      return `${observation.normal} = ${this.isRevealed ? opened.value : mask(opened.value)}`
    return this.isRevealed ? observation.value : observation.masked
  }

  /** The steps from the message to the value. */
  steps(observation: ShownObservation): string[] {
    return this.plainSteps(observation).map((step) => this.hide(step, [observation]))
  }

  /** The same with nothing hidden: not to be shown. */
  plainSteps({ chain, protocol }: ShownObservation): string[] {
    return describeSteps(chain, protocol.toUpperCase())
  }
}
