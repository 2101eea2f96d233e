/** Files that are one recording show what the recording shows that was not cut. */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pcapdroidFrame } from '../../../test/support/app-blocks.ts'
import {
  pcapFile,
  pcapngBlock,
  pcapngFile,
  TcpConversation,
  udpPacket,
} from '../../../test/support/capture.ts'
import type { CapturedFrame, PcapngOptions, PcapOptions } from '../../../test/support/capture.ts'
import { times } from '../../../test/support/depth.ts'
import { brokenSums, observedLines, scanCapture, scanJoined } from '../../../test/support/scan-capture.ts'
import { shortProfile, shortSample } from '../../../test/support/short-sample.ts'
import { putInto, testFolder } from '../../../test/support/test-folder.ts'
import { talk } from '../../../test/support/tls-peers.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { parseProfile } from '../../device/profile.ts'
import { readCaptured } from '../again/read-frames.ts'
import { Traffic } from '../again/traffic.ts'
import type { ScanResult } from '../scan-result.ts'
import { CaptureFeeder } from './feeder.ts'

const put = putInto(testFolder('joined'))
const profile = parseProfile(shortProfile, 'short.yaml', identifiers)

/** The frames of the short sample. */
const sample: readonly CapturedFrame[] = framesOf(shortSample())

function framesOf(bytes: Buffer): CapturedFrame[] {
  const frames: CapturedFrame[] = []
  const feeder = new CaptureFeeder(
    {
      frame: (buf, start, { sec, nsec, capturedLength, wireLength }) => {
        const own = Buffer.from(buf.subarray(start, start + capturedLength))
        frames.push({ bytes: own, sec, nsec, wireLength })
      },
    },
    new AnomalyLog(),
  )
  feeder.push(bytes)
  feeder.end()
  return frames
}

/** All that was found, and all counts but those of the files themselves. */
function foundIn(result: ScanResult): unknown {
  const { captures, coverage, ...found } = result
  const { file, equations, ...counts } = coverage
  return {
    ...found,
    counts,
    equations: equations.length,
    frames: file.frames,
    captures: captures.map(({ packets, first, last, isByTime, lateSegments, damagedFrames }) => ({
      packets,
      first,
      last,
      isByTime,
      lateSegments,
      damagedFrames,
    })),
  }
}

/** Frames cut into files before these numbers (from 0). */
function cutBefore<Frame>(frames: readonly Frame[], cuts: readonly number[]): Frame[][] {
  const borders = [...new Set([0, ...cuts, frames.length])].toSorted((left, right) => left - right)
  return borders.slice(1).map((end, index) => frames.slice(borders[index], end))
}

const nanoseconds: PcapngOptions = { interfaces: [{ timeResolution: 9 }] }

/** How a recorder may write a file. */
const forms: Readonly<Record<'pcap' | 'pcapng', readonly ((frames: readonly CapturedFrame[]) => Buffer)[]>> =
  {
    pcap: [
      (frames) => pcapFile(frames, { nano: true }),
      (frames) => pcapFile(frames, { nano: true, bigEndian: true }),
      (frames) => gzipSync(pcapFile(frames, { nano: true })),
    ],
    pcapng: [
      (frames) => pcapngFile(frames, nanoseconds),
      (frames) => pcapngFile(frames, { ...nanoseconds, bigEndian: true }),
      (frames) => gzipSync(pcapngFile(frames, nanoseconds)),
    ],
  }

describe.each(['pcap', 'pcapng'] as const)('a recording in %s that was cut anywhere', (format) => {
  const write = forms[format]
  const [plain] = write as [(frames: readonly CapturedFrame[]) => Buffer]

  test('shows the same as one that was not cut, to the frame and the byte, in whatever order it is given', async () => {
    const whole = await scanCapture(put(`whole.${format}`, plain(sample)), profile)
    expect(whole.observations.length).toBeGreaterThan(3)
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: sample.length - 1 }), {
      minLength: 1,
      maxLength: 5,
    })
    const shapes = fc.array(fc.nat(write.length - 1), { minLength: 6, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(cuts, shapes, fc.boolean(), async (places, shape, isReversed) => {
        fc.pre(!cutsSilence(places))
        const files = cutBefore(sample, places).map((frames, index) =>
          put(`cut-${index}.${format}`, (write[shape[index] ?? 0] ?? plain)(frames)),
        )
        const joined = await scanJoined(isReversed && areApart(places) ? files.toReversed() : files, profile)
        expect(foundIn(joined)).toEqual(foundIn(whole))
        expect(brokenSums(joined)).toEqual([])
        expect(joined.captures[0]?.files?.map(({ path }) => path)).toEqual(files)
      }),
      { numRuns: times(8, 60) },
    )
  }, 120_000)
})

