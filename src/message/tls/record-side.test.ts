import { expect, test } from 'vitest'
import { KeyLog } from '../key-log.ts'
import { LateJoin, LateSide } from './late-join.ts'
import type { FoundSecret } from './late-search.ts'
import type { RecordOpener } from './record-opener.ts'
import { RecordSide, explicitJump, isHeader, isHeaderSoFar, phases } from './record-side.ts'

test.each([
  ['1603010200', true],
  ['1703034000', true],
  ['17030348ff', false],
  ['1603050200', false],
  ['1602010200', false],
  ['0903030010', false],
  ['1603030000', false],
  // Of application data none is allowed; an alert in clear is short.
  ['1703030000', true],
  ['1503030201', false],
])('%s heads a record: %s', (hex, isOne) => {
  expect(isHeader(new RecordSide(0, true), Buffer.from(hex, 'hex'), 0)).toBe(isOne)
})

test('a header is judged by as much of it as is there, and by the ones before where one is looked for', () => {
  const side = new RecordSide(0, true)
  Buffer.from('1703030010', 'hex').copy(side.header)
  for (side.headerSeen = 1; side.headerSeen <= 5; side.headerSeen++) expect(isHeaderSoFar(side)).toBe(true)
  side.headerSeen = 5
  side.isLost = true
  // Shorter than its tag and its type.
  expect(isHeaderSoFar(side)).toBe(false)
  side.header.writeUInt16BE(17, 3)
  expect(isHeaderSoFar(side)).toBe(true)
  side.recordVersion = 0x0302
  expect(isHeaderSoFar(side)).toBe(false)
})

test('an explicit nonce says how many records were skipped, where it counts them', () => {
  const side = new RecordSide(0, true)
  const opener = { leadBytes: 8 } as RecordOpener
  const nonce = Buffer.from('000000000000000c', 'hex')
  expect(explicitJump(side, opener, nonce, 0, 8)).toBe(0)
  side.nonceOffset = 2
  side.sequence = 7
  expect(explicitJump(side, opener, nonce, 0, 8)).toBe(3)
  side.nonceOffset = 0x700_0000
  expect(explicitJump(side, opener, nonce, 0, 8)).toBe(0)
  expect(explicitJump(side, { leadBytes: 0 } as RecordOpener, nonce, 0, 8)).toBe(0)
})

test.each([
  ['handshake', phases.handshake, 3, 0],
  ['the first of data', phases.application, 0, 0],
  ['later data', phases.application, 3, 1],
])('behind a record whose secret and number were found by trying: %s', (_, phase, sequence, gapBytes) => {
  const side = new RecordSide(0, true)
  side.late = new LateSide(new LateJoin(new KeyLog(), 'nothing', () => {}))
  side.lostBytes = 10
  side.missingBytes = 5
  const opener = { leadBytes: 0 } as RecordOpener
  const secret = Buffer.alloc(32, 1)
  expect(side.hasTriedAll).toBe(false)
  side.place({ secret, phase, sequence, opener } as FoundSecret)
  expect(side).toMatchObject({
    phase,
    sequence: sequence + 1,
    gapBytes,
    lostBytes: 0,
    missingBytes: 0,
    secret,
  })
  expect(side.opener).toBe(opener)
  expect(side.hasTriedAll).toBe(true)
})
