import { expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { LateIds } from './late-ids.ts'

const short = (id: string): Buffer => Buffer.concat([Buffer.from([0x41]), Buffer.from(id), Buffer.alloc(20)])

test('a flow is known by the ids of what waits of it, until it is forgotten', () => {
  const ids = new LateIds()
  const [one, other] = [testFlow('udp', { id: 1 }), testFlow('udp', { id: 2 })]
  const find = (packet: Buffer): unknown => ids.find(packet, 0, packet.length)
  ids.saw(one, short('abcdefgh'))
  ids.saw(one, short('12345678'))
  ids.saw(other, short('abcdefgh'))
  expect([find(short('abcd')), find(short('1234')), find(short('zzzz'))]).toEqual([one, one, null])
  // A long header says its ids elsewhere; the other is too short for one.
  expect([find(Buffer.from('\xc1abcdefgh', 'latin1')), find(Buffer.from('Aabc'))]).toEqual([null, null])
  ids.forget(one)
  ids.forget(other)
  expect([find(short('abcd')), find(short('1234'))]).toEqual([null, null])
})