/** Whether a border lies in a longer silence than there is within the files: then a file may be missing there. */
function cutsSilence(places: readonly number[]): boolean {
  const borders = new Set(places)
  const silences = sample.map(({ sec = 0 }, index) => sec - (sample[index - 1]?.sec ?? sec))
  const within = silences.filter((_, index) => !borders.has(index))
  return places.some((place) => (silences[place] ?? 0) >= Math.max(...within))
}

/** Whether each file begins later than the one before it: else nothing says which is the first. */
function areApart(places: readonly number[]): boolean {
  const firsts = cutBefore(sample, places).map(([first]) => `${first?.sec}.${first?.nsec}`)
  return new Set(firsts).size === firsts.length
}

const imei = '352099001761481'
const request = `POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2005\r\n\r\nimei=${imei}&${'x'.repeat(1_984)}`

/** A connection whose request is over a border, at one frame in each second. */
function speaking(from = 1_550_000_000, sourcePort = 40_001): CapturedFrame[] {
  const { frames } = new TcpConversation({ sourcePort })
    .open()
    .send(request, 500)
    .reply('HTTP/1.1 204 No Content\r\n\r\n')
    .close()
  return frames.map((bytes, index) => ({ bytes, sec: from + index }))
}

/** Writes frames as files of one recording, cut before these numbers (from 0). */
function written(name: string, frames: readonly CapturedFrame[], cuts: readonly number[]): string[] {
  return cutBefore(frames, cuts).map((own, index) => put(`${name}-${index}.pcap`, pcapFile(own)))
}

function codesOf(result: ScanResult): string[] {
  return result.anomalies.map(({ tally }) => tally.code.code).toSorted()
}

describe('what is told of the files', () => {
  test('their digests, frames and times, and the digest of all bytes in their order', async () => {
    const [first, second, third] = written('told', speaking(), [4, 5]) as [string, string, string]
    const { captures } = await scanJoined([third, first, second])
    const bytes = [first, second, third].map((path) => readFileSync(path))
    const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
    expect(captures).toHaveLength(1)
    const [capture] = captures
    expect(capture).toMatchObject({
      path: `${first} … told-2.pcap (3 files)`,
      sha256: sha256(Buffer.concat(bytes)),
      fileBytes: Buffer.concat(bytes).length,
      packets: speaking().length,
    })
    const at = (second: number): object => ({ sec: 1_550_000_000 + second, nsec: 0 })
    const last = speaking().length - 1
    expect(capture?.files).toMatchObject([
      {
        path: first,
        sha256: sha256(bytes[0] as Buffer),
        packets: 4,
        firstFrame: 1,
        first: at(0),
        last: at(3),
      },
      { path: second, packets: 1, firstFrame: 5, first: at(4), last: at(4) },
      { path: third, packets: last - 4, firstFrame: 6, first: at(5), last: at(last) },
    ])
  })

  test('also of large ones, whose digests another thread takes', async () => {
    const filler = Array.from({ length: 300 }, () => Buffer.alloc(60_000, 0xff))
    const parts = [0, 1].map((part) =>
      put(
        `large-${part}.pcap`,
        pcapFile(
          filler.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + part * 1_000 + index })),
          { linkType: 147 },
        ),
      ),
    )
    const { captures } = await scanJoined(parts)
    const hashes = parts.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'))
    expect(captures[0]?.files?.map(({ sha256 }) => sha256)).toEqual(hashes)
    const all = createHash('sha256')
    for (const path of parts) all.update(readFileSync(path))
    expect(captures[0]?.sha256).toBe(all.digest('hex'))
  })

  test('one file by itself keeps its name', async () => {
    const files = written('one-file', speaking(), [])
    const { captures } = await scanJoined(files)
    expect(captures[0]).toMatchObject({ path: files[0], files: [{ packets: speaking().length }] })
  })
})

