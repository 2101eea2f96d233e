import type { Finding, Transmission } from './types.ts'

/** The transmissions that a finding counts: to its recipient, and of its known sender or of none. */
export function transmissionsOf(finding: Finding, all: readonly Transmission[]): Transmission[] {
  return all.filter(
    ({ recipient, families }) =>
      recipient === finding.recipient &&
      (finding.family === ''
        ? families.length === 0
        : families.some(({ family }) => family === finding.family)),
  )
}
