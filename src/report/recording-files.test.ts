import { expect, test } from 'vitest'
import type { JoinedFile } from '../pipeline/reading/joined-files.ts'
import type { CaptureSummary } from '../pipeline/scan-result.ts'
import { captureTexts } from './capture-texts.ts'
import { filesInOrder } from './recording-files.ts'

/** A file with frames from one second to another of a day. */
function file(name: string, firstFrame: number, packets: number, times: [number, number] | null): JoinedFile {
  const at = (second: number): { sec: number; nsec: number } => ({ sec: 1_549_864_800 + second, nsec: 0 })
  return {
    path: `/home/ada/${name}`,
    sha256: null,
    isGzip: false,
    fileBytes: 1,
    bytes: 1,
    packets,
    firstFrame,
    first: times === null ? null : at(times[0]),
    last: times === null ? null : at(times[1]),
  }
}

const bordersOf = (files: readonly JoinedFile[]): string[] =>
  filesInOrder({ files }).map(({ border }) => border)

test('a gap in time between files is told as what it is, and one of seconds is none', () => {
  expect(
    bordersOf([
      file('a', 1, 10, [0, 10]),
      file('b', 11, 1, [40, 40]),
      file('c', 12, 1, [40 + 60, 200]),
      file('d', 13, 1, [200 + 11_000, 12_000]),
    ]),
  ).toEqual([
    '',
    '',
    'begins 60 s after the files before it end',
    'begins 3.1 h after the files before it end',
  ])
})

test('where a file may be missing, it is said what that means for what was not seen', () => {
  const files = [file('a', 1, 10, [0, 10]), { ...file('b', 11, 1, [7_210, 7_211]), isApart: true as const }]
  expect(bordersOf(files)[1]).toBe(
    'begins 2.0 h after the files before it end, longer than any silence within them: that time counts as not captured',
  )
})

test('an overlap is told, also with a file before the last one', () => {
  expect(
    bordersOf([
      file('a', 1, 10, [0, 1_000]),
      file('b', 11, 1, [100, 200]),
      file('c', 12, 0, null),
      file('d', 12, 5, [900, 2_000]),
      file('e', 17, 5, [2_000, 2_000]),
    ]),
  ).toEqual([
    '',
    'begins 15 min before the files before it end',
    '',
    'begins 100 s before the files before it end',
    '',
  ])
})

const recording = (files: readonly JoinedFile[]): CaptureSummary[] =>
  [
    { path: `a … z (${files.length} files)`, format: 'pcap', packets: 5, first: null, last: null, files },
  ] as unknown as CaptureSummary[]

test('on a terminal each file stands with its frames and times, behind the recording', () => {
  expect(
    captureTexts(
      recording([file('a', 1, 1_000, [0, 10]), file('b', 1_001, 1, [800, 800]), file('c', 1_002, 0, null)]),
    ),
  ).toEqual([
    'a … z (3 files): pcap, 5 packets',
    'read as one recording, in the order of their first packets:',
    '  a: frames 1 to 1,000, 2019-02-11 06:00:00 to 2019-02-11 06:00:10 UTC',
    '  b: frame 1,001, 2019-02-11 06:13:20 UTC; begins 13 min after the files before it end',
    '  c: no frames, no times',
  ])
})

test('of many the first, and those that do not follow', () => {
  const files = Array.from({ length: 200 }, (_, index) => {
    const start = index * 10 + (index < 150 ? 0 : 5_000)
    return file(`f${index}`, index + 1, 1, [start, start])
  })
  const texts = captureTexts(recording(files))
  expect(texts).toHaveLength(2 + 10 + 1 + 1)
  expect(texts.at(-2)).toMatch(/^ {2}f150: frame 151, .*; begins 84 min after/)
  expect(texts.at(-1)).toBe('  and 189 more files; --json lists all')
})
