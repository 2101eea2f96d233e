import { expect, test } from 'vitest'
import { PacketView } from '../types.ts'
import { setLastTarget } from './routing-header.ts'

const first = 'aaaaaaaabbbbbbbbccccccccdddddddd'
const last = '11111111222222223333333344444444'

function targetOf(kind: number, left: number, addresses: readonly string[]): string {
  const packet = new PacketView()
  const header = Buffer.from([6, 0, kind, left, 0, 0, 0, 0])
  const bytes = Buffer.concat([Buffer.from('xx'), header, Buffer.from(addresses.join(''), 'hex')])
  setLastTarget(packet, bytes, 2, bytes.length - 2)
  const { target0, target1, target2, target3 } = packet
  return [target0, target1, target2, target3]
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
}

const untouched = '0'.repeat(32)

test.each([
  ['the last address of a source route', 0, 1, [first, last], last],
  ['the first of segments, which stand in reverse', 4, 1, [first, last], first],
  ['the home address of a mobile', 2, 1, [first], first],
  ['its own target where nothing is left', 4, 0, [first, last], untouched],
  ['its own target where the kind is not known', 9, 1, [first], untouched],
  ['its own target where there is no address', 0, 1, [], untouched],
])('a packet goes to %s', (_name, kind, left, addresses, target) => {
  expect(targetOf(kind, left, addresses)).toBe(target)
})
