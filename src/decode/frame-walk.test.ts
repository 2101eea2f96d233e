import { describe, expect, test } from 'vitest'
import { framesIn } from './frame-walk.ts'

function behindLength(text: string, lead = ''): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(text.length)
  return Buffer.concat([Buffer.from(lead, 'hex'), head, Buffer.from(text)])
}

const one = '{"imei":"490154203237518"}'
const two = '{"event":"open"}'

describe('messages in a row', () => {
  test('each is a range of its own', () => {
    expect(framesIn(Buffer.concat([behindLength(one), behindLength(two)]))).toEqual([
      [4, 4 + one.length],
      [8 + one.length, 8 + one.length + two.length],
    ])
  })

  test('what is no frame behind a document is the last range', () => {
    const bytes = Buffer.concat([behindLength(one), Buffer.alloc(20, 0xee)])
    expect(framesIn(bytes)).toEqual([
      [4, 4 + one.length],
      [4 + one.length, bytes.length],
    ])
  })

  test.each([
    ['one message alone', behindLength(one)],
    ['one message with a checksum behind it', Buffer.concat([behindLength(one), Buffer.alloc(4, 0xee)])],
    ['text', Buffer.from(one + two)],
    ['bytes of zero', Buffer.alloc(4_096)],
    ['nothing', Buffer.alloc(0)],
    [
      'lengths that fit, in front of what is no document and cut',
      Buffer.from('0000000481818181000000ff81'.repeat(2), 'hex'),
    ],
  ])('not %s', (_name, bytes) => {
    expect(framesIn(bytes)).toBeNull()
  })
})
