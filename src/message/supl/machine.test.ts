import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, server, testFlow } from '../../../test/support/playbook.ts'
import { suplStart } from '../../../test/support/supl-message.ts'
import { protocol } from './index.ts'

const imsi = '240075811111111'
const start = suplStart(3, imsi, 'lte')
const answer = Buffer.from('000802000000200000'.slice(0, 16), 'hex')

conform('a question for help', protocol, [
  client(start),
  server(answer),
  client(suplStart(0, '4790000001', 'gsm')),
])

describe('a message', () => {
  const fields = (message: Buffer): string => play(protocol, [client(message)]).messages[0]?.fields ?? ''

  test.each([
    [
      'the IMSI and a cell of LTE',
      suplStart(3, imsi, 'lte'),
      `IMSI: ${imsi}\r\nCell-Id: 2400700011a2d001\r\n`,
    ],
    [
      'what version 2 adds',
      suplStart(3, imsi, 'lte', { hasAdditions: true }),
      `IMSI: ${imsi}\r\nCell-Id: 2400700011a2d001\r\n`,
    ],
    [
      'the number and a cell of GSM',
      suplStart(0, '4790000001', 'gsm'),
      'MSISDN: 4790000001\r\nMcc: 240\r\nMnc: 07\r\nLac: 4660\r\nCell-Id: 22136\r\n',
    ],
    [
      'the IMEI and a cell of UMTS',
      suplStart('imei', '356938035643809', 'wcdma'),
      'IMEI: 356938035643809\r\nMcc: 240\r\nMnc: 07\r\nCell-Id: 12345678\r\n',
    ],
    [
      'POS INIT',
      suplStart(3, imsi, 'gsm', { isPosInit: true }),
      `IMSI: ${imsi}\r\nMcc: 240\r\nMnc: 07\r\nLac: 4660\r\nCell-Id: 22136\r\n`,
    ],
  ])('tells %s', (_, message, told) => expect(fields(message)).toBe(told))

  test('points at the bytes that hold the number, wherever the message is cut', () => {
    for (const cut of [1, 9, 20]) {
      const outcome = play(protocol, [client(start.subarray(0, cut)), client(start.subarray(cut))])
      expect(outcome.messages[0]).toMatchObject({ method: 'SUPL-START', isComplete: true })
      expect(outcome.messages[0]?.fields).toContain(imsi)
    }
  })

  test('that is damaged is searched all the same, and said to be', () => {
    const damaged = Buffer.concat([Buffer.from([0, 12]), start.subarray(2, 12)])
    const outcome = play(protocol, [client(damaged)])
    expect(outcome.messages[0]?.body).toHaveLength(10)
    expect(outcome.anomalies).toEqual({ 'message.supl.content': 1 })
  })

  test('is found again behind a gap', () => {
    const outcome = play(protocol, [client(start), clientGap(5), client('????????'), client(start)])
    expect(outcome.messages.map(({ protocol: name }) => name)).toEqual(['supl', 'supl', 'unrecognised'])
    expectBalanced(outcome)
  })
})

test('recognition is by a SET that names itself, or on SUPL’s ports by a message that can be', () => {
  const probe = (bytes: Buffer, serverPort = 4_000): string =>
    protocol.probe(bytes, 0, bytes.length, 0, testFlow('tcp', { serverPort }))
  expect(probe(start)).toBe('yes')
  expect(probe(start, 7275)).toBe('yes')
  for (let length = 0; length < 20; length++) expect(probe(start.subarray(0, length))).toBe('more')
  expect(probe(answer)).toBe('no')
  expect(probe(answer, 7275)).toBe('yes')
  expect(probe(suplStart(3, '24007581111111', 'lte').fill(0xab, 8, 14))).toBe('no')
  expect(probe(Buffer.from('0030ff000080', 'hex'))).toBe('no')
})

test('random and damaged messages are counted, and nothing is thrown', () => {
  const damage = fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 0, max: 255 })), { maxLength: 5 })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), damage, (random, changes) => {
      const bytes = Buffer.from(start)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      expectBalanced(
        play(protocol, [client(bytes), client(Buffer.from(random)), server(Buffer.from(random))]),
      )
    }),
    { numRuns: 500 },
  )
})
