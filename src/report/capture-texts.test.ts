import { expect, test } from 'vitest'
import type { CaptureSummary } from '../pipeline/scan-result.ts'
import { captureTexts } from './capture-texts.ts'

const captures = (count: number, more: Partial<CaptureSummary> = {}): CaptureSummary[] =>
  Array.from({ length: count }, (_, index) => {
    const at = { sec: 1_549_864_800 + index * 60, nsec: 0 }
    const own = {
      path: `c${index + 1}.pcap`,
      format: 'pcap',
      packets: 1_000,
      entries: 0,
      first: at,
      last: at,
    }
    return { ...own, ...more } as CaptureSummary
  })

test('a few captures are named each', () => {
  const texts = captureTexts(captures(20))
  expect(texts).toHaveLength(20)
  expect(texts[0]).toBe('c1.pcap: pcap, 1,000 packets, 2019-02-11 06:00:00 UTC (0 s)')
  expect(captureTexts(captures(1, { format: 'har', entries: 2, first: null }))).toEqual([
    'c1.pcap: har, 2 entries',
  ])
})

test('of many the first are named, and what the rest holds', () => {
  const texts = captureTexts(captures(200))
  expect(texts).toHaveLength(11)
  expect(texts.at(-1)).toBe(
    'and 190 more files: 190,000 packets, 2019-02-11 06:10:00 to 2019-02-11 09:19:00 UTC (3.1 h); --json lists all',
  )
  expect(captureTexts(captures(30, { packets: 0, first: null, last: null })).at(-1)).toBe(
    'and 20 more files: no packet; --json lists all',
  )
})
