import { expect, test } from 'vitest'
import { RunOrigin } from '../../core/origin.ts'
import { verdicts } from '../../core/verdict.ts'
import { newMessageCounts } from '../message-counts.ts'
import { unopenedParser } from './unopened-parser.ts'

test('counts what it is given as not looked at, holds nothing, and ends both directions', () => {
  const counts = newMessageCounts()
  const parser = unopenedParser('coap', counts)
  const over = verdicts.limit | verdicts.bothDirections
  expect(parser.push(1, Buffer.alloc(9), 2, 7, new RunOrigin())).toBe(over)
  expect(parser.gap(0, 100, new RunOrigin())).toBe(over)
  parser.finished(0)
  parser.end()
  expect({ ...counts, limitBytes: 0 }).toEqual(newMessageCounts())
  expect([parser.protocol, counts.limitBytes, parser.heldBytes]).toEqual(['coap', 5, 0])
})
