/** Recordings in several files, where several captures are held against each other: as the same captures in one file. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { pcapFile } from '../support/capture.ts'
import type { CapturedFrame } from '../support/capture.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, identifiersOfPhone } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('joined-sides')
const put = putInto(folder)
const sample = (name: string): string => join(root, 'samples', name)
const canary = 'connectivitycheck.gstatic.com'

/** Cuts a capture (pcapng of one section, in the order of the machine that wrote it) into files of as many packets each. */
function piecesOf(name: string, count: number): string[] {
  const bytes = readFileSync(sample(name))
  const heads: Buffer[] = []
  const packets: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4)
    const block = bytes.subarray(at, at + length)
    if (bytes.readUInt32LE(at) === 6) packets.push(block)
    else if (packets.length === 0) heads.push(block)
    at += length
  }
  const size = Math.ceil(packets.length / count)
  return Array.from({ length: count }, (_, index) =>
    put(
      `${basename(name, '.pcapng')}-${index}.pcapng`,
      Buffer.concat([...heads, ...packets.slice(index * size, (index + 1) * size)]),
    ),
  )
}

const before = piecesOf('nokia-7-plus.pcapng', 3)
const after = piecesOf('nokia-7-plus-fixed.pcapng', 2)
const whole = [sample('nokia-7-plus.pcapng'), sample('nokia-7-plus-fixed.pcapng')] as const
const events = [sample('nokia-7-plus.events.ndjson'), sample('nokia-7-plus-fixed.events.ndjson')] as const

async function outputOf(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await varde(args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

interface Compared {
  readonly before: { readonly files: readonly string[] }
  readonly after: { readonly files: readonly string[] }
}

describe('compare', () => {
  const args = ['compare', '--json', '--canary', canary]
  const parsed = (text: string): Compared => JSON.parse(text) as Compared

  test('of the files of two recordings says what it says of both in one file', async () => {
    const [joined, one] = await Promise.all([
      outputOf(...args, '--joined', ...before.toReversed(), events[0], '--', ...after, events[1]),
      outputOf(...args, whole[0], events[0], '--', whole[1], events[1]),
    ])
    const of = parsed(joined)
    expect(of.before.files).toEqual([`${before[0]} … ${basename(before[2] ?? '')} (3 files)`])
    expect(of.after.files).toHaveLength(1)
    const same = parsed(one)
    expect(of).toEqual({
      ...same,
      before: { ...same.before, files: of.before.files },
      after: { ...same.after, files: of.after.files },
    })
  })

  test('of a recording and of a result it does the same', async () => {
    const result = put('before.json', await outputOf('scan', '--json', '--joined', ...before))
    const { rows } = JSON.parse(await outputOf('compare', '--json', '--joined', result, '--', ...after)) as {
      rows: unknown[]
    }
    const { rows: plain } = JSON.parse(await outputOf('compare', '--json', result, '--', whole[1])) as {
      rows: unknown[]
    }
    expect(rows).toEqual(plain)
  })

  test('a side of one capture is read as it is, and where both are, that is said', async () => {
    const { stderr } = await varde(['compare', '--joined', whole[0], '--', ...after])
    expect(stderr).toBe('')
    const vain = await varde(['compare', '--joined', whole[0], whole[1]])
    expect(vain.stderr).toBe(
      'varde: --joined changes nothing: no side has several captures, and each was read as it is.\n',
    )
    expect(vain.stdout).toBe((await varde(['compare', whole[0], whole[1]])).stdout)
  })

  test('a file that holds nothing yet is left out, and said', async () => {
    const begun = put('begun.pcapng', '')
    const { code, stderr } = await varde(['compare', '--joined', whole[0], '--', ...after, begun])
    expect(code).toBe(0)
    expect(stderr).toMatch(/^varde: \S*begun\.pcapng: A file holds nothing of a capture, [^\n]*left out\.\n$/)
  })

  test('a case stands alone on its side, read as it says itself', async () => {
    const folderOf = (name: string): string => join(folder, name)
    await outputOf('case', 'init', folderOf('fixed'), '--name', 'x', '--by', 'Ada')
    await outputOf('case', 'add', folderOf('fixed'), '--joined', ...after, '--by', 'Ada')
    await outputOf('case', 'add', folderOf('fixed'), events[1], '--as', 'events', '--by', 'Ada')
    const [ofCase, ofFiles] = await Promise.all([
      outputOf(...args, '--joined', ...before, events[0], '--', folderOf('fixed')),
      outputOf(...args, whole[0], events[0], '--', whole[1], events[1]),
    ])
    const named = (text: string): unknown =>
      JSON.parse(text, (key, value: unknown) => (key === 'files' || key === 'path' ? '' : value))
    expect(named(ofCase)).toEqual(named(ofFiles))
    const { code, stderr } = await varde(['compare', '--joined', folderOf('fixed'), '--', folderOf('fixed')])
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^varde: --joined is for capture files: [^\n]*\n$/),
    ])
  })

  describe('refuses in one line', () => {
    const sealed = join(folder, 'case')
    const result = join(folder, 'other.json')
    const har = put('x.har', '{"log":{"version":"1.2","entries":[]}}')
    beforeAll(async () => {
      await outputOf('case', 'init', sealed, '--name', 'x', '--by', 'Ada')
      put('other.json', await outputOf('scan', '--json', whole[1]))
    })

    test.each<[what: string, side: () => readonly string[], line: RegExp]>([
      [
        'a result beside files',
        () => [...after, result],
        /stands in a result beside the files of a recording/,
      ],
      ['a case beside files', () => [...after, sealed], /--joined is for capture files: \S*case is a case/],
      ['a HAR file', () => [...after, har], /x\.har holds no packets/],
      ['a file that is not there', () => [...after, `${har}x`], /x\.harx: there is no such file/],
      ['a file twice', () => [...after, after[0] ?? ''], /is named twice/],
      ['a file of the other side', () => [...after, before[0] ?? ''], /is named twice/],
    ])('%s', async (_, side, line) => {
      const { code, stdout, stderr } = await varde(['compare', '--joined', ...before, '--', ...side()])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(line)
      expect(stderr.split('\n')).toHaveLength(2)
    })

    test('one of the files of a recording whose result stands for it', async () => {
      const of = put('before.json', await outputOf('scan', '--json', '--joined', ...before))
      const { code, stderr } = await varde(['compare', of, before[1] ?? '', '--', whole[1]])
      expect(code).toBe(2)
      expect(stderr).toMatch(/hold the same capture/)
    })
  })
})

