import { expect, test } from 'vitest'
import type { Flow } from '../../stream/types.ts'
import { ServedFlows } from './served-flows.ts'

const flow = (clientAddress: string, serverAddress: string, firstSec = 5): Flow =>
  ({ clientAddress, serverAddress, firstSec, firstNsec: 0, isUnsure: false }) as unknown as Flow

const nobody = { has: () => false }

function served(asked: Flow, ...seen: readonly Flow[]): boolean {
  const flows = new ServedFlows(nobody)
  for (const one of [...seen, asked]) flows.saw(one, false, 'http')
  return flows.isServed(asked)
}

test.each([
  ['asked by a stranger', true, flow('203.0.113.5', 'phone'), [flow('phone', '198.51.100.1')]],
  [
    'that asks, too',
    true,
    flow('203.0.113.5', 'phone'),
    [flow('phone', '203.0.113.5'), flow('phone', '198.51.100.1')],
  ],
  ['by whom it asked before', true, flow('203.0.113.5', 'phone'), [flow('phone', '203.0.113.5', 4)]],
  ['by whom it asked later', false, flow('203.0.113.5', 'phone'), [flow('phone', '203.0.113.5', 6)]],
  ['alone in the capture', false, flow('203.0.113.5', 'phone'), []],
  ['alone, in a private network, from the Internet', true, flow('203.0.113.5', '192.168.1.7'), []],
  ['alone, on the Internet, from a private network', false, flow('192.168.1.7', '203.0.113.5'), []],
  ['alone, from its own network', false, flow('192.168.1.9', '192.168.1.7'), []],
  ['a usual server', false, flow('phone', '198.51.100.1'), [flow('phone', '198.51.100.2')]],
  [
    'a server in a network that asks others',
    false,
    flow('phone', 'nas'),
    [flow('nas', 'a'), flow('phone', 'b')],
  ],
])('%s', (_, expected, asked, seen) => {
  expect(served(asked, ...seen)).toBe(expected)
  expect(served(asked, ...seen.toReversed())).toBe(expected)
})

test('a server that is asked for others, once or always, is no device', () => {
  const asked = flow('phone', 'proxy')
  for (const order of [
    [true, false],
    [false, true],
  ]) {
    const flows = new ServedFlows(nobody)
    flows.saw(flow('proxy', '198.51.100.1'), false, 'http')
    for (const isForOther of order) flows.saw(asked, isForOther, 'http')
    expect(flows.isServed(asked)).toBe(false)
  }
})

test('who asks an operator’s server in a private network is its customer', () => {
  const asked = flow('203.0.113.5', '10.1.2.3')
  const flows = new ServedFlows(nobody)
  flows.saw(asked, false, 'unrecognised')
  expect(flows.isServed(asked)).toBe(true)
  flows.saw(asked, false, 'sip')
  flows.saw(asked, false, 'unrecognised')
  expect(flows.isServed(asked)).toBe(false)
})

test('of two that nothing else tells apart, the phone is the one that shows more of what identifies', () => {
  const guessed = { ...flow('2001:db8::9', '2001:db8::5'), isUnsure: true }
  const flows = new ServedFlows(nobody)
  flows.saw(guessed, false, 'unrecognised')
  flows.showed(guessed, 0, 'imei 1')
  flows.showed(guessed, 1, 'imei 1')
  expect(flows.isServed(guessed)).toBe(false)
  flows.showed(guessed, 1, 'imsi 2')
  expect(flows.isServed(guessed)).toBe(true)
  expect(flows.doubtOf(guessed)).toContain('what it sends')
  // One handshake says more.
  flows.saw(flow('2001:db8::9', '2001:db8::5'), false, 'http')
  expect(flows.isServed(guessed)).toBe(false)
})

test('of two that ask each other, a guess says less than a handshake, that less than the addresses of the device', () => {
  const guessed = { ...flow('2001:db8::9', '2001:db8::5', 4), isUnsure: true }
  const turned = flow('2001:db8::5', '2001:db8::9', 6)
  for (const [own, isServed] of [
    [nobody, true],
    [{ has: (address: string): boolean => address === '2001:db8::9' }, false],
  ] as const) {
    const flows = new ServedFlows(own)
    flows.saw(guessed, false, 'unrecognised')
    flows.saw(turned, false, 'http')
    expect([flows.isServed(guessed), flows.isServed(turned), flows.isGuessed]).toEqual([
      isServed,
      !isServed,
      false,
    ])
  }
})

test('of a client with several servers, neither whom a flow is with nor when it began is asked for', () => {
  const flows = new ServedFlows(nobody)
  for (const server of ['a', 'b']) flows.saw(flow('phone', server), false, 'http')
  const asked = {
    clientAddress: 'phone',
    isUnsure: false,
    get serverAddress(): string {
      throw new Error('the address of the server was written out')
    },
  } as unknown as Flow
  flows.saw(asked, false, 'http')
  expect(flows.isSurelyAsked(asked)).toBe(true)
  expect(flows.isServed(flow('phone', 'a'))).toBe(false)
})

test('a client whose address a recording leaves out is no flow that was seen before', () => {
  const flows = new ServedFlows(nobody)
  for (const server of ['a', 'b']) flows.saw(flow('phone', server), false, 'http')
  flows.saw(flow('other', 'a'), false, 'http')
  flows.saw(flow('phone', 'b'), false, 'http')
  for (const server of ['a', 'b']) flows.saw(flow('', server), false, 'http')
  expect(flows.isSurelyAsked(flow('', 'b'))).toBe(true)
})
