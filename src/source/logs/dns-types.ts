import { parseAddress } from '../../core/address.ts'
import type { RecordedDnsRecord } from '../entry.ts'

/** Numbers of DNS record types by the names that logs write (IANA, DNS parameters). */
const types: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  SVCB: 64,
  HTTPS: 65,
}

/** 0 where the name is not known. */
export function dnsTypeOf(name: string): number {
  const type = name.toUpperCase()
  return Object.hasOwn(types, type) ? (types[type] ?? 0) : 0
}

/** A record of which a log keeps only the value: its type is told by what the value is. Null for what names nothing. */
export function dnsRecordOf(name: string, value: string, ttlSeconds: number): RecordedDnsRecord | null {
  const address = parseAddress(value)
  if (address !== null) return { name, type: value.includes(':') ? 28 : 1, value, ttlSeconds }
  return /^[\w.-]{1,253}$/.test(value) ? { name, type: 5, value, ttlSeconds } : null
}
