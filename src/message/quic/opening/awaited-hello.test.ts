import { expect, test } from 'vitest'
import { KeyLog } from '../../key-log.ts'
import { haveCome } from './awaited-hello.ts'

const random = Buffer.alloc(32, 0x5a)
const told = { random, hasEch: false, alpn: [], problem: null }

function line(label: string, of: Buffer = random): string {
  return `${label} ${of.toString('hex')} ${'ab'.repeat(32)}\n`
}

test('the secrets have come with those of both sides behind the handshake', () => {
  const keys = new KeyLog()
  const seen = [
    line('CLIENT_HANDSHAKE_TRAFFIC_SECRET'),
    line('CLIENT_TRAFFIC_SECRET_0'),
    line('SERVER_TRAFFIC_SECRET_0', Buffer.alloc(32, 1)),
    line('SERVER_TRAFFIC_SECRET_0'),
  ].map((text) => {
    keys.add(text)
    return haveCome(keys, told)
  })
  expect(seen).toEqual([false, false, false, true])
})
