import { hash } from 'node:crypto'
import type { AddressWords } from '../core/address.ts'

/**
 * Community ID v1 with seed 0: one name for a conversation that other tools (Zeek, Suricata, Wireshark) give it too.
 * Both directions have the same; see https://github.com/corelight/community-id-spec.
 */
export function communityId(
  transport: 'tcp' | 'udp',
  family: 4 | 6,
  addresses: readonly [AddressWords, AddressWords],
  ports: readonly [number, number],
): string {
  const size = family === 4 ? 4 : 16
  const left = addressBytes(addresses[0], size)
  const right = addressBytes(addresses[1], size)
  const order = left.compare(right) || ports[0] - ports[1]
  const bytes = Buffer.alloc(2 + 2 * size + 6)
  let at = 2 // the seed, 0
  at += (order <= 0 ? left : right).copy(bytes, at)
  at += (order <= 0 ? right : left).copy(bytes, at)
  bytes[at] = transport === 'tcp' ? 6 : 17
  bytes.writeUInt16BE(order <= 0 ? ports[0] : ports[1], at + 2)
  bytes.writeUInt16BE(order <= 0 ? ports[1] : ports[0], at + 4)
  return `1:${hash('sha1', bytes, 'base64')}`
}

function addressBytes(words: AddressWords, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  for (let index = 0; index < 4; index++) bytes.writeInt32BE(words[index] as number, index * 4)
  return bytes.subarray(16 - size)
}
