import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pcapFile, pcapngBlock, pcapngFile, udpPacket } from '../../../test/support/capture.ts'
import { scanJoined } from '../../../test/support/scan-capture.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { limits } from '../../core/limits.ts'
import { inRecordedOrder } from './recording-order.ts'

const folder = testFolder('order')
const put = putInto(folder)

const from = 1_550_000_000
const bytes = udpPacket({ payload: 'a' })

/** A file whose frames were captured in these seconds. */
function file(name: string, ...seconds: readonly number[]): string {
  return put(name, pcapFile(seconds.map((second) => ({ bytes, sec: from + second }))))
}

async function order(...paths: readonly string[]): Promise<string[]> {
  const { files } = await inRecordedOrder(paths, () => false)
  return files.map((path) => basename(path))
}

const a = file('a.pcap', 10, 11)
const b = file('b.pcap', 12)
const c = file('c.pcap', 30, 5)

describe('the order of files is that', () => {
  test('of their first frames, whatever they are called and however they are given', async () => {
    for (const given of [
      [a, b, c],
      [c, b, a],
      [b, c, a],
    ])
      expect(await order(...given)).toEqual(['a.pcap', 'b.pcap', 'c.pcap'])
  })

  test('in which they are given where they begin at one time', async () => {
    const same = file('same.pcap', 12)
    expect(await order(same, b, a)).toEqual(['a.pcap', 'same.pcap', 'b.pcap'])
    expect(await order(b, same, a)).toEqual(['a.pcap', 'b.pcap', 'same.pcap'])
  })

  test('behind the file that they are given behind, where they hold no frame', async () => {
    const none = file('none.pcap')
    expect(await order(b, none, a)).toEqual(['a.pcap', 'b.pcap', 'none.pcap'])
    expect(await order(none, b, a)).toEqual(['none.pcap', 'a.pcap', 'b.pcap'])
  })

  test('of their first frames that have a time', async () => {
    const simple = pcapngBlock(3, Buffer.concat([Buffer.from([bytes.length, 0, 0, 0]), bytes]))
    const timed = put('timed.pcapng', pcapngFile([{ bytes, sec: from + 3 }], { before: [simple] }))
    const later = put('later.pcapng', pcapngFile([{ bytes, sec: from + 4 }]))
    const untimed = put('untimed.pcapng', pcapngFile([], { before: [simple] }))
    expect(await order(later, untimed, timed)).toEqual(['timed.pcapng', 'later.pcapng', 'untimed.pcapng'])
  })

  test('also of packed files', async () => {
    const packed = put('packed.pcap.gz', gzipSync(pcapFile([{ bytes, sec: from + 11 }])))
    expect(await order(b, packed, a)).toEqual(['a.pcap', 'packed.pcap.gz', 'b.pcap'])
  })
})

describe('is refused', () => {
  const har = put('x.har', '{"log":{"version":"1.2","entries":[]}}')
  const other = put('other.pcapng', pcapngFile([{ bytes, sec: from }]))
  const inner = join(folder, 'inner')
  mkdirSync(inner)
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  test.each<[what: string, paths: readonly string[], line: RegExp]>([
    ['what holds no packets', [a, har], /x\.har holds no packets \(a HAR file\): --joined is for/],
    [
      'another format',
      [a, other],
      /a\.pcap is pcap and \S*other\.pcapng is pcapng: a recording is of one format/,
    ],
    ['standard input', [a, '-'], /^standard input \(-\) can be read only once: --joined takes files/],
    ['a pipe', [a, pipe], /pipe can be read only once: --joined takes files/],
    ['the network', [a, 'tcp://127.0.0.1:9'], /^tcp:\S+ can be read only once/],
    ['a folder', [a, inner], /inner is a folder: name the capture files in it/],
    ['no file', [a, join(folder, 'absent')], /absent: there is no such file/],
    [
      'more than are read as one',
      Array<string>(limits.pipeline.joinedFilesMax + 1).fill(a),
      /^16385 files are more/,
    ],
  ])('%s', async (_, paths, line) => {
    await expect(inRecordedOrder(paths, () => false)).rejects.toThrow(line)
  })
})

test('what holds nothing, or went away, is left out and told; where none is left, that is refused', async () => {
  const empty = put('empty.pcap', '')
  const begun = put('begun.pcap', pcapFile([]).subarray(0, 10))
  const gone = join(folder, 'gone.pcap')
  const { captures, anomalies } = await scanJoined([empty, b, gone, a, begun])
  expect(captures.map(({ files }) => files?.map(({ path }) => path))).toEqual([[a, b]])
  const told = anomalies.map(({ tally }) => [
    tally.code.code,
    tally.samples.map(({ detail }) => basename(detail)),
  ])
  expect(told).toEqual([
    ['source.file.empty', ['empty.pcap', 'begun.pcap']],
    ['source.file.gone', ['gone.pcap']],
  ])
  await expect(scanJoined([empty, gone])).rejects.toThrow(/empty\.pcap is empty: nothing was captured/)
})
