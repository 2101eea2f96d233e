import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pcapFile, TcpConversation } from '../../../test/support/capture.ts'
import { scanCapture } from '../../../test/support/scan-capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { openAttribution } from '../../attribute/attribution.ts'
import { readData } from '../../cli/data-files.ts'
import { InputError, NothingCapturedError } from '../../core/errors.ts'
import { scan } from '../scan.ts'
import type { ScanResult } from '../scan-result.ts'
import { leaving, leftOutFor } from './left-out-files.ts'
import type { LeftOut } from './left-out-files.ts'

const folder = testFolder('left-out')
const put = putInto(folder)
const { frames } = new TcpConversation()
  .open()
  .send('GET /?imei=352099001761481 HTTP/1.1\r\nHost: a.example\r\n\r\n')
  .close()
const capture = put('a.pcap', pcapFile(frames.map((bytes, index) => ({ bytes, sec: 1_772_610_000 + index }))))
const empty = put('empty.pcap', '')
const gone = join(folder, 'gone.pcap')

function recorded(...paths: readonly string[]): Promise<ScanResult> {
  return scan(paths, {
    profile: null,
    attribution: openAttribution(readData),
    wantsHash: false,
    isRecording: true,
    onProgress: () => undefined,
  })
}

test('of a recording that goes on, files that hold nothing or are gone are left out, and said', async () => {
  const { captures, observations, anomalies } = await recorded(empty, gone, capture)
  expect(captures.map(({ path }) => path)).toEqual([capture])
  expect(observations.map((one) => one.capture)).toEqual([0])
  expect(anomalies.map(({ tally }) => [tally.code.code, tally.samples[0]?.detail])).toEqual([
    ['source.file.empty', empty],
    ['source.file.gone', gone],
  ])
})

test('where nothing is left, and where nobody says that it is a recording, they are refused', async () => {
  await expect(recorded(empty, gone)).rejects.toThrow('empty.pcap is empty')
  await expect(scanCapture([capture, empty])).rejects.toThrow('empty.pcap is empty')
  await expect(scanCapture([capture, gone])).rejects.toThrow('there is no such file')
})

test.each([
  ['a file that holds nothing of a capture', new NothingCapturedError('empty'), 'source.file.empty'],
  ['a file that is gone', new InputError('gone', { cause: missing('ENOENT') }), 'source.file.gone'],
  ['a file that may not be read', new InputError('locked', { cause: missing('EACCES') }), null],
  ['a file that is no capture', new InputError('text'), null],
  ['a fault of ours', missing('ENOENT'), null],
])('%s', (_what, cause, code) => {
  const leftOut: LeftOut[] = []
  expect(leftOutFor(cause)?.code ?? null).toBe(code)
  expect(leaving(leftOut)(cause, 'a.pcap')).toBe(code !== null)
  expect(leftOut.map((one) => [one.code.code, one.path])).toEqual(code === null ? [] : [[code, 'a.pcap']])
})

function missing(code: string): Error {
  return Object.assign(new Error(code), { code })
}