describe('where a file may be missing', () => {
  const hour = 3_600
  const from = 1_550_000_000
  /** Files whose frames were captured in these seconds. */
  const capturedIn = (name: string, ...files: readonly (readonly number[])[]): Promise<ScanResult> =>
    scanJoined(
      files.map((seconds, index) =>
        put(
          `${name}-${index}.pcap`,
          pcapFile(seconds.map((second) => ({ bytes: udpPacket({ payload: 'a' }), sec: from + second }))),
        ),
      ),
    )
  /** Stretches begin a second before their first frame. */
  const observedIn = ({ correlation }: ScanResult): number[][] =>
    correlation.observed.intervals.map(({ start, end }) => [start + 1 - from, end - from])

  test('nothing is known of the time between: nobody can say that nothing was sent in it', async () => {
    const result = await capturedIn('missing', [0, 600], [700, 900], [3 * hour, 4 * hour - 3_200])
    expect(result.captures[0]?.files?.map(({ isApart }) => isApart)).toEqual([undefined, undefined, true])
    expect(observedIn(result)).toEqual([
      [0, 900],
      [3 * hour, 4 * hour - 3_200],
    ])
  })

  test('as little as of what is silent between files, and no longer than within them', async () => {
    const quiet = await capturedIn('quiet', [0, 2 * hour], [4 * hour, 4 * hour + 1])
    expect(quiet.captures[0]?.files?.some(({ isApart }) => isApart)).toBe(false)
    expect(observedIn(quiet)).toEqual([[0, 4 * hour + 1]])
    const short = await capturedIn('short', [0, 1], [50, 51])
    expect(observedIn(short)).toEqual([[0, 51]])
  })

  test('and files that overlap are one stretch', async () => {
    const result = await capturedIn('overlap', [0, 100], [50, 60], [101, 110])
    expect(observedIn(result)).toEqual([[0, 110]])
  })
})

