import { expect, test } from 'vitest'
import { hex } from '../../../test/support/encapsulation.ts'
import { loginFields } from './ppp-login.ts'

/** What a packet says, given by its protocol and the rest; `behind` stands in the frame and is not of the packet. */
function said(protocol: string, packet: string, behind = ''): string[] {
  const buf = Buffer.concat([hex(protocol), hex(packet), Buffer.from(behind)])
  return loginFields(buf, 2, buf.length).map(
    ({ name, start, end }) => `${name} ${buf.toString('latin1', start, end)}`,
  )
}

test('by PAP, the user and the password, each without its length and what stands behind it', () => {
  const kari = '046b617269'
  expect(said('c023', `0101000d${kari}0368656a`, 'padding')).toEqual(['Username kari', 'Password hej'])
  expect(said('c023', `01010009${kari}`, '\x03hej')).toEqual(['Username kari'])
  // Lengths that go on behind the packet.
  expect(said('c023', `0101000d${kari}ff68656a`, 'padding')).toEqual(['Username kari', 'Password hej'])
  expect(said('c023', '01010009ff6b617269', 'padding')).toEqual(['Username kari'])
})

test('by CHAP, the user behind what is made of the password, in an answer only', () => {
  expect(said('c223', '0201000a01ff6b617269', 'padding')).toEqual(['Username kari'])
  expect(said('c223', '0101000a01ff6b617269')).toEqual([])
  expect(said('c223', '0201000601ff', 'padding')).toEqual([])
})

test('by other protocols, nothing', () => {
  expect(said('c021', '0201000a01ff6b617269')).toEqual([])
})
