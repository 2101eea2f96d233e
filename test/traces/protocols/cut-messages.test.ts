/** What a program cuts over several messages of one connection is put together, and said once. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/core/limits.ts'
import { TcpConversation } from '../../support/capture.ts'
import { mqttPacket, mqttString } from '../../support/mqtt-packet.ts'
import { webSocketFrame } from '../../support/websocket.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const document = JSON.stringify({ app: 'page {view', list: 'x "}'.repeat(30), imei, rest: ['y '.repeat(60)] })
const middle = document.indexOf(imei) + 7
const halves = [document.slice(0, middle), document.slice(middle)] as const
const list = Array.from({ length: 40 }, (_, at) => createHash('md5').update(`${at}`).digest('hex'))
const packed = gzipSync(JSON.stringify({ imei, list }))
const packedLast = gzipSync(JSON.stringify({ list, imei }))
const other = gzipSync(createHash('sha512').update('other').digest('base64'))
const profile = `name: the phone\nidentifiers:\n  imei: "${imei}"\n`
const found = [`imei ${imei} certain`]

/** A connection with these messages of its client. */
function socket(messages: readonly (Buffer | string)[], port = 40_000): TcpConversation {
  const key = 'dGhlIHNhbXBsZSBub25jZQ=='
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const talk = new TcpConversation({ sourcePort: port, targetPort: 80 })
    .open()
    .send(
      `GET /live HTTP/1.1\r\nHost: live.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    .reply(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
  for (const message of messages)
    talk.send(webSocketFrame(message, { opcode: typeof message === 'string' ? 1 : 2 }))
  return talk
}

/** A connection with these publications, each with its topic. */
function broker(
  publications: readonly (readonly [topic: string, payload: Buffer | string])[],
): TcpConversation {
  const connect = [mqttString('MQTT'), Buffer.from([4, 2, 0, 60]), mqttString('app-1')]
  const talk = new TcpConversation({ targetPort: 1_883 })
    .open()
    .send(mqttPacket(0x10, connect))
    .reply(Buffer.from([0x20, 2, 0, 0]))
  for (const [topic, payload] of publications)
    talk.send(mqttPacket(0x30, [mqttString(topic), Buffer.from(payload)]))
  return talk
}

async function seen(talk: TcpConversation, known = true): Promise<string[]> {
  return observed(await scanFrames(talk.close().frames, known ? { profile } : {}))
}

describe('is put together', () => {
  test.each<[name: string, messages: readonly (Buffer | string)[]]>([
    ['a document in two messages', halves],
    ['in many', document.match(/.{1,30}/g) ?? []],
    ['with what keeps the connection alive between', [halves[0], '2', halves[1]]],
    ['with a document of its own between', [halves[0], '{"type":"ping"}', halves[1]]],
    ['of which the end is missing', [halves[0], halves[1].slice(0, 20)]],
    ['in bytes', halves.map((half) => Buffer.from(half))],
    ['what is compressed as a whole', [packed.subarray(0, 300), packed.subarray(300)]],
    [
      'what is compressed, with an end that is not seen, before the next',
      [
        packedLast.subarray(0, 300),
        packedLast.subarray(300, -3),
        packedLast.subarray(-3),
        other.subarray(0, 60),
      ],
    ],
  ])('%s', async (_, messages) => {
    expect(await seen(socket(messages))).toEqual(found)
  })

  test('without a profile', async () => {
    expect(await seen(socket(halves), false)).toEqual([`imei ${imei} probable`])
  })

  test.each([
    ['of one topic', 'up/log', 'up/log'],
    ['of topics that count', 'up/log/0', 'up/log/1'],
  ])('in messages of MQTT %s', async (_, first, second) => {
    const talk = broker([
      [first, halves[0]],
      [second, halves[1]],
    ])
    expect(await seen(talk)).toEqual(found)
  })

  test('in messages of MQTT of two topics that take turns', async () => {
    const talk = broker([
      ['up/log', halves[0]],
      ['up/state', halves[0].replace('page', 'state')],
      ['up/log', halves[1]],
    ])
    expect(await seen(talk)).toEqual(found)
  })

  test('and points into the frames of both, whose recipient is that of the connection', async () => {
    const result = await scanFrames(socket(halves).close().frames, { profile })
    const [observation] = result.observations
    expect(new Set(observation?.spans.map(({ frame }) => frame)).size).toBe(2)
    expect(observation?.reasons.join()).toContain('2 messages that follow each other')
    expect(result.recipients.map(({ host }) => host)).toEqual(['live.example.com'])
  })
})

test('what one message shows by itself is said once', async () => {
  const sent = [halves[0].replace('page', imei), halves[1]]
  expect(await seen(socket(sent))).toEqual(found)
})

describe('nothing is put together', () => {
  const [front, back] = ['3569380', '35643809']
  test.each<[name: string, messages: readonly (Buffer | string)[]]>([
    ['of whole documents', [`{"note":"a document of its own","a":${front}}`, `{"a":${back}}`]],
    ['of texts', [`a text that is no document, ${front}`, `${back} and more of it`]],
    ['of what is too short', [`{"a":${front}`, `${back}}`]],
    ['behind the end', [`${halves[0]}"]}`, `[${front}`, `${back}]`]],
  ])('%s', async (_, messages) => {
    expect(await seen(socket(messages))).toEqual([])
  })

  test('of two connections', async () => {
    const frames = [...socket([halves[0]]).frames, ...socket([halves[1]], 40_001).close().frames]
    expect(observed(await scanFrames(frames, { profile }))).toEqual([])
  })

  test('of two topics', async () => {
    const talk = broker([
      ['up/log', halves[0]],
      ['up/state', halves[1]],
    ])
    expect(await seen(talk)).toEqual([])
  })
})

test('of many connections with cut messages the oldest is forgotten', async () => {
  const frames = [halves[0], ...Array.from({ length: limits.message.uploadsMax }, () => halves[0])].flatMap(
    (half, index) => socket([half], 40_000 + index).frames,
  )
  expect(observed(await scanFrames(frames, { profile }))).toEqual([])
})
