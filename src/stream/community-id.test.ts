import { expect, test } from 'vitest'
import { parseAddress } from '../core/address.ts'
import { communityId } from './community-id.ts'

// The published vectors of the Community ID specification (baseline, seed 0).
test.each([
  ['tcp', '128.232.110.120', 34_855, '66.35.250.204', 80, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['udp', '192.168.1.52', 54_585, '8.8.8.8', 53, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
] as const)(
  '%s %s:%i and %s:%i have the published id, both ways',
  (transport, from, fromPort, to, toPort, id) => {
    const left = parseAddress(from) ?? [0, 0, 0, 0]
    const right = parseAddress(to) ?? [0, 0, 0, 0]
    expect(communityId(transport, 4, [left, right], [fromPort, toPort])).toBe(id)
    expect(communityId(transport, 4, [right, left], [toPort, fromPort])).toBe(id)
  },
)

test('IPv6 addresses are hashed whole, and equal addresses are ordered by port', () => {
  const one = parseAddress('2001:db8::1') ?? [0, 0, 0, 0]
  const other = parseAddress('2001:db8:1::1') ?? [0, 0, 0, 0]
  const id = communityId('tcp', 6, [one, other], [443, 40_000])
  expect(id).toMatch(/^1:[A-Za-z0-9+/]{27}=$/)
  expect(communityId('tcp', 6, [other, one], [40_000, 443])).toBe(id)
  expect(communityId('tcp', 6, [one, one], [9, 10])).toBe(communityId('tcp', 6, [one, one], [10, 9]))
  expect(communityId('udp', 6, [one, other], [443, 40_000])).not.toBe(id)
})
