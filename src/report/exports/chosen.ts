import { isNamedBy } from '../../assess/named-by.ts'
import { severityRank } from '../../assess/severity.ts'
import type { Severity } from '../../assess/types.ts'
import { givenHosts } from '../../core/given-host.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { hostOf } from './exporter.ts'

/** Which findings are exported. */
export interface Choice {
  /** Host names or addresses, `*.` for all of a domain; empty for every recipient. */
  readonly recipients: readonly string[]
  /** Findings of at least this severity; null for all. */
  readonly severity: Severity | null
}

/**
 * The scan with the chosen findings only, and with what was sent to their recipients. `unknown` are the recipients of
 * the choice that no finding is about.
 */
export function choose(
  result: ScanResult,
  choice: Choice,
): { readonly result: ScanResult; readonly unknown: readonly string[] } {
  if (choice.recipients.length === 0 && choice.severity === null) return { result, unknown: [] }
  const hosts = new Map(result.recipients.map((recipient) => [recipient.id, hostOf(recipient)]))
  const names = result.findings.map(({ recipient }) => hosts.get(recipient) ?? '')
  const least = choice.severity === null ? 0 : severityRank(choice.severity)
  const findings = result.findings.filter(
    ({ recipient, severity }) =>
      severityRank(severity) >= least &&
      (choice.recipients.length === 0 ||
        choice.recipients.some((given) => isGiven(given, hosts.get(recipient) ?? ''))),
  )
  const chosen = new Set(findings.map(({ recipient }) => recipient))
  return {
    result: {
      ...result,
      findings,
      observations: result.observations.filter(({ recipient }) => chosen.has(recipient)),
      transmissions: result.transmissions.filter(({ recipient }) => chosen.has(recipient)),
    },
    unknown: choice.recipients.filter((given) => !names.some((host) => isGiven(given, host))),
  }
}

/** Whether a host is one of those that a person gave; what is no host there may be none in the capture either, as it stands. */
function isGiven(given: string, host: string): boolean {
  return isNamedBy(givenHosts(given) ?? given, host)
}
