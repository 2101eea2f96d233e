import { expect, test } from 'vitest'
import { AnomalyLog } from '../../core/anomaly.ts'
import type { Detector } from '../../detect/detector.ts'
import type { NameBook } from '../../attribute/names.ts'
import { Message } from '../../message/types.ts'
import type { Exchange } from '../../message/types.ts'
import type { CopyPiece } from '../../stream/types.ts'
import { CopyExaminer } from './copy-examiner.ts'
import type { RecipientBook } from '../recipients/recipient-book.ts'

/** A message whose body lies in a frame. */
function message(text: string, frame: number): Message {
  const made = new Message()
  const { body } = made
  body.buf = Buffer.from(text)
  body.start = 0
  body.end = body.buf.length
  body.runs.clear()
  body.runs.add(0, frame, 0)
  return made
}

const piece = (frame: number): CopyPiece => ({
  frame,
  sequence: 0,
  bytes: Buffer.alloc(100),
  offset: 0,
  sec: 0,
  nsec: 0,
  kind: 'other',
})

test('a message is looked at once in all readings that hold it, and not where no other copy has a part in it', () => {
  const looked: string[] = []
  const detector = {
    probe: {
      peer: 0,
      isWorthDecoding: (buf: Buffer, start: number, end: number) => {
        if (end > start) looked.push(buf.toString('latin1', start, end))
        return false
      },
    },
    familiesOfName: () => [],
    indicators: { long: [], binary: [], words: [] },
  } as unknown as Detector
  const examiner = new CopyExaminer(1, detector, {} as RecipientBook, {} as NameBook, new AnomalyLog())
  const exchange = { flow: {}, protocol: 'http1' } as unknown as Exchange
  const read = (isWhole: boolean, ...messages: Message[]): void => {
    examiner.begin([piece(7), piece(8)], isWhole, null)
    for (const one of messages) examiner.request(exchange, one)
  }
  read(true, message('first copy', 3), message('one', 7), message('two', 8))
  expect(looked).toEqual(['one', 'two'])
  // The same in a mixture of copies: what is there in both is known, other bytes at the same place are not.
  read(false, message('one', 7), message('TWO', 8))
  expect(looked).toEqual(['one', 'two', 'TWO'])
  // Of a mixture less is kept: with all copies it is looked at again.
  read(true, message('TWO', 8), message('one', 7))
  read(false, message('TWO', 8))
  expect(looked).toEqual(['one', 'two', 'TWO', 'TWO'])
})
