/** A recorder that begins a file every hour fills a folder in a few weeks: what was read of a file is not held. */
import { expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, identifiersOfPhone } from './leaking-phone.ts'
import { freshVarde } from './run-varde.ts'

const put = putInto(testFolder('many-files'))
const hours = Array.from({ length: 400 }, (_, hour) => {
  const frames = http(get('a.example.com', `/v1?imei=${identifiersOfPhone.imei}`))
  const at = (index: number): number => 1_550_000_000 + hour * 3_600 + index
  return put(`${hour}.pcap`, pcapFile(frames.map((bytes, index) => ({ bytes, sec: at(index) }))))
})

/** As the launcher starts it: what is not held any more is collected soon. */
const options = '--max-semi-space-size=4 --max-old-space-size=512'

/** Peak of memory of a scan of these files, in MiB. */
async function peakOf(files: readonly string[], ...more: readonly string[]): Promise<number> {
  const env = { VARDE_STATS: '1', NODE_OPTIONS: options, MALLOC_ARENA_MAX: '1' }
  const { stdout, stderr } = await freshVarde(['scan', ...files, ...more], { env })
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${files.length} transmissions`)
  return Number(/peak-kib=(\d+)/.exec(stderr)?.[1]) / 1_024
}

test('400 files take hardly more memory than 20', async () => {
  const few = await peakOf(hours.slice(0, 20))
  expect(await peakOf(hours)).toBeLessThan(few + 80)
})

test('nor do they where they are read as one recording', async () => {
  const few = await peakOf(hours.slice(0, 20), '--joined')
  expect(await peakOf(hours, '--joined')).toBeLessThan(few + 80)
})

test('files of a recording that hold nothing yet are left out and said; where none holds anything, that is refused', async () => {
  const empty = put('empty.pcap', '')
  const begun = put('begun.pcap', pcapFile([]).subarray(0, 10))
  const [first, second] = hours as [string, string]
  const { stdout, code } = await freshVarde(['scan', empty, first, begun, second, '--json'])
  const document = JSON.parse(stdout) as ScanDocument
  expect(code).toBe(0)
  expect(document.captures.map(({ path }) => path)).toEqual([first, second])
  expect(document.observations.map(({ capture }) => capture)).toEqual([0, 1])
  expect(document.anomalies.find(({ code: found }) => found === 'source.file.empty')?.count).toBe(2)
  const none = await freshVarde(['scan', empty, begun])
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('empty.pcap is empty') })
})

interface ScanDocument {
  readonly captures: readonly { readonly path: string }[]
  readonly observations: readonly { readonly capture: number }[]
  readonly anomalies: readonly { readonly code: string; readonly count: number }[]
}