test('claims say what they say of the capture in one file, and which file holds it', async () => {
  const args = ['claims', '--canary', canary, '--no-color']
  const claims = sample('claims-2019.yaml')
  const files = (early: readonly string[], late: readonly string[]): string[] => [
    claims,
    ...early,
    events[0],
    '--',
    ...late,
    events[1],
  ]
  const [joined, one] = await Promise.all([
    outputOf(...args, '--joined', '--json', ...files(before, after)),
    outputOf(...args, '--json', ...files([whole[0]], [whole[1]])),
  ])
  expect(joined).toBe(one)
  const told = (await outputOf(...args, '--joined', ...files(before, after))).replaceAll(/\s+/g, ' ')
  expect(told).toMatch(
    /frames? \d[\d, …]* of nokia-7-plus-0\.pcapng … \S+ \(3 files\) \(in nokia-7-plus-\d\.pcapng/,
  )
})

describe('scope', () => {
  const fleet = (captures: readonly string[]): string =>
    put(
      'fleet.csv',
      `unit,captures,events\none,${captures.join('|')},${events[0]}\ntwo,${whole[1]},${events[1]}\n`,
    )

  test('reads the files of a unit as one recording', async () => {
    const joined = await outputOf('scope', '--json', '--joined', fleet(before))
    expect(joined).toBe(await outputOf('scope', '--json', fleet([whole[0]])))
  })

  test('says where no unit has several, and refuses it where none has any', async () => {
    const { stderr } = await varde(['scope', '--joined', fleet([whole[0]])])
    expect(stderr).toBe(
      'varde: --joined changes nothing: no unit has several captures, and each was read as it is.\n',
    )
    const told = await varde(['scope', '--joined', put('told.csv', 'unit,affected\none,yes\ntwo,no\n')])
    expect([told.code, told.stderr.split('\n').length]).toEqual([2, 2])
    expect(told.stderr).toMatch(/--joined: it is for captures, and no unit of \S*told\.csv has any/)
  })
})

describe('link and diff', () => {
  /** A phone sends a token of its own to two parties; what goes to the second lies behind the border of two files. */
  const framesOf = (token: string, day: number): CapturedFrame[] =>
    ['a.example.com', 'b.example.org'].flatMap((host, party) =>
      http(get(host, `/v1?t=${token}&imei=${identifiersOfPhone.imei}`)).map((bytes, index) => ({
        bytes,
        sec: 1_550_000_000 + day * 86_400 + party * 20 + index,
      })),
    )
  const own = framesOf('7f3a9c21d4e85b60', 0)
  const other = put('other-phone.pcap', pcapFile(framesOf('1c88e07b52fd9a34', 1)))
  // Within the first request.
  const cut = 4
  const files = [own.slice(0, cut), own.slice(cut)].map((some, index) =>
    put(`own-${index}.pcap`, pcapFile(some)),
  )
  const alone = put('own.pcap', pcapFile(own))

  test('link reads the files of a device as one recording', async () => {
    const joined = await outputOf(
      'link',
      '--json',
      '--reveal',
      '--joined',
      '--devices',
      'a,b,a',
      files[1] ?? '',
      other,
      files[0] ?? '',
    )
    const one = await outputOf('link', '--json', '--reveal', '--devices', 'a,b', alone, other)
    expect(joined).toBe(one)
    expect(joined).toContain('7f3a9c21d4e85b60')
  })

  test.each<[what: string, args: readonly string[], code: number, line: RegExp]>([
    [
      'link without --devices',
      ['link', '--joined', ...files, other],
      2,
      /^varde: --joined needs --devices, which says which files are of one device\.\n$/,
    ],
    [
      'link of one file each',
      ['link', '--joined', '--devices', 'a,b', alone, other],
      0,
      /^varde: --joined changes nothing: no device has several files, and each was read as it is\.\n$/,
    ],
    [
      'link of a file that is not there',
      ['link', '--joined', '--devices', 'a,a', alone, `${alone}x`],
      2,
      /^varde: \S*own\.pcapx: there is no such file[^\n]*\n$/,
    ],
    [
      'diff',
      ['diff', '--joined', ...files],
      2,
      /^varde: --joined is not for diff, in which each file is a run of its own: [^\n]*\n$/,
    ],
  ])('%s says why in one line', async (_, args, code, line) => {
    const said = await varde(args)
    expect(said.stderr).toMatch(line)
    expect(said.code).toBe(code)
  })
})