describe('each file is read by its own header', () => {
  test('what is cut at the end of one is not looked for in the next', async () => {
    const [first, second] = cutBefore(speaking(), [6]) as [CapturedFrame[], CapturedFrame[]]
    const torn = pcapFile(first)
    const more = pcapFile([...first, { bytes: Buffer.alloc(900, 1), sec: 1_550_000_006 }])
    const files = [
      put('torn-0.pcap', more.subarray(0, torn.length + 100)),
      put('torn-1.pcap', pcapFile(second, { nano: true, bigEndian: true })),
    ]
    const result = await scanJoined(files)
    const whole = await scanCapture(put('torn.pcap', pcapFile(speaking())))
    expect(observedLines(result)).toEqual(observedLines(whole))
    expect(observedLines(result)).toHaveLength(1)
    expect(codesOf(result)).toEqual(['source.pcap.torn'])
    expect(result.anomalies[0]?.tally).toMatchObject({
      samples: [{ frame: 0, detail: '100 bytes after frame 6', file: files[0] }],
      files: [{ path: files[0], count: 1 }],
    })
    expect(brokenSums(result)).toEqual([])
    expect(result.coverage.file.unread).toBe(100)
  })

  test('files of other link types', async () => {
    const conversation = speaking()
    const bare = conversation.slice(5).map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes.subarray(14) }))
    const files = [
      put('link-0.pcap', pcapFile(conversation.slice(0, 5))),
      put('link-1.pcap', pcapFile(bare, { linkType: 101 } satisfies PcapOptions)),
    ]
    expect(await scanJoined(files).then(observedLines)).toHaveLength(1)
  })

  test('numbers of interfaces, and byte order, hold within their file', async () => {
    const raw = (frame: CapturedFrame): CapturedFrame => ({ ...frame, bytes: frame.bytes.subarray(14) })
    const files = [
      put('if-0.pcapng', pcapngFile(speaking().slice(0, 5), { interfaces: [{ linkType: 1 }] })),
      put(
        'if-1.pcapng',
        pcapngFile(
          speaking()
            .slice(5)
            .map((frame, index) =>
              index % 2 === 0 ? { ...raw(frame), interfaceNumber: 0 } : { ...frame, interfaceNumber: 1 },
            ),
          { interfaces: [{ linkType: 101 }, { linkType: 1 }], bigEndian: true },
        ),
      ),
    ]
    expect(await scanJoined(files).then(observedLines)).toHaveLength(1)
  })

  test('a damaged gzip file ends where it is damaged, and is named', async () => {
    const [first, second] = cutBefore(speaking(), [7]) as [CapturedFrame[], CapturedFrame[]]
    const packed = gzipSync(pcapFile(first))
    const files = [
      put('gz-0.pcap.gz', packed.subarray(0, packed.length - 4)),
      put('gz-1.pcap.gz', gzipSync(pcapFile(second))),
    ]
    const result = await scanJoined(files)
    expect(result.captures[0]).toMatchObject({ packets: speaking().length, isGzip: true })
    const cut = result.anomalies.find(({ tally }) => tally.code.code === 'source.gzip.cut')
    expect(cut?.tally.samples[0]).toMatchObject({ file: files[0] })
    expect(cut?.tally.samples[0]?.detail).toMatch(/^after/)
    expect(observedLines(result)).toHaveLength(1)
  })

  test('a comment that the recorder writes into each of them is told once, and others each', async () => {
    const files = ['a', 'b'].map((own, index) =>
      put(
        `comment-${own}.pcapng`,
        Buffer.concat([
          pcapngFile(speaking().slice(index * 5, index * 5 + 5), { comment: 'for a case' }),
          pcapngFile([], { comment: own }),
        ]),
      ),
    )
    expect((await scanJoined(files)).captures[0]?.comments).toEqual(['for a case', 'a', 'b'])
  })

  test('but that PCAPdroid recorded is known of all once one of them shows it', async () => {
    const frames = speaking().map(({ bytes, sec }, index) => {
      const packet = bytes.subarray(14)
      return { sec: sec as number, bytes: index === 5 ? packet : pcapdroidFrame(packet, 10_001, 'An app') }
    })
    const whole = await scanCapture(put('droid.pcap', pcapFile(frames)))
    expect(observedLines(whole)).toHaveLength(1)
    expect(foundIn(await scanJoined(written('droid', frames, [5, 8])))).toEqual(foundIn(whole))
  })

  test('what one says of lost frames adds up', async () => {
    const lost = (count: number): Buffer => {
      const body = Buffer.alloc(12 + 12 + 4)
      body.writeUInt16LE(5, 12)
      body.writeUInt16LE(8, 14)
      body.writeBigUInt64LE(BigInt(count), 16)
      return pcapngBlock(5, body)
    }
    const [first, second, third] = cutBefore(speaking(), [4, 8]) as [
      CapturedFrame[],
      CapturedFrame[],
      CapturedFrame[],
    ]
    const files = [
      put('lost-0.pcapng', pcapngFile(first, { after: [lost(3)] })),
      put('lost-1.pcapng', pcapngFile(second, { after: [lost(4)] })),
      put('lost-2.pcapng', pcapngFile(third)),
    ]
    expect((await scanJoined(files)).coverage.missing.droppedFrames).toBe(7)
  })
})

test('secrets that stand in a later file open what an earlier one holds', async () => {
  const spoken = await talk({
    serverName: 'api.example.com',
    says: [request],
    answers: 'HTTP/1.1 204 No Content\r\n\r\n',
    both: { minVersion: 'TLSv1.3' },
  })
  const flow = new TcpConversation({ sourcePort: 40_443, targetPort: 443 }).open()
  for (const step of spoken.steps) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) flow.send(step.bytes, 500)
    else flow.reply(step.bytes)
  }
  const frames = flow.close().frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + index }))
  const head = Buffer.alloc(8)
  head.writeUInt32LE(0x544c_534b, 0)
  head.writeUInt32LE(spoken.keyLog.length, 4)
  const secrets = pcapngBlock(10, Buffer.concat([head, Buffer.from(spoken.keyLog)]))
  const files = cutBefore(frames, [3, 6, frames.length - 1]).map((own, index, all) =>
    put(`secrets-${index}.pcapng`, pcapngFile(own, index === all.length - 1 ? { after: [secrets] } : {})),
  )
  const result = await scanJoined(files)
  expect(observedLines(result)).toHaveLength(1)
  const slice: Buffer[] = []
  await new Traffic(result, []).slice(0, {
    extent: 'flows',
    keepsSecrets: true,
    commentOf: () => '',
    noteOf: () => '',
    put: (bytes) => void slice.push(bytes),
  })
  const again = await scanCapture(put('secrets-slice.pcapng', Buffer.concat(slice)))
  expect(observedLines(again)).toHaveLength(1)
})

