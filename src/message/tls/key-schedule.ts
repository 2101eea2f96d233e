/** From secrets to keys: the PRFs of TLS 1.0 to 1.2 (RFC 5246, 5; RFC 2246, 5). Those of TLS 1.3 are in ../crypto/hkdf.ts. */
import { createHmac, createSecretKey } from 'node:crypto'
import type { HashName } from '../crypto/hkdf.ts'

/** P_hash (RFC 5246, 5). */
function expand(name: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = []
  // Of bytes Node takes several times as long to make each HMAC.
  const key = createSecretKey(secret)
  let state = seed
  for (let have = 0; have < length; ) {
    state = createHmac(name, key).update(state).digest()
    const part = createHmac(name, key).update(state).update(seed).digest()
    parts.push(part)
    have += part.length
  }
  return Buffer.concat(parts).subarray(0, length)
}

/**
 * The key block of a connection from its master secret (RFC 5246, 6.3): `version` is the protocol's number (0x0303 is
 * TLS 1.2, and DTLS 1.2 under its own), `name` the hash of the suite's PRF.
 */
export function keyBlock(
  isBefore12: boolean,
  name: HashName,
  master: Buffer,
  serverRandom: Buffer,
  clientRandom: Buffer,
  length: number,
): Buffer {
  const seed = Buffer.concat([Buffer.from('key expansion', 'latin1'), serverRandom, clientRandom])
  if (!isBefore12) return expand(name, master, seed, length)
  const half = Math.ceil(master.length / 2)
  const left = expand('md5', master.subarray(0, half), seed, length)
  const right = expand('sha1', master.subarray(master.length - half), seed, length)
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] as number)))
}
