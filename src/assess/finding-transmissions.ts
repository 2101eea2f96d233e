import { LookUp } from '../core/look-up.ts'
import type { Finding, Observation, Transmission } from './types.ts'

const byRecipient: LookUp<Transmission, string> = new LookUp(({ recipient }) => recipient)
const byId: LookUp<Observation, string> = new LookUp(({ id }) => id)

/** The transmissions that a finding counts: to its recipient, and of its known sender or of none. */
export function transmissionsOf(finding: Finding, all: readonly Transmission[]): Transmission[] {
  return byRecipient
    .allOf(all, finding.recipient)
    .filter(({ families }) =>
      finding.family === ''
        ? families.length === 0
        : families.some(({ family }) => family === finding.family),
    )
}

/** The observations that support a finding, in its order, which is that of the result. */
export function observationsOf(finding: Finding, all: readonly Observation[]): Observation[] {
  return finding.observations.flatMap((id) => byId.allOf(all, id))
}
