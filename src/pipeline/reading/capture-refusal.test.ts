import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile } from '../../../test/support/capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { captureRefusal } from './capture-refusal.ts'

const folder = testFolder('refusal')

function refusal(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  writeFileSync(path, content)
  return captureRefusal(path)
}

test('what a scan reads is not refused', async () => {
  const capture = pcapFile([])
  expect(await refusal('a.pcap', capture)).toBe('')
  expect(await refusal('a.pcap.gz', gzipSync(capture))).toBe('')
  expect(await refusal('a.har', JSON.stringify({ log: { version: '1.2', entries: [] } }))).toBe('')
})

test('what a scan refuses is refused in its words', async () => {
  expect(await refusal('README.md', '# a text\n')).toMatch(/README\.md is no packet capture: /)
  expect(await refusal('empty.pcap', '')).toMatch(/empty\.pcap is empty/)
  expect(await refusal('empty.gz', gzipSync(''))).toMatch(/empty\.gz/)
  const header = pcapFile([])
  for (let size = 1; size < header.length; size++)
    expect(await refusal('cut.pcap', header.subarray(0, size))).toMatch(
      size < 4 ? /is no packet capture/ : /ends inside its pcap header/,
    )
  expect(await refusal('text.zip', 'PK\u0003\u0004 and no archive')).not.toBe('')
})
