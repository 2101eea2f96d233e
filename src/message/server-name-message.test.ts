import { describe, expect, test } from 'vitest'
import { byteByByte } from '../../test/support/conform.ts'
import type { Outcome, Step } from '../../test/support/playbook.ts'
import { client, numbered, playLayer, testFlow } from '../../test/support/playbook.ts'
import { cryptoFrame, initialPacket } from '../../test/support/quic-packet.ts'
import { clientHello, tlsRecords } from '../../test/support/tls-hello.ts'

const name = 'imei-357184092641738.t.example.com'
const hello = clientHello({ sni: name, paddingBytes: 300 })

/** The bytes that the spans of the only name point to. */
function bytesOf(steps: readonly Step[], outcome: Outcome): string {
  expect(outcome.helloNames).toHaveLength(1)
  return (outcome.helloNames[0]?.bodySpans ?? [])
    .map((span) => {
      const step = steps.find(
        (candidate) =>
          candidate.kind === 'push' &&
          candidate.frame === span.frame &&
          candidate.offset <= span.start &&
          span.end <= candidate.offset + candidate.bytes.length,
      )
      if (step?.kind !== 'push') throw new Error('no such frame')
      return step.bytes.toString('latin1', span.start - step.offset, span.end - step.offset)
    })
    .join('')
}

describe('the server name of a hello is handed on to be searched', () => {
  test('with its place, however the hello is cut', () => {
    for (const size of [16_000, 200, 7, 1]) {
      const steps = numbered([client(tlsRecords(hello, size))])
      const outcome = playLayer(steps)
      expect(outcome.helloNames).toMatchObject([{ protocol: 'tls', body: name, frame: 1 }])
      expect(bytesOf(steps, outcome)).toBe(name)
      const bytes = byteByByte(steps)
      expect(bytesOf(steps, playLayer(bytes))).toBe(name)
    }
  })

  test('of QUIC: with the places of its ciphertext', () => {
    const from = hello.indexOf(name) + 10
    const first = initialPacket(cryptoFrame(0, hello.subarray(0, from)), { size: 1_200 })
    const second = initialPacket(cryptoFrame(from, hello.subarray(from)), { size: 1_200, packetNumber: 1 })
    for (const datagrams of [
      [first, second],
      [second, first],
    ]) {
      const outcome = playLayer(
        datagrams.map((bytes) => client(bytes)),
        undefined,
        testFlow('udp'),
      )
      expect(outcome.helloNames).toMatchObject([{ protocol: 'quic', body: name }])
      const spans = outcome.helloNames[0]?.bodySpans ?? []
      expect(spans.map((span) => span.end - span.start)).toEqual([10, name.length - 10])
      expect(spans.map((span) => span.frame)).toEqual(datagrams[0] === first ? [1, 2] : [2, 1])
      // The content ends 16 bytes before the packet: the tag. Padding of zeros stands behind the frame.
      expect(spans.every((span) => span.start >= 54 && span.end <= 54 + 1_200 - 16)).toBe(true)
    }
  })

  test('and none where it names nobody', () => {
    expect(playLayer([client(tlsRecords(clientHello(), 16_000))]).helloNames).toEqual([])
  })
})
