import type { Side } from '../side.ts'

/** A planted request, and on which sides it was seen. */
export interface Canary {
  readonly name: string
  readonly before: boolean
  readonly after: boolean
}

/** Looks for the request that was planted at a host, however its name is written; null where none was planted. */
export function canaryOf(before: Side, after: Side, host: string | null): Canary | null {
  if (host === null) return null
  const name = host.toLowerCase().replace(/\.$/, '')
  return { name, before: hasRequest(before, name), after: hasRequest(after, name) }
}

/** A request to the host was seen: that its name was asked for shows that names are seen, and not what follows. */
function hasRequest(side: Side, name: string): boolean {
  return side.recipients.some((one) => one.host === name && one.flows > 0 && one.bytesToServer > 0)
}
