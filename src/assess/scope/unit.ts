/** `affected`: it sent, or contacted the sender that was asked about; `clean`: it did not, in enough exposures to say so; `undetermined`: it did not, in too few. */
export type UnitState = 'affected' | 'clean' | 'undetermined'

/** One physical device of a fleet. Of its serial number only the beginning is kept, as an attribute. */
export interface Unit {
  readonly id: string
  readonly attributes: ReadonlyMap<string, string>
  readonly state: UnitState
  /**
   * Whether it was tested enough to be called clean, had it not sent. Only such units are in shares: a send shows at once,
   * its absence late, so that of units tested briefly only affected ones would be counted.
   */
  readonly isCounted: boolean
  /** Events (or observed hours) that it was exposed to: what "clean" rests on. */
  readonly exposures: number
  readonly hits: number
  /**
   * Too little of the time that makes it clean lies at times of day at which an affected unit was observed, and none of these
   * was observed long enough to say at which such units send. Absent where that is not so.
   */
  readonly isAtOtherTimes?: true
  /** It is affected by its contacts with the sender that was asked about: no send that identifies was seen. Else absent. */
  readonly isByContact?: true
  /** Why it is in this state, in a few words. */
  readonly reason: string
}
