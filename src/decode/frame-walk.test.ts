import { describe, expect, test } from 'vitest'
import { framesIn } from './frame-walk.ts'

function behindLength(text: string, lead = ''): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(text.length)
  return Buffer.concat([Buffer.from(lead, 'hex'), head, Buffer.from(text)])
}

const one = '{"imei":"490154203237518"}'
const two = '{"event":"open"}'

/** Two messages, and so many bytes of zero in front of them. */
function behindZeros(zeros: number): Buffer {
  return Buffer.concat([Buffer.alloc(zeros), behindLength('no document'), behindLength('nor this one')])
}

describe('messages in a row', () => {
  test('each is a range of its own', () => {
    expect(framesIn(Buffer.concat([behindLength(one), behindLength(two)]))).toEqual([
      [4, 4 + one.length],
      [8 + one.length, 8 + one.length + two.length],
    ])
  })

  test.each([0, 4, 16, 64, 4_000])('behind %d bytes of those without content', (zeros) => {
    expect(framesIn(behindZeros(zeros))).toEqual([
      [zeros + 4, zeros + 15],
      [zeros + 19, zeros + 31],
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
