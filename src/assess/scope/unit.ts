/** `affected`: it sent; `clean`: it did not, in enough exposures to say so; `undetermined`: it did not, in too few. */
export type UnitState = 'affected' | 'clean' | 'undetermined'

/** One physical device of a fleet. Of its serial number only the beginning is kept, as an attribute. */
export interface Unit {
  readonly id: string
  readonly attributes: ReadonlyMap<string, string>
  readonly state: UnitState
  /** Events (or observed hours) without a send: what "clean" rests on. */
  readonly exposures: number
  readonly hits: number
  /** Why it is in this state, in a few words. */
  readonly reason: string
}
