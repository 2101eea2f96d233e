import { createHash } from 'node:crypto'
import type { EdgedForm } from '../identifier-type.ts'
import { edges } from '../spellings/matcher.ts'

/**
 * The ESN that phones with a MEID tell old networks and programs: 80, which no maker had, and the last 24 bits of the SHA-1
 * of the MEID's bytes (3GPP2 C.S0072, 1.2). So one of 16 million phones has the same.
 */

/** A MEID (14 hex digits) as a pseudo ESN, in hex and as its 11 decimals; of digits alone it would be any number. */
export function* pseudoEsn(meid: string): Generator<EdgedForm> {
  const serial = createHash('sha1').update(Buffer.from(meid, 'hex')).digest('hex').slice(-6)
  const hex = `80${serial}`
  const decimals = `128${String(Number.parseInt(serial, 16)).padStart(8, '0')}`
  const written = /[a-f]/.test(serial) ? [hex, hex.toUpperCase(), decimals] : [decimals]
  for (const one of written) yield { form: 'pseudo ESN', bytes: Buffer.from(one), edge: edges.word }
}
