import { expect, test } from 'vitest'
import { bytes, origin, PartsOwner, readerIn } from '../../../test/support/http1-parts.ts'
import { limits } from '../../core/limits.ts'
import type { Direction } from '../../core/verdict.ts'
import { giveUpHead, readOnHead } from './head-reader.ts'
import type { Reader } from './reader.ts'
import { states } from './reader.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

function read(
  text: string,
  direction: Direction = 0,
  owner: PartsOwner = new PartsOwner(),
  { reader }: { reader: Reader } = readerIn(states.head, direction),
): { at: number; owner: PartsOwner; reader: Reader } {
  const buf = bytes(text)
  const at = readOnHead(reader, buf, 0, buf.length, origin, 0, owner)
  reader.unit?.settle()
  return { at, owner, reader }
}

test('a head ends with its blank line, however it comes', () => {
  const whole = read(`${get}body`)
  expect([whole.at, whole.owner.said]).toEqual([get.length, [`head of ${get.length}`]])
  const first = read(get.slice(0, 20))
  expect([first.at, first.owner.said]).toEqual([20, []])
  const rest = read(get.slice(20), 0, first.owner, first)
  expect([rest.at, rest.owner.said]).toEqual([get.length - 20, [`head of ${get.length}`]])
})

test('what is no head is passed over up to a start line, and said once', () => {
  const { at, owner, reader } = read('\x01\x02 no head\r\n')
  expect([at, reader.isResync, reader.unit, reader.strayBytes]).toEqual([12, true, null, 12])
  expect(owner.noted).toEqual(['message.http.not_a_message'])
  const { unit } = readerIn(states.head)
  reader.unit = unit
  reader.state = states.head
  const next = read(get, 0, owner, { reader })
  expect([next.at, reader.isResync, owner.said]).toEqual([get.length, false, [`head of ${get.length}`]])
  expect(owner.sink.events).toMatchObject([
    { kind: 'request', body: '\x01\x02 no head\r\n' },
    { kind: 'closed' },
  ])
})

test('behind a body that may go on an answer begins only where one is awaited', () => {
  const ok = 'HTTP/1.1 200 OK\r\n\r\n'
  for (const isAwaited of [false, true]) {
    const owner = new PartsOwner()
    owner.isAnswerAwaited = isAwaited
    const { reader } = readerIn(states.head, 1)
    reader.isResync = true
    reader.overrun = readerIn(states.sized, 1).unit
    read(ok, 1, owner, { reader })
    expect(owner.said).toEqual(isAwaited ? ['handed on ""', `head of ${ok.length}`] : [])
  }
})

test('the answer to a request without a version has no head', () => {
  const owner = new PartsOwner()
  owner.isSimpleAwaited = true
  expect(read('<html>', 1, owner).owner.said).toEqual(['simple'])
  expect(read('HTTP/1.0 200', 1, owner).owner.said).toEqual(['simple'])
})

test('a head that is too long is given up as far as it goes', () => {
  const max = limits.message.headBytesMax
  const { at, owner } = read(`GET / HTTP/1.1\r\nX: ${'a'.repeat(max)}`)
  expect([at, owner.said]).toEqual([max, ['exchange', 'complete ""', 'lost']])
  expect(owner.noted).toEqual(['message.http.head_too_long'])
})

test('without a whole line its bytes are searched as they are', () => {
  const { owner, reader } = read('GET /?imei=1')
  giveUpHead(reader, 'gap', owner)
  expect(owner.sink.events).toMatchObject([
    { kind: 'request', protocol: 'unrecognised', head: '', body: 'GET /?imei=1', incompleteReason: 'gap' },
    { kind: 'closed' },
  ])
  expect([reader.unit, owner.said]).toEqual([null, []])
})
