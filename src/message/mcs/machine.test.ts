import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { mqttPacket } from '../../../test/support/mqtt-packet.ts'
import { client, clientGap, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protobufBytes, protobufNumber } from '../../../test/support/protobuf-fields.ts'
import { protocol } from './index.ts'

function frame(tag: number, ...fields: Buffer[]): Buffer {
  const content = Buffer.concat(fields)
  return Buffer.concat([Buffer.from([tag, content.length]), content])
}

const login = Buffer.concat([
  Buffer.from([41]),
  frame(
    2,
    protobufBytes(1, 'android-17'),
    protobufBytes(2, 'mcs.android.com'),
    protobufBytes(3, '3812345678901234567'),
    protobufBytes(5, '1234567890123456789'),
    protobufBytes(8, Buffer.concat([protobufBytes(1, 'new_vc'), protobufBytes(2, '1')])),
    protobufNumber(12, 1),
  ),
])
const accepted = Buffer.concat([Buffer.from([41]), frame(3, protobufBytes(1, 'android-17'))])
const pushed = frame(
  8,
  protobufBytes(3, '1234'),
  protobufBytes(5, 'com.example.app'),
  protobufBytes(7, Buffer.concat([protobufBytes(1, 'imei'), protobufBytes(2, '356938035643809')])),
)
const ping = Buffer.from([0, 0])

const steps = [client(login), server(accepted), server(pushed), client(ping), client(pushed), server(ping)]
conform('a login and messages', protocol, steps)

test('an answer to the login that says nothing is one', () => {
  const outcome = play(protocol, [client(login), server(Buffer.from([41, 3, 0]))])
  expect(outcome.messages.map(({ direction, exchange, method }) => [direction, exchange, method])).toEqual([
    [0, 0, 'LoginRequest'],
    [1, 0, 'LoginResponse'],
  ])
})

test('messages are handed on with their fields by name, nested ones by their path', () => {
  const outcome = play(protocol, steps)
  expect(outcome.messages.map(({ kind, exchange, method }) => [kind, exchange, method])).toEqual([
    ['request', 0, 'LoginRequest'],
    ['response', 0, 'LoginResponse'],
    ['response', 1, 'DataMessageStanza'],
    ['request', 2, 'DataMessageStanza'],
  ])
  expect(outcome.messages[0]?.fields).toBe(
    'Client: android-17\r\nDomain: mcs.android.com\r\nGsf-Id: 3812345678901234567\r\n' +
      'Auth-Token: 1234567890123456789\r\nSetting: new_vc\r\nSetting-Value: 1\r\nField-12: 1\r\n',
  )
  expect(outcome.messages[3]?.fields).toContain('Data-Key: imei\r\nimei: 356938035643809\r\n')
  expect(outcome.anomalies).toEqual({})
})

test('what is nested, with more values than are kept, is searched as the body', () => {
  const inner = Buffer.concat([
    ...Array.from({ length: 3_000 }, () => protobufNumber(1, 7)),
    protobufBytes(2, '356938035643809'),
  ])
  const bytes = mqttPacket(8, [protobufBytes(3, '1'), mqttPacket((9 << 3) | 2, [inner])])
  const outcome = play(protocol, [client(login), client(bytes)])
  expect(outcome.messages[1]?.body.startsWith('\x4a')).toBe(true)
  expect(outcome.messages[1]?.body).toContain('\x12\x0f356938035643809')
  expect(outcome.anomalies).toEqual({ 'message.mcs.fields': 1 })
  expectBalanced(outcome)
})

test('behind a gap it is found again where a message of whole fields begins', () => {
  const outcome = play(protocol, [client(login), clientGap(9), client('??'), client(pushed)])
  expect(outcome.messages.map(({ method, body }) => method || body)).toEqual([
    'LoginRequest',
    'DataMessageStanza',
    '??',
  ])
  expectBalanced(outcome)
})

test('fields that do not fit are searched as the body', () => {
  const outcome = play(protocol, [
    client(login),
    client(frame(8, protobufBytes(3, 'a'), Buffer.from('\x0f?imei=1'))),
  ])
  expect(outcome.messages[1]?.body).toBe('\x0f?imei=1')
  expect(outcome.anomalies).toEqual({ 'message.mcs.fields': 1 })
})

describe('recognition', () => {
  test('is by version, login and a printable id', () => {
    const probe = (bytes: Buffer, direction: 0 | 1): string =>
      protocol.probe(bytes, 0, bytes.length, direction, testFlow('tcp'))
    expect(probe(login, 0)).toBe('yes')
    expect(probe(accepted, 1)).toBe('yes')
    expect(probe(login, 1)).toBe('no')
    for (let length = 0; length < 13; length++) expect(probe(login.subarray(0, length), 0)).toBe('more')
    expect(probe(Buffer.from([41, 2, 20, 10, 8, 0, 1, 2, 3, 4, 5, 6, 7]), 0)).toBe('no')
    expect(probe(Buffer.from(') some text'), 0)).toBe('no')
  })
})
