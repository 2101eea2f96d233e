import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import type { Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { verdicts } from '../../core/verdict.ts'

function packet(seed: string, length: number, id = ''): Buffer {
  const bytes = Buffer.concat([sealedBytes(1, seed), Buffer.from(id, 'latin1'), sealedBytes(length, seed)])
  bytes[0] = 0x40 | ((bytes[0] as number) & 0x3f)
  return bytes
}

function talk(count: number, length: number): Step[] {
  return Array.from({ length: count }, (_, index) => [
    client(packet(`c${index}`, length, '12345678')),
    server(packet(`s${index}`, length)),
  ]).flat()
}

const onPort = testFlow('udp', { serverPort: 443 })
const elsewhere = testFlow('udp', { serverPort: 4_242 })

describe('a QUIC connection that began before the capture', () => {
  test('counts as encrypted from its first datagram on, is said, and is searched all the same', () => {
    const outcome = playLayer(talk(4, 300), undefined, onPort)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: outcome.givenBytes, unrecognisedReadBytes: 0 })
    expect(outcome.messages).toHaveLength(8)
    expect(outcome.anomalies).toEqual({ 'message.quic.no_initial': 1 })
    expect(outcome.events).toContainEqual({ kind: 'recognised', protocol: 'quic' })
    expectBalanced(outcome)
  })

  test('is known on any port by more of it, and counts as encrypted beyond what is searched', () => {
    const outcome = playLayer(talk(60, 1_200), undefined, elsewhere)
    expect(outcome.counts).toMatchObject({ unrecognisedReadBytes: 0, unrecognisedSkippedBytes: 0 })
    expect(outcome.verdict).toBe(verdicts.undecryptable)
    expectBalanced(outcome)
  })

  test('is known on its port from one end alone', () => {
    const steps = talk(8, 100).filter((step) => step.kind === 'push' && step.direction === 1)
    expect(playLayer(steps, undefined, onPort).counts.unrecognisedReadBytes).toBe(0)
    expect(playLayer(steps, undefined, elsewhere).counts.undecryptableBytes).toBe(0)
  })
})

describe('what it is not', () => {
  const others: readonly (readonly [string, readonly Step[]])[] = [
    [
      'text',
      Array.from({ length: 20 }, (_, index) => [
        client(`LOG ${index} imei=356938035643809 ${'temperature is well '.repeat(9)}`),
        server(`ACK ${index} ${'all is well and nothing is to be said '.repeat(9)}`),
      ]).flat(),
    ],
    [
      'encrypted bytes behind a first byte that never changes',
      talk(20, 300).map((step) => {
        if (step.kind === 'push') step.bytes[0] = 0x48
        return step
      }),
    ],
    ['encrypted bytes behind a datagram that is no packet', [client(Buffer.alloc(40, 1)), ...talk(20, 300)]],
    ['encrypted bytes behind a short datagram', [client('A'), ...talk(20, 300)]],
  ]
  test.each(others)('%s', (_, steps) => {
    const outcome = playLayer(steps, undefined, onPort)
    expect(outcome.counts).toMatchObject({ undecryptableBytes: 0 })
    expect(outcome.anomalies).toEqual({})
    expectBalanced(outcome)
  })
})
