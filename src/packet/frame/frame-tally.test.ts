import { describe, expect, test } from 'vitest'
import { frameParts } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import { limits } from '../../core/limits.ts'
import { packetAnomalies } from '../anomalies.ts'
import { tunnelKinds } from '../tunnel/tunnels.ts'
import { fates } from './fates.ts'
import { FrameTally } from './frame-tally.ts'

function tallying(): FrameParts & { readonly tally: FrameTally } {
  const parts = frameParts('')
  return { ...parts, tally: new FrameTally(parts.counts, parts.current) }
}

describe('a frame that was not dissected', () => {
  test('is counted by its fate, with its bytes, and by its name', () => {
    const { tally, current, counts } = tallying()
    current.name = 'arp'
    tally.countFrame(fates.other, 40, true)
    tally.countFrame(fates.other, 2, true)
    current.name = 'esp'
    tally.countFrame(fates.undecryptable, 50, true)
    current.name = 'ip protocol 9'
    tally.countFrame(fates.unsupported, 60, true)
    tally.countFrame(fates.malformed, 70, true)
    expect([...counts.otherFrames, ...counts.undecryptableFrames, ...counts.unsupportedFrames]).toEqual([
      ['arp', 2],
      ['esp', 1],
      ['ip protocol 9', 1],
    ])
    expect(counts).toMatchObject({
      otherBytes: 42,
      undecryptableBytes: 50,
      unsupportedBytes: 60,
      malformedBytes: 70,
      malformedFrames: 1,
    })
  })

  test.each([
    [fates.unsupported, true, packetAnomalies.unsupportedProtocol],
    [fates.unsupported, false, packetAnomalies.unknownLinkType],
    [fates.undecryptable, true, packetAnomalies.undecryptable],
  ] as const)('is said once for each name (fate %i, link known: %s)', (fate, isLinkKnown, code) => {
    const { tally, current, anomalies } = tallying()
    for (const name of ['one', 'other', 'one']) {
      current.name = name
      tally.countFrame(fate, 1, isLinkKnown)
    }
    expect([...anomalies.tallies.keys()]).toEqual([code.code])
    expect(anomalies.count(code)).toBe(2)
  })

  test('of more kinds than there is room for is counted with others, which is said once', () => {
    const { tally, current, counts, anomalies } = tallying()
    for (let kind = 0; kind < limits.packet.namesMax + 3; kind++) {
      current.name = `kind ${kind}`
      tally.countFrame(fates.other, 1, true)
    }
    expect([counts.otherFrames.size, counts.otherFrames.get('others')]).toEqual([
      limits.packet.namesMax + 1,
      3,
    ])
    expect(anomalies.count(packetAnomalies.names)).toBe(1)
  })
})

test('bytes of what is dissected are those of headers', () => {
  const { tally, counts } = tallying()
  tally.countBytes(fates.dissected, 54)
  expect(counts.headerBytes).toBe(54)
})

test('a part that is not read is said, also where its name is known', () => {
  const { tally, current, anomalies } = tallying()
  current.name = 'esp'
  for (const fate of [
    fates.undecryptable,
    fates.undecryptable,
    fates.other,
    fates.malformed,
    fates.dissected,
  ])
    tally.noteUnread(fate)
  tally.noteUnread(fates.unsupported)
  expect(anomalies.count(packetAnomalies.undecryptable)).toBe(2)
  expect(anomalies.count(packetAnomalies.unsupportedProtocol)).toBe(1)
  expect(anomalies.tallies.size).toBe(2)
})

test('a frame that came through two tunnels counts for both', () => {
  const { tally, counts } = tallying()
  tally.countTunnels(tunnelKinds.gre | tunnelKinds.vxlan)
  tally.countTunnels(tunnelKinds.gre)
  expect(Object.fromEntries(counts.tunnelledFrames)).toEqual({ gre: 2, vxlan: 1 })
})
