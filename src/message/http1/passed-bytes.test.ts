import { expect, test } from 'vitest'
import { bytes, PartsOwner, readerIn } from '../../../test/support/http1-parts.ts'
import { limits } from '../../core/limits.ts'
import { handOnPassed, keepPassed, passOver, readToNext } from './passed-bytes.ts'
import type { Reader } from './reader.ts'
import { states } from './reader.ts'
import { takeUnit } from './unit.ts'

/** A reader that gathered these bytes where a head should be. */
function gathered(text: string): Reader {
  const { reader, unit } = readerIn(states.head)
  unit.head.append(bytes(text), 0, text.length, 7, 0, 0)
  return reader
}

test('what was passed over is searched as bytes of no protocol, and beyond the limit counted', () => {
  const owner = new PartsOwner()
  const max = limits.message.unrecognisedBytesMax
  const reader = gathered('x'.repeat(max + 5))
  passOver(reader, max + 5)
  expect([reader.unit, reader.state]).toEqual([null, states.idle])
  handOnPassed(reader, owner)
  expect(owner.sink.events).toMatchObject([
    { kind: 'request', protocol: 'unrecognised', isComplete: false, bodyBytesLeftOut: 5, frame: 7 },
    { kind: 'closed' },
  ])
  expect(owner.counts).toMatchObject({ unrecognisedReadBytes: max, resyncBytes: 5 })
  handOnPassed(reader, owner)
  expect(owner.sink.events.length).toBe(2)
})

test('too few bytes to identify anybody are only counted', () => {
  const owner = new PartsOwner()
  const reader = gathered('1234567')
  passOver(reader, 7)
  handOnPassed(reader, owner)
  expect(owner.sink.events).toEqual([])
  expect(owner.counts).toMatchObject({ unrecognisedReadBytes: 0, resyncBytes: 7 })
})

test('behind a body that goes on they are the rest of it', () => {
  const owner = new PartsOwner()
  const { reader, unit } = readerIn(states.sized)
  unit.body.append(bytes('imei='), 0, 5, 7, 0, 0)
  owner.counts.readBytes = 5
  readToNext(reader, unit, owner.counts)
  expect([reader.isResync, reader.unit, owner.counts.readBytes]).toEqual([true, null, 0])
  const line = takeUnit()
  line.head.append(bytes('1\r\nPOST'), 0, 7, 8, 0, 0)
  keepPassed(reader, line, 3)
  handOnPassed(reader, owner)
  expect(owner.said).toEqual(['handed on "imei=1\r\n"'])
  expect([owner.counts.readBytes, reader.overrun]).toEqual([8, null])
})
