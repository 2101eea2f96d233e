import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, clientGap, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protobufBytes } from '../../../test/support/protobuf-fields.ts'
import { xiaomiFrame } from '../../../test/support/xiaomi-frame.ts'
import { protocol } from './index.ts'

const deviceId = `a-${'0123456789abcdef'.repeat(3).slice(0, 40)}`
const header = Buffer.concat([protobufBytes(2, 'xiaomi.com'), protobufBytes(5, 'CONN')])
const kind = Buffer.from([0, 2, 0, header.length])
const content = Buffer.concat([
  protobufBytes(2, 'MI 9'),
  protobufBytes(4, deviceId),
  protobufBytes(6, Buffer.concat([protobufBytes(1, 'app.chat.example.com'), protobufBytes(2, 'en_GB')])),
])
const connect = xiaomiFrame(Buffer.concat([kind, header, content]))
const ping = xiaomiFrame(Buffer.alloc(0))
const encrypted = xiaomiFrame(Buffer.from('9f3c21d7aa0184c6f3', 'hex'))

const steps = [client(connect), server(connect), client(ping), client(encrypted)]
conform('a connection', protocol, steps)

test('the frame in clear is handed on by its fields, the device’s number by its form; the rest is counted', () => {
  const outcome = play(protocol, steps)
  expect(ping).toHaveLength(12)
  expect(outcome.messages).toHaveLength(2)
  expect(outcome.messages[0]?.fields).toBe(
    `Server: xiaomi.com\r\nCommand: CONN\r\nField-2: MI 9\r\nDevice-Id: ${deviceId}\r\n` +
      'Field-6.1: app.chat.example.com\r\nField-6.2: en_GB\r\n',
  )
  expect(outcome.counts.undecryptableBytes).toBe(9)
  expect(outcome.anomalies).toEqual({ 'message.xiaomi-push.encrypted': 1 })
})

test('text in a frame of another kind is in clear, and is handed on', () => {
  const json = '{"imei":"356938035643809"}'
  const outcome = play(protocol, [client(connect), client(xiaomiFrame(Buffer.from(json))), client(encrypted)])
  expect(outcome.messages.map(({ body }) => body)).toEqual(['', json])
  expect(outcome.messages[1]?.bodySpans).toEqual([{ frame: 2, start: 54 + 8, end: 54 + 8 + json.length }])
  expect(outcome.counts.undecryptableBytes).toBe(9)
  expect(outcome.anomalies).toEqual({ 'message.xiaomi-push.encrypted': 1 })
  expectBalanced(outcome)
})

test('a length between kind and header is passed over', () => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const outcome = play(protocol, [client(xiaomiFrame(Buffer.concat([kind, length, header, content])))])
  expect(outcome.messages[0]?.fields).toContain('Server: xiaomi.com')
  expect(outcome.anomalies).toEqual({})
})

test('it is found again behind a gap by its magic number', () => {
  const outcome = play(protocol, [client(connect), clientGap(100), client('????'), client(connect)])
  expect(outcome.messages.map(({ protocol: name }) => name)).toEqual([
    'xiaomi-push',
    'xiaomi-push',
    'unrecognised',
  ])
  expectBalanced(outcome)
})

test('recognition is by magic number and version', () => {
  const probe = (bytes: Buffer): string => protocol.probe(bytes, 0, bytes.length, 0, testFlow('tcp'))
  for (let length = 0; length < 8; length++) expect(probe(connect.subarray(0, length))).toBe('more')
  expect(probe(connect)).toBe('yes')
  expect(probe(Buffer.from('c2fe0006', 'hex'))).toBe('no')
  expect(probe(Buffer.from('c2fe0005ffffffff', 'hex'))).toBe('no')
})
