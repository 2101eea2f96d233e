import { nearestName } from '../core/nearest-name.ts'
import { isDay } from '../core/day.ts'
import { givenHosts } from '../core/given-host.ts'
import { onTheWay } from './on-the-way.ts'
import { transmissionsOf } from './finding-transmissions.ts'
import { mayBeUnsent } from './may-be-unsent.ts'
import { isNamedBy } from './named-by.ts'
import { recipientName } from './recipient-name.ts'
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

/** What a maker allows its builds to send, as read from `policy.yaml` (docs/gate.md). */
export interface GatePolicy {
  readonly allow: readonly Allowance[]
  /** Percent of the traffic that has to be readable; 0: as much as a scan does not call little. */
  readonly leastRead: number
}

/** One identifier that went to one recipient, and what the policy says of it. */
export interface GateRow {
  /** Stays the same from run to run: what a baseline lists. */
  readonly key: string
  readonly finding: string
  readonly recipient: string
  /** Name of the identifier; `contact` where a known sender was seen by its name alone. */
  readonly identifier: string
  readonly isEncrypted: boolean
  readonly transmissions: number
  /** How many of these may never have been sent. They count all the same: who builds it made it send them. */
  readonly mayBeUnsent: number
  readonly status: 'allowed' | 'known' | 'expired' | 'forbidden'
  /** Index of the allowance that matched, -1 where none did. */
  readonly allowance: number
  /** Where none did: index of one that names it and does not cover it (encrypted only, other builds only), else -1. */
  readonly narrower: number
}

/** What {@link gate} says of a result: `passes` decides the exit code, the rest is for the report. */
export interface GateOutcome {
  readonly rows: readonly GateRow[]
  /** Allowances for this build that nothing used, and those that are over: by index. */
  readonly unused: readonly number[]
  readonly expired: readonly number[]
  /** Allowances for other builds only: by index. */
  readonly elsewhere: readonly number[]
  /** Keys of the baseline that were not seen any more. */
  readonly gone: readonly string[]
  /** False where less of the traffic could be read than the policy asks for, or nothing at all. */
  readonly isReadable: boolean
  readonly passes: boolean
}

/**
 * Holds findings against a policy. An identifier may go to a recipient where an allowance for this build says so and is
 * not over; what a baseline lists is known and does not fail; anything else fails, also what was allowed once. Where
 * nothing (or too little) could be read, or looks encrypted once it was, it fails, too: what was not seen has not passed.
 */
export function gate(
  given: {
    readonly findings: readonly Finding[]
    readonly recipients: readonly Recipient[]
    readonly transmissions: readonly Transmission[]
  },
  policy: GatePolicy,
  setting: {
    readonly build: string
    readonly today: string
    readonly baseline: ReadonlySet<string>
    /** Bytes of traffic, and how many of them were read and do not look encrypted. */
    readonly traffic: number
    readonly read: number
    /** Next to nothing of what was sent is known, however much was read beside it. */
    readonly isLittle: boolean
    /** How a host is written in keys and rows: with what names the device in it hidden. */
    readonly hide: (host: string) => string
  },
): GateOutcome {
  const hosts = new Map(given.recipients.map((one) => [one.id, recipientName(one, '')]))
  const rows: GateRow[] = []
  const used = new Set<number>()
  for (const finding of given.findings) {
    const host = (hosts.get(finding.recipient) ?? '').toLowerCase()
    const shown = setting.hide(host)
    const sent = transmissionsOf(finding, given.transmissions)
    // A known sender seen by its name alone is contact without content: it has no identifier to allow.
    for (const { identifier, isEncrypted, transmissions, mayBeUnsent: perhaps } of carriedBy(finding, sent)) {
      const matching = policy.allow.flatMap((allowance, index) =>
        matches(allowance, host, identifier, isEncrypted, setting.build) ? [index] : [],
      )
      for (const index of matching) used.add(index)
      const valid = matching.find((index) => (policy.allow[index]?.until ?? '') >= setting.today)
      const key = `${shown} ${identifier} ${isEncrypted ? 'encrypted' : 'plaintext'}`
      const isKnown = setting.baseline.has(key)
      rows.push({
        key,
        finding: finding.id,
        recipient: shown,
        identifier,
        isEncrypted,
        transmissions,
        mayBeUnsent: perhaps,
        status:
          valid !== undefined ? 'allowed' : isKnown ? 'known' : matching.length > 0 ? 'expired' : 'forbidden',
        allowance: valid ?? matching[0] ?? -1,
        narrower:
          matching.length > 0
            ? -1
            : policy.allow.findIndex((allowance) => names(allowance, host, identifier)),
      })
    }
  }
  const all = policy.allow.map((_, index) => index)
  const isHere = (index: number): boolean => isFor(policy.allow[index], setting.build)
  const seen = new Set(rows.map(({ key }) => key))
  const isReadable =
    !setting.isLittle && setting.read > 0 && setting.read * 100 >= setting.traffic * policy.leastRead
  return {
    rows,
    unused: all.filter((index) => isHere(index) && !used.has(index)),
    expired: all.filter((index) => (policy.allow[index]?.until ?? '') < setting.today),
    elsewhere: all.filter((index) => !isHere(index)),
    gone: [...setting.baseline].filter((key) => !seen.has(key)).sort(),
    isReadable,
    passes: isReadable && rows.every(({ status }) => status === 'allowed' || status === 'known'),
  }
}

