import { readFileSync } from 'node:fs'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'

/** Text that is made to be run, to fetch, to break out or to command a terminal: by kind. */
export const hostileKinds: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('hostile-strings.json', import.meta.url), 'utf8'),
) as Record<string, string[]>

export const hostileStrings: readonly string[] = Object.values(hostileKinds).flat()

/** Fields whose few values the program itself chooses, and those that tie facts to each other. */
const own = new Set(
  'id recipient severity nameEvidence state scope confidence protection direction'
    .concat(' identifier identifiers observations format event explainedBy family')
    .split(' '),
)

/** The facts with `text` in every field that holds text. */
export function poisoned<T>(facts: T, text: string, key = ''): T {
  if (typeof facts === 'string') return (own.has(key) ? facts : text) as T
  if (Array.isArray(facts)) return facts.map((one: unknown) => poisoned(one, text, key)) as T
  if (typeof facts !== 'object' || facts === null || Object.getPrototypeOf(facts) !== Object.prototype)
    return facts
  return Object.fromEntries(
    Object.entries(facts).map(([name, one]) => [name, poisoned<unknown>(one, text, name)]),
  ) as T
}

/** How a fact is built: what stands in its fields, texts and numbers left out, but for those that the program chooses. */
function formOf(fact: unknown, key = ''): string {
  if (typeof fact === 'string') return own.has(key) && key !== 'id' ? fact : fact === '' ? '' : 'text'
  if (typeof fact === 'number') return 'number'
  if (Array.isArray(fact)) return `[${[...new Set(fact.map((one) => formOf(one, key)))].sort().join()}]`
  if (typeof fact !== 'object' || fact === null) return String(fact)
  return `{${Object.entries(fact)
    .map(([name, one]) => `${name}:${formOf(one, name)}`)
    .join()}}`
}

/** One of each form: many of one form take long, and say the same. */
function unlike<T>(facts: readonly T[]): T[] {
  const forms = new Map(facts.toReversed().map((fact) => [formOf(fact), fact]))
  return facts.filter((fact) => forms.get(formOf(fact)) === fact)
}

/** The start of the sample, with something in every list that a report prints. */
export function filled(result: ScanResult): ScanResult {
  const [recipient] = result.recipients
  const observations = result.observations.slice(0, 9)
  const meant = new Set(result.findings.map((one) => one.recipient))
  const others = unlike(result.recipients.filter(({ id }) => !meant.has(id)))
  const recipients = result.recipients.filter((one) => meant.has(one.id) || others.includes(one))
  const claim = { country: 'NO', source: 'a list', builtOn: '2026-01-01' }
  const address = {
    address: '192.0.2.1',
    scope: 'public' as const,
    isCountryAgreed: false,
    ambiguity: 'shared',
    networks: [{ asn: 64_496, name: 'a network', source: 'a list' }],
    countries: [claim, { ...claim, country: 'SE' }],
  }
  return {
    ...result,
    captures: result.captures.map((capture) => ({
      ...capture,
      application: 'a program',
      comments: ['a comment'],
      recorded: { device: { model: 'one' }, apps: [{ id: 'app', name: 'App', version: '1' }] },
    })),
    keys: { secrets: 1, connections: 1 } as NonNullable<ScanResult['keys']>,
    apps: [{ id: 'a1', package: 'com.example', name: 'App', uid: 1, pids: [1], path: '/x' }],
    recipients: recipients.map((one) => ({
      ...one,
      ambiguity: 'a doubt',
      addresses: [address],
      organisation: one.organisation ?? recipient?.organisation ?? null,
      senders: ['a1'],
    })),
    observations,
    contacts: unlike(result.contacts.filter((one) => recipients.some(({ id }) => id === one.recipient))),
    transmissions: result.transmissions.slice(0, 3).map((one) => ({ ...one, app: 'a1' })),
    findings: result.findings.map((one) => ({
      ...one,
      counterEvidence: ['against'],
      observations: one.observations.filter((id) => observations.some((other) => other.id === id)),
    })),
    dismissals: [
      { identifier: 'imei', value: '000000000000000', reason: 'a placeholder', recipient: 'r8', count: 2 },
    ] as unknown as ScanResult['dismissals'],
    anomalies: [
      {
        capture: 0,
        tally: {
          code: { code: 'message.x.y', kind: 'malformed', sentence: 'odd' },
          count: 1,
          samples: [{ frame: 1, detail: 'a detail' }],
        },
      },
    ] as unknown as ScanResult['anomalies'],
  }
}