describe('who reads the capture again', () => {
  test('finds the same frames, by their numbers through all files', async () => {
    const frames = speaking()
    const { captures } = await scanJoined(written('again', frames, [3, 4, 9]))
    const wanted = new Set(frames.map((_, index) => index + 1))
    const read = await readCaptured(captures[0] as (typeof captures)[0], wanted)
    expect(
      [...read].map(([number, { bytes }]) => [
        number,
        Buffer.from(bytes).equals(frames[number - 1]?.bytes as Buffer),
      ]),
    ).toEqual(frames.map((_, index) => [index + 1, true]))
  })

  test('is refused where one of the files is another by then, or gone', async () => {
    const frames = speaking()
    const files = written('changed', frames, [3, 6])
    const { captures } = await scanJoined(files)
    const capture = captures[0] as (typeof captures)[0]
    put('changed-1.pcap', pcapFile(frames.slice(3, 5)))
    await expect(readCaptured(capture, new Set([1]))).rejects.toThrow(/\(3 files\) changed while it was read/)
  })

  test('and what stands out of order is put in order over borders', async () => {
    const frames = speaking()
    // The third frame with payload was written a file too late.
    const late = [
      ...frames.slice(0, 4),
      ...frames.slice(5, 9),
      frames[4] as CapturedFrame,
      ...frames.slice(9),
    ]
    const whole = await scanCapture(put('late.pcap', pcapFile(late)))
    const joined = await scanJoined(written('late', late, [5]))
    expect(foundIn(joined)).toEqual(foundIn(whole))
    expect(observedLines(joined)).toHaveLength(1)
  })
})

test('a file that goes away while those before it are read is left out, in each reading, and told', async () => {
  const frames = speaking()
  // What stands out of order has it read again: by then, frames are counted without the file that went away.
  const late = [...frames.slice(0, 4), ...frames.slice(5, 9), frames[4] as CapturedFrame, ...frames.slice(9)]
  const lone = { bytes: udpPacket({ payload: 'a' }), sec: 1_549_999_999 }
  const first = put('gone-first.pcap', pcapFile([lone]))
  const gone = put('gone-gone.pcap', pcapFile([lone, lone]))
  const files = [first, gone, ...written('gone', late, [5])]
  let readings = 0
  const result = await scanJoined(files, null, [], (bytes) => {
    rmSync(gone, { force: true })
    if (bytes === 0) readings++
  })
  expect(readings).toBeGreaterThan(1)
  expect(result.captures[0]?.files?.map(({ path }) => path)).toEqual(files.filter((path) => path !== gone))
  expect(result.captures[0]?.packets).toBe(frames.length + 1)
  expect(codesOf(result)).toContain('source.file.gone')
  expect(observedLines(result)).toHaveLength(1)
  expect(brokenSums(result)).toEqual([])
})

test('names that any of the files records name recipients in all of them', async () => {
  const record = Buffer.concat([
    Buffer.from([1, 0, 4 + 13, 0, 198, 51, 100, 20]),
    Buffer.from('named.example\0\0\0\0\0\0\0', 'latin1').subarray(0, 13 + 3),
    Buffer.alloc(4),
  ])
  const frames = Array.from({ length: 4 }, (_, index) => ({
    bytes: udpPacket({ targetPort: 9_999, payload: `imei=${imei}` }),
    sec: 1_550_000_000 + index,
  }))
  const files = [
    put('names-0.pcapng', pcapngFile(frames.slice(0, 2))),
    put('names-1.pcapng', pcapngFile(frames.slice(2), { after: [pcapngBlock(4, record)] })),
  ]
  const { recipients } = await scanJoined(files)
  expect(recipients.map(({ host }) => host)).toEqual(['named.example'])
})