interface Carried {
  readonly identifier: string
  readonly isEncrypted: boolean
  readonly transmissions: number
  readonly mayBeUnsent: number
}

/** What was sent in clear text and what encrypted, each for itself: the one says nothing of the other. */
function carriedBy(finding: Finding, sent: readonly Transmission[]): Carried[] {
  if (finding.identifiers.length === 0)
    return [{ identifier: 'contact', isEncrypted: true, transmissions: 0, mayBeUnsent: 0 }]
  return finding.identifiers.flatMap((identifier) => {
    const carrying = sent.filter(({ identifiers }) => identifiers.includes(identifier))
    const closed = carrying.filter((one) => onTheWay(one) === 'encrypted')
    const open = carrying.filter((one) => onTheWay(one) !== 'encrypted')
    const row = (sends: readonly Transmission[], isClosed: boolean): Carried => ({
      identifier,
      isEncrypted: isClosed,
      transmissions: sends.length,
      mayBeUnsent: sends.filter(mayBeUnsent).length,
    })
    return [
      ...(open.length > 0 ? [row(open, false)] : []),
      // Also where no transmission is known: what a finding names is never passed over.
      ...(closed.length > 0 || open.length === 0 ? [row(closed, true)] : []),
    ]
  })
}

function isFor(allowance: Allowance | undefined, build: string): boolean {
  return allowance !== undefined && (allowance.builds.length === 0 || allowance.builds.includes(build))
}

/** True where an allowance names a recipient and an identifier, however it went and for whichever build. */
function names({ recipient, identifiers }: Allowance, host: string, identifier: string): boolean {
  return isNamedBy(recipient, host) && (identifiers.includes('*') || identifiers.includes(identifier))
}

function matches(
  allowance: Allowance,
  host: string,
  identifier: string,
  isEncrypted: boolean,
  build: string,
): boolean {
  return (
    names(allowance, host, identifier) && (isEncrypted || !allowance.onlyEncrypted) && isFor(allowance, build)
  )
}

/** The kinds of identifiers: which one a text means, null where none; and what to say behind one that means none. */
export interface KnownKinds {
  readonly kindNamed: (text: string) => string | null
  readonly kindsBeside: (text: string) => string
}

/**
 * A policy from a parsed YAML file. Identifiers may be called as reports call them: a name that is none would allow nothing,
 * and nobody would see why. Throws an Error that names the place.
 */
export function policyOf(value: unknown, kinds: KnownKinds): GatePolicy {
  const fields = mapping(value, 'the policy')
  for (const name of Object.keys(fields))
    if (!policyFields.includes(name)) throw new Error(`${name}: ${noField(name, policyFields)}`)
  const { allow, leastRead = 0 } = fields
  if (!Array.isArray(allow)) throw new Error('allow: give a list of allowances')
  if (typeof leastRead !== 'number' || !(leastRead >= 0 && leastRead <= 100))
    throw new Error('leastRead: give a percentage, 0 to 100')
  return {
    allow: allow.map((entry, index) => {
      const where = `allow[${index}]`
      return allowanceOf(mapping(entry, where), where, kinds)
    }),
    leastRead,
  }
}

const policyFields = ['allow', 'leastRead']
const allowanceFields = ['recipient', 'identifiers', 'onlyEncrypted', 'builds', 'reason', 'until']

function noField(name: string, fields: readonly string[]): string {
  const near = nearestName(name, fields)
  return `there is no such field${near === '' ? '.' : `; do you mean ${near}?`} Known: ${fields.join(', ')}`
}

function allowanceOf(entry: Readonly<Record<string, unknown>>, where: string, kinds: KnownKinds): Allowance {
  for (const name of Object.keys(entry))
    if (!allowanceFields.includes(name))
      throw new Error(`${where}.${name}: ${noField(name, allowanceFields)}`)
  const until = text(entry['until'], `${where}.until`)
  if (!isDay(until)) throw new Error(`${where}.until: give the last day, one of the calendar, as YYYY-MM-DD`)
  const named = text(entry['recipient'], `${where}.recipient`)
  // What names no host would allow nothing, and nobody would see why.
  const recipient = givenHosts(named)
  if (recipient === null)
    throw new Error(
      `${where}.recipient: ${named}: give a host, *.domain or an address, without scheme, port and path`,
    )
  const { onlyEncrypted } = entry
  if (onlyEncrypted !== undefined && typeof onlyEncrypted !== 'boolean')
    throw new Error(`${where}.onlyEncrypted: true or false`)
  return {
    recipient,
    identifiers: texts(entry['identifiers'], `${where}.identifiers`).map((name) =>
      identifierOf(name, `${where}.identifiers`, kinds),
    ),
    onlyEncrypted: onlyEncrypted === true,
    builds: entry['builds'] === undefined ? [] : texts(entry['builds'], `${where}.builds`),
    reason: text(entry['reason'], `${where}.reason`),
    until,
  }
}

function identifierOf(name: string, where: string, kinds: KnownKinds): string {
  if (name === '*' || name === 'contact') return name
  const kind = kinds.kindNamed(name)
  if (kind !== null) return kind
  throw new Error(`${where}: there is no identifier ${name}${kinds.kindsBeside(name)}`)
}

function mapping(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${where} holds no “key: value”`)
  return value as Record<string, unknown>
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${where}: a text is missing`)
  return value
}

function texts(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Error(`${where}: give a list in square brackets`)
  return value.map((item) => text(item, where))
}
