import { isEncrypted, isRead, recipientOf, sentTo } from '../side.ts'
import type { Side } from '../side.ts'

/** A planted request, on which sides it was seen, and whether it could be read after: more than the hello of its connection. */
export interface Canary {
  readonly name: string
  readonly before: boolean
  readonly after: boolean
  readonly isReadAfter: boolean
}

/** Looks for the request that was planted at a host, however its name is written; null where none was planted. */
export function canaryOf(before: Side, after: Side, host: string | null): Canary | null {
  if (host === null) return null
  const name = host.toLowerCase().replace(/\.$/, '')
  const late = recipientOf(after, name)
  return {
    name,
    before: hasRequest(before, name),
    after: hasRequest(after, name),
    isReadAfter: late !== undefined && isRead(late),
  }
}

/** A request to the host was seen: that its name was asked for shows that names are seen, and not what follows. */
function hasRequest(side: Side, name: string): boolean {
  return side.recipients.some((one) => one.host === name && one.flows > 0 && one.bytesToServer > 0)
}

/**
 * Why the canary does not show that what a host got before would be seen after: it went another way. A capture of one port
 * holds no others, and secrets of one connection open no others. Null where nothing speaks against it.
 */
export function wayDoubtOf(before: Side, after: Side, host: string, canary: Canary | null): string | null {
  const late = canary === null ? undefined : recipientOf(after, canary.name)
  if (canary === null || late === undefined) return null
  const ports = recipientOf(before, host)?.ports ?? []
  if (ports.some((port) => late.ports?.includes(port))) return null
  const ways = new Set(sentTo(before, host).map(({ protection }) => protection === 'plaintext'))
  if (ways.size !== 1) return null
  const wasPlain = ways.has(true)
  if (wasPlain !== isEncrypted(late)) return null
  // Where all is decrypted, the connections that carried it are not told: then their ports alone tell.
  if (!wasPlain && late.ports === undefined) return null
  return wasPlain
    ? `the canary ${canary.name} went encrypted after, and what was sent to ${host} before went in clear: that this would be seen was not tested`
    : `the canary ${canary.name} went in clear after, and what was sent to ${host} before went encrypted: that this would be read was not tested`
}
