import { expect, test } from 'vitest'
import { ExpansionAccount } from '../../core/expansion-account.ts'
import type { DecodeResult } from '../../decode/types.ts'
import { Message } from '../../message/types.ts'
import { OpenedBytes } from './opened-bytes.ts'

function decodedTo(expandedBytes: number): DecodeResult {
  return { expandedBytes } as DecodeResult
}

/** A message of so many bytes. */
function ofLength(length: number): Message {
  const message = new Message()
  message.head.buf = Buffer.alloc(length)
  message.head.end = length
  return message
}

test('a message is charged once, for the most that it was opened to', () => {
  const opened = new OpenedBytes(new ExpansionAccount(2, 1_000))
  const message = ofLength(10)
  expect(opened.allow(message)).toBe(1_000)
  opened.bytes = 100
  opened.decoded(decodedTo(300))
  opened.decoded(decodedTo(200))
  opened.settle(message)
  expect(opened.allow(message)).toBe(1_000 + 20 - 300)
  opened.settle(message)
  expect(opened.allow(message)).toBe(1_000 + 40 - 300)
})

test('messages that are read together earn nothing more', () => {
  const opened = new OpenedBytes(new ExpansionAccount(2, 1_000))
  opened.settleJoined(decodedTo(400))
  expect([opened.allow(ofLength(10)), opened.bytes]).toEqual([600, 0])
})
