import { expect, test } from 'vitest'
import { emptySourceCounts } from '../../source/packets/frame-tally.ts'
import { tunnelKinds } from '../../packet/tunnel/tunnels.ts'
import { captureSummary, tunnelSummary } from './capture-summary.ts'

const reader = { format: 'pcap' as const, counts: { ...emptySourceCounts(), timeDigits: 9 } }
const records = { packets: 3, entries: 0, recorded: null }
const facts = { sha256: 'aa', fileBytes: 20, isGzip: true }

test('a summary tells of the file, of what its reader counted, and of what the layers did', () => {
  const summary = captureSummary('a.pcap', facts, 90, reader, records)
  expect(summary).toMatchObject({ path: 'a.pcap', sha256: 'aa', fileBytes: 20, bytes: 90, isGzip: true })
  expect(summary).toMatchObject({ format: 'pcap', timeDigits: 9, packets: 3, entries: 0, recorded: null })
})

test('what does not hold is absent, not false', () => {
  const plain = captureSummary('a.pcap', facts, 90, reader, records)
  for (const key of ['files', 'isZipped', 'isSealed', 'isByTime']) expect(plain).not.toHaveProperty(key)
  const zipped = { ...facts, isZipped: true as const, isSealed: true as const, files: [] }
  const full = captureSummary('a.pcap', zipped, 90, reader, { ...records, isByTime: true })
  expect(full).toMatchObject({ files: [], isZipped: true, isSealed: true, isByTime: true })
})

test('a tunnel is told by its name and with its own two ends', () => {
  const ends = {
    kind: tunnelKinds.vxlan,
    source: [0, 0, 0xffff, 0xc000_0201] as const,
    target: [0, 0, 0xffff, 0xc633_6401] as const,
    port: 4789,
    packets: 7,
  }
  expect(tunnelSummary(1, ends)).toEqual({
    capture: 1,
    kind: 'vxlan',
    source: '192.0.2.1',
    target: '198.51.100.1',
    port: 4789,
    packets: 7,
  })
})
