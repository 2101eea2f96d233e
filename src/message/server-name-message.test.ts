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

  test('and so is what else the client was free to write', () => {
    const text = 'imei=357184092641738'
    const content = Buffer.from(text)
    const padding = Buffer.concat([Buffer.alloc(30), content, Buffer.alloc(30)])
    const ways: Record<string, Buffer> = {
      'a protocol that is none': clientHello({ alpn: ['h2', text] }),
      'an extension of its own': clientHello({ extensions: [[0xfe77, content]] }),
      'an extension to be ignored': clientHello({ extensions: [[0x3a3a, content]] }),
      padding: clientHello({ extensions: [[21, padding]] }),
      'a ticket': clientHello({ extensions: [[35, content]] }),
      'a parameter of QUIC of its own': clientHello({
        extensions: [
          [57, Buffer.concat([Buffer.from('01025abc', 'hex'), Buffer.from('712914', 'hex'), content])],
        ],
      }),
      'the id of a connection': clientHello({
        extensions: [[57, Buffer.concat([Buffer.from('0f14', 'hex'), content])]],
      }),
      'parameters of QUIC that are none': clientHello({
        extensions: [[57, Buffer.concat([Buffer.from('017f', 'hex'), content])]],
      }),
    }
    for (const [place, at] of Object.entries({ 'random bytes': 6, 'the name of a session': 39 })) {
      const bytes = clientHello()
      content.copy(bytes, at)
      ways[place] = bytes
    }
    for (const [way, bytes] of Object.entries(ways)) {
      const outcome = playLayer(numbered([client(tlsRecords(bytes, 100))]))
      expect(outcome.helloNames, way).toMatchObject([{ protocol: 'tls' }])
      expect(outcome.helloNames[0]?.body, way).toContain(text)
      expect(
        outcome.helloNames[0]?.bodySpans.reduce((sum, { start, end }) => sum + end - start, 0),
        way,
      ).toBe(outcome.helloNames[0]?.body.length)
    }
  })

  test('text in a datagram that looks like QUIC and can not be opened', () => {
    const text = Buffer.from('imei=357184092741638')
    const rest = Buffer.alloc(1_200, 0x91)
    const id = Buffer.concat([Buffer.from([text.length]), text])
    const ways: Record<string, Buffer[]> = {
      'the id of a connection': [Buffer.from('c300000001', 'hex'), id, Buffer.from('000044d0', 'hex'), rest],
      'a token': [Buffer.from('c30000000108aabbccddaabbccdd00', 'hex'), id, Buffer.from('44d0', 'hex'), rest],
      'content under a version that is none': [
        Buffer.from('c3babababa08aabbccddaabbccdd00', 'hex'),
        text,
        rest,
      ],
    }
    for (const [way, pieces] of Object.entries(ways)) {
      const outcome = playLayer(numbered([client(Buffer.concat(pieces))]), undefined, testFlow('udp'))
      expect(outcome.helloNames, way).toMatchObject([{ protocol: 'quic' }])
      expect(outcome.helloNames[0]?.body, way).toContain(text.toString())
    }
    const plain = initialPacket(cryptoFrame(0, hello), { size: 1_200 })
    expect(playLayer([client(plain)], undefined, testFlow('udp')).helloNames).toHaveLength(1)
  })

  test('what browsers write by themselves is not', () => {
    const bytes = clientHello({
      alpn: ['h2', 'http/1.1', 'managesieve'],
      paddingBytes: 200,
      versions: [0x0304],
      extensions: [
        [0x8a8a, Buffer.alloc(1)],
        [13, Buffer.from('000a04030804040105030806', 'hex')],
        [17_513, Buffer.from('0003026832', 'hex')],
        [51, Buffer.from(`0024001d0020${'9d'.repeat(32)}`, 'hex')],
        [
          57,
          Buffer.from('010480007530030245c0040480780000080240640f088394c8f03e5157087fff00aa02abcd', 'hex'),
        ],
        [65_281, Buffer.alloc(1)],
      ],
    })
    expect(playLayer([client(tlsRecords(bytes, 16_000))]).helloNames).toEqual([])
  })

  test('and none where it names nobody', () => {
    expect(playLayer([client(tlsRecords(clientHello(), 16_000))]).helloNames).toEqual([])
  })
})
