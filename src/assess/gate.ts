import { isNamedBy } from './recipient-name.ts'
import type { Finding, Recipient, Transmission } from './types.ts'

/** An allowance: these identifiers may go to these recipients, for a reason, until a day. */
export interface Allowance {
  /** Host name; `*.` stands for any subdomain, and the domain itself. */
  readonly recipient: string
  /** Identifier names; `*` for all. */
  readonly identifiers: readonly string[]
  /** True: only where every transmission was encrypted. */
  readonly onlyEncrypted: boolean
  /** Builds for which it holds; empty for all. */
  readonly builds: readonly string[]
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly until: string
}

export interface GatePolicy {
  readonly allow: readonly Allowance[]
}

/** One identifier that went to one recipient, and what the policy says of it. */
export interface GateRow {
  /** Stays the same from run to run: what a baseline lists. */
  readonly key: string
  readonly finding: string
  readonly recipient: string
  readonly identifier: string
  readonly status: 'allowed' | 'known' | 'expired' | 'forbidden'
  /** Index of the allowance that matched, -1 where none did. */
  readonly allowance: number
}

export interface GateOutcome {
  readonly rows: readonly GateRow[]
  /** Allowances that nothing used, and those that are over: by index. */
  readonly unused: readonly number[]
  readonly expired: readonly number[]
  /** Keys of the baseline that were not seen any more. */
  readonly gone: readonly string[]
  readonly passes: boolean
}

/**
 * Holds findings against a policy. An identifier may go to a recipient where an allowance for this build says so and is
 * not over; what a baseline lists is known and does not fail; anything else fails, also what was allowed once.
 */
export function gate(
  given: {
    readonly findings: readonly Finding[]
    readonly recipients: readonly Recipient[]
    readonly transmissions: readonly Transmission[]
  },
  policy: GatePolicy,
  setting: { readonly build: string; readonly today: string; readonly baseline: ReadonlySet<string> },
): GateOutcome {
  const hosts = new Map(
    given.recipients.map(({ id, host, addresses }) => [
      id,
      host === '' ? (addresses[0]?.address ?? '') : host,
    ]),
  )
  const rows: GateRow[] = []
  const used = new Set<number>()
  for (const finding of given.findings) {
    const host = (hosts.get(finding.recipient) ?? '').toLowerCase()
    const isEncrypted = given.transmissions
      .filter(({ recipient }) => recipient === finding.recipient)
      .every(({ protection }) => protection !== 'plaintext')
    // A known sender seen by its name alone is contact without content: it has no identifier to allow.
    for (const identifier of finding.identifiers.length === 0 ? ['contact'] : finding.identifiers) {
      const matching = policy.allow.flatMap((allowance, index) =>
        matches(allowance, host, identifier, isEncrypted, setting.build) ? [index] : [],
      )
      for (const index of matching) used.add(index)
      const valid = matching.find((index) => (policy.allow[index]?.until ?? '') >= setting.today)
      const key = `${host} ${identifier} ${isEncrypted ? 'encrypted' : 'plaintext'}`
      const isKnown = setting.baseline.has(key)
      rows.push({
        key,
        finding: finding.id,
        recipient: host,
        identifier,
        status:
          valid !== undefined ? 'allowed' : isKnown ? 'known' : matching.length > 0 ? 'expired' : 'forbidden',
        allowance: valid ?? matching[0] ?? -1,
      })
    }
  }
  const all = policy.allow.map((_, index) => index)
  const seen = new Set(rows.map(({ key }) => key))
  return {
    rows,
    unused: all.filter((index) => !used.has(index)),
    expired: all.filter((index) => (policy.allow[index]?.until ?? '') < setting.today),
    gone: [...setting.baseline].filter((key) => !seen.has(key)).sort(),
    passes: rows.every(({ status }) => status === 'allowed' || status === 'known'),
  }
}

function matches(
  allowance: Allowance,
  host: string,
  identifier: string,
  isEncrypted: boolean,
  build: string,
): boolean {
  return (
    isNamedBy(allowance.recipient, host) &&
    (allowance.identifiers.includes('*') || allowance.identifiers.includes(identifier)) &&
    (isEncrypted || !allowance.onlyEncrypted) &&
    (allowance.builds.length === 0 || allowance.builds.includes(build))
  )
}

/** A policy from a parsed YAML file. Throws an Error that names the place. */
export function policyOf(value: unknown): GatePolicy {
  const fields = mapping(value, 'the policy')
  for (const name of Object.keys(fields))
    if (name !== 'allow') throw new Error(`${name}: there is no such field`)
  const { allow } = fields
  if (!Array.isArray(allow)) throw new Error('allow: give a list of allowances')
  return {
    allow: allow.map((entry, index) => allowanceOf(mapping(entry, `allow[${index}]`), `allow[${index}]`)),
  }
}

const allowanceFields = ['recipient', 'identifiers', 'onlyEncrypted', 'builds', 'reason', 'until']

function allowanceOf(entry: Readonly<Record<string, unknown>>, where: string): Allowance {
  for (const name of Object.keys(entry))
    if (!allowanceFields.includes(name)) throw new Error(`${where}.${name}: there is no such field`)
  const until = text(entry['until'], `${where}.until`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
    throw new Error(`${where}.until: give the last day as YYYY-MM-DD`)
  const { onlyEncrypted } = entry
  if (onlyEncrypted !== undefined && typeof onlyEncrypted !== 'boolean')
    throw new Error(`${where}.onlyEncrypted: true or false`)
  return {
    recipient: text(entry['recipient'], `${where}.recipient`),
    identifiers: texts(entry['identifiers'], `${where}.identifiers`),
    onlyEncrypted: onlyEncrypted === true,
    builds: entry['builds'] === undefined ? [] : texts(entry['builds'], `${where}.builds`),
    reason: text(entry['reason'], `${where}.reason`),
    until,
  }
}

function mapping(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where} is no mapping`)
  return value as Record<string, unknown>
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${where}: a text is missing`)
  return value
}

function texts(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${where}: give a list`)
  return value.map((item) => text(item, where))
}
