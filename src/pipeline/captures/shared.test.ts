import { expect, test } from 'vitest'
import { openAttribution } from '../../attribute/attribution.ts'
import { readData } from '../../cli/data-files.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { KeyLog } from '../../message/key-log.ts'
import type { ScanOptions } from '../scan-options.ts'
import { sharedOf } from './shared.ts'
import type { Shared } from './shared.ts'

const options: ScanOptions = {
  profile: null,
  attribution: openAttribution(readData),
  wantsHash: false,
  onProgress: () => undefined,
}

function shared(captures: number, more: Partial<ScanOptions> = {}): Shared {
  return sharedOf({ ...options, ...more }, new KeyLog(), captures, new AnomalyLog())
}

test('what is held against other captures is watched only where there are others', () => {
  expect([shared(1).borders, shared(1).sameConnections]).toEqual([null, null])
  const { borders, sameConnections } = shared(2)
  expect([borders === null, sameConnections === null]).toEqual([false, false])
})

test('who is shown every request is asked for once', () => {
  const watches: object[] = []
  const watch = (): { request: () => void } => {
    const one = { request: () => undefined }
    watches.push(one)
    return one
  }
  expect(shared(2, { watch }).watch).toBe(watches[0])
  expect(watches).toHaveLength(1)
  expect(shared(1).watch).toBeNull()
})
