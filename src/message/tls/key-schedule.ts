/** From secrets to keys: HKDF-Expand-Label of TLS 1.3 (RFC 8446, 7.1) and the PRFs of TLS 1.0 to 1.2 (RFC 5246, 5; RFC 2246, 5). */
import { createHmac, hash } from 'node:crypto'

type Hash = 'sha256' | 'sha384'

const blockBytes: Record<Hash, number> = { sha256: 64, sha384: 128 }
const innerPad = 0x36
const outerPad = 0x5c
const longestHash = 48
/** A block and the longest message here: the info of a label with a counter. */
const inner: Buffer = Buffer.alloc(128 + 64)
const outer: Buffer = Buffer.alloc(128 + longestHash)

/** HMAC (RFC 2104) of a short message by two one-shot hashes: a fraction of what createHmac costs for each connection. */
function shortHmac(name: Hash, key: Buffer, message: Buffer): Buffer {
  const size = blockBytes[name]
  for (let index = 0; index < size; index++) {
    const byte = index < key.length ? (key[index] as number) : 0
    inner[index] = byte ^ innerPad
    outer[index] = byte ^ outerPad
  }
  message.copy(inner, size)
  const digest = hash(name, inner.subarray(0, size + message.length), 'buffer')
  digest.copy(outer, size)
  return hash(name, outer.subarray(0, size + digest.length), 'buffer')
}

/** Info of HKDF-Expand-Label without context, with the counter of its only block. */
const infos: Map<string, Buffer> = new Map()

function infoOf(label: string, length: number): Buffer {
  const name = `${label} ${length}`
  let info = infos.get(name)
  if (info === undefined) {
    const text = Buffer.from(`tls13 ${label}`, 'latin1')
    info = Buffer.concat([Buffer.from([0, length, text.length]), text, Buffer.from([0, 1])])
    infos.set(name, info)
  }
  return info
}

/** HKDF-Expand-Label with an empty context, for outputs of at most one hash; `label` is one of a few. */
export function expandLabel(name: Hash, secret: Buffer, label: string, length: number): Buffer {
  return shortHmac(name, secret, infoOf(label, length)).subarray(0, length)
}

/** P_hash (RFC 5246, 5). */
function expand(name: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = []
  let state = seed
  for (let have = 0; have < length; ) {
    state = createHmac(name, secret).update(state).digest()
    const part = createHmac(name, secret).update(state).update(seed).digest()
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
  name: Hash,
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
