import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { ntpPacket } from '../../../test/support/ntp-packet.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const asked = ntpPacket(0x23, 0)
const answered = ntpPacket(0x24, 2)
const onPort = testFlow('udp', { serverPort: 123 })

conform('a question for the time', protocol, [client(asked), server(answered)], () => onPort)

test('the whole datagram is handed on, extensions included, and the answer is paired', () => {
  const outcome = play(protocol, [
    client(Buffer.concat([asked, Buffer.from('imei=1')])),
    server(answered),
    client(asked),
  ])
  expect(outcome.messages.map(({ kind, exchange, body }) => [kind, exchange, body.length])).toEqual([
    ['request', 0, 54],
    ['response', 0, 48],
    ['request', 1, 48],
  ])
  expectBalanced(outcome)
})

test('a datagram in between that is none is said, and searched', () => {
  const outcome = play(protocol, [client(asked), client('imei=1')])
  expect(outcome.messages[1]?.body).toBe('imei=1')
  expect(outcome.anomalies).toEqual({ 'message.ntp.header': 1 })
})

test('recognition: on its port by the header, elsewhere by what only NTP has', () => {
  const elsewhere = testFlow('udp', { serverPort: 9_999, firstSec: 1_549_864_000 })
  const probe = (bytes: Buffer, flow = elsewhere): string => protocol.probe(bytes, 0, bytes.length, 0, flow)
  expect(probe(asked)).toBe('yes')
  expect(probe(answered)).toBe('yes')
  expect(probe(ntpPacket(0x24, 2, 946_684_800))).toBe('no')
  expect(probe(ntpPacket(0x24, 2, 946_684_800), onPort)).toBe('yes')
  // Behind the turn of 2036.
  expect(probe(ntpPacket(0x24, 2, 2_200_000_000), testFlow('udp', { firstSec: 2_200_000_000 }))).toBe('yes')
  expect(probe(Buffer.alloc(48), onPort)).toBe('no')
  expect(probe(asked.subarray(0, 40), onPort)).toBe('no')
})
