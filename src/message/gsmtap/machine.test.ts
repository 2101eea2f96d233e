import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { gsmtapMessage, sample } from '../../../test/support/samples/gsmtap.ts'
import { protocol } from './index.ts'

const onPort = testFlow('udp', { serverPort: 4_729 })
const types = { um: 1, sim: 4, umts: 0x0c, lte: 0x0d, nas: 0x12 }

function kinds(steps: readonly Step[], flow = onPort): string[] {
  const outcome = play(protocol, steps, flow)
  expectBalanced(outcome)
  return outcome.messages.map(({ kind }) => kind)
}

conform('a conversation', protocol, sample.steps, () => onPort)

test('all bytes are handed on, message by message', () => {
  const { messages, anomalies } = play(protocol, sample.steps, onPort)
  expect(messages.map(({ kind, body }) => [kind, body.length, body.slice(16)])).toEqual([
    ['request', 38, 'an identity, asked for'],
    ['request', 36, 'imei=356938035643809'],
    ['response', 22, 'a call'],
  ])
  expect(anomalies).toEqual({ 'message.gsmtap.recorder': 3, 'message.gsmtap.downlink': 1 })
})

describe('who speaks', () => {
  test.for([
    ['BCCH', types.um, 1, 'response'],
    ['RACH', types.um, 3, 'request'],
    ['PCH', types.um, 5, 'response'],
    ['SDCCH/8', types.um, 8, 'request'],
    ['SDCCH/8, slow', types.um, 0x88, 'request'],
    ['CBCH', types.um, 0x0f, 'response'],
    ['DL-DCCH of UMTS', types.umts, 0, 'response'],
    ['UL-DCCH of UMTS', types.umts, 1, 'request'],
    ['DL-DCCH of LTE', types.lte, 1, 'response'],
    ['UL-DCCH of LTE', types.lte, 3, 'request'],
    ['PCCH of LTE', types.lte, 6, 'response'],
    ['UL-CCCH of NB-IoT', types.lte, 16, 'request'],
    ['a number that nobody gave', types.lte, 200, 'request'],
    ['the SIM', types.sim, 0, 'request'],
    ['NAS', types.nas, 0, 'request'],
  ] as const)('%s is told by its channel', ([, type, subType, kind]) => {
    expect(kinds([client(gsmtapMessage('x', { type, subType }))])).toEqual([kind])
    expect(kinds([client(gsmtapMessage('x', { type, subType, isUplink: true }))])).toEqual(['request'])
  })

  test('what has no flag is of the network once the flag was seen', () => {
    const nas = client(gsmtapMessage('x'))
    const flagged = client(gsmtapMessage('x', { isUplink: true }))
    expect(kinds([nas, flagged, nas])).toEqual(['request', 'request', 'response'])
    const call = { type: types.um, subType: 8 }
    expect(
      kinds([client(gsmtapMessage('x', { ...call, isUplink: true })), client(gsmtapMessage('x', call))]),
    ).toEqual(['request', 'response'])
    const sim = client(gsmtapMessage('x', { type: types.sim }))
    expect(kinds([flagged, sim])).toEqual(['request', 'request'])
    // A channel of phones alone says nothing of the flag.
    expect(kinds([client(gsmtapMessage('x', { type: types.lte, subType: 3 })), nas])).toEqual([
      'request',
      'request',
    ])
  })

  // Programs know no channel of NAS and write none, whoever speaks; the number of a channel of LTE has the bit of the flag.
  test.for([
    ['GSM', { type: types.um, subType: 8 }, types.nas],
    ['LTE', { type: types.lte, subType: 3 }, types.nas],
    ['LTE', { type: types.lte, subType: 3 }, types.um],
    ['NAS', { type: types.nas }, types.um],
    ['LTE', { type: types.lte, subType: 200 }, types.lte],
  ] as const)('the flag of a message of %s says nothing of others', ([, flagged, type]) => {
    const steps = [
      { ...flagged, isUplink: true },
      { type, subType: type === types.lte ? 200 : 8 },
    ]
    expect(kinds(steps.map((options) => client(gsmtapMessage('x', options))))).toEqual(['request', 'request'])
  })

  test('the number of a channel of LTE is no flag', () => {
    const uplink = gsmtapMessage('x')
    uplink.writeUInt16BE(18_300, 4)
    expect(kinds([client(uplink), client(gsmtapMessage('x'))])).toEqual(['request', 'request'])
  })

  test('a recorder on the Internet is told all of it', () => {
    const flow = testFlow('udp', { serverPort: 4_729, server2: 0xffff, server3: 0x08080808 })
    expect(kinds([client(gsmtapMessage('x', { type: types.um, subType: 5 }))], flow)).toEqual(['request'])
  })

  test('a datagram without the header is searched', () => {
    const outcome = play(protocol, [client(gsmtapMessage('x')), client('imei=1'), server('y')], onPort)
    expect(outcome.messages.slice(1).map(({ kind, body }) => kind + body)).toEqual([
      'requestimei=1',
      'responsey',
    ])
    expect(outcome.anomalies).toEqual({ 'message.gsmtap.recorder': 1, 'message.gsmtap.header': 2 })
  })
})

test('recognition is by port and header', () => {
  const probe = (bytes: Buffer, flow = onPort): string => protocol.probe(bytes, 0, bytes.length, 0, flow)
  expect(probe(gsmtapMessage('x'))).toBe('yes')
  expect(probe(gsmtapMessage(''))).toBe('no')
  expect(probe(gsmtapMessage('x'), testFlow('udp', { serverPort: 4_730 }))).toBe('no')
  expect(probe(Buffer.alloc(40))).toBe('no')
  expect(probe(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe('no')
})
