import { expect, test } from 'vitest'
import { longHeader } from '../../../../test/support/quic-parts.ts'
import { cryptoFrame, initialPacket } from '../../../../test/support/quic-packet.ts'
import type { InitialOptions } from '../../../../test/support/quic-packet.ts'
import { clientHello } from '../../../../test/support/tls-hello.ts'
import { GivenUpHello } from './given-up-hello.ts'
import { randomIn } from './hello-random.ts'

const hello = clientHello({ sni: 'a.example.com', paddingBytes: 200 })
const other = Buffer.from(hello)
other.fill(0x33, 6, 38)
const first = Buffer.from('0102030405060708', 'hex')
const second = Buffer.from('1112131415161718', 'hex')

function givenUp(): GivenUpHello {
  const given = new GivenUpHello()
  given.giveUp(randomIn(hello, true), first)
  return given
}

/** Whether the packet brings another hello; null where it is not even opened. */
function isOther(given: GivenUpHello, frames: Buffer, options: InitialOptions): boolean | null {
  const packet = initialPacket(frames, options)
  const header = longHeader(packet)
  return given.mayBeOther(packet, 0, header) ? given.isOther(packet, 0, header) : null
}

test('another hello is told from the same one under another id', () => {
  expect(isOther(givenUp(), cryptoFrame(0, other), { targetId: second })).toBe(true)
  expect(isOther(givenUp(), cryptoFrame(0, hello), { targetId: second })).toBe(false)
})

test('of the first id, and of one that was tried, no packet is opened', () => {
  const given = givenUp()
  expect(isOther(given, cryptoFrame(0, other), { targetId: first })).toBe(null)
  // As the client goes on in the handshake: the id is the server's, the keys are the first one's.
  expect(isOther(given, cryptoFrame(0, other), { targetId: second, keyId: first })).toBe(false)
  expect(isOther(given, cryptoFrame(0, other), { targetId: second })).toBe(null)
})

test('nor what is too small for a hello, or no Initial packet of a client', () => {
  expect(isOther(givenUp(), Buffer.from([1]), { targetId: second })).toBe(null)
  expect(isOther(givenUp(), cryptoFrame(0, other), { targetId: Buffer.alloc(4, 1) })).toBe(null)
  const handshake = initialPacket(cryptoFrame(0, other), { targetId: second })
  handshake[0] = 0xe0
  expect(givenUp().mayBeOther(handshake, 0, longHeader(handshake))).toBe(false)
})

test('a hello of whose random nothing came is another one', () => {
  expect(isOther(givenUp(), cryptoFrame(60, hello.subarray(60)), { targetId: second })).toBe(true)
  expect(isOther(givenUp(), Buffer.alloc(300, 1), { targetId: second })).toBe(false)
  const unread = new GivenUpHello()
  expect(isOther(unread, cryptoFrame(0, hello), { targetId: second })).toBe(true)
})
