/** Traffic written for other programs, by the command line, and read by those where they are installed. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { pcapFile, udpPacket } from '../support/capture.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { root, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('traffic')

const sample = join(root, 'samples/nokia-7-plus')
const capture = join(folder, 'short.pcapng')
const files = [capture, '--profile', `${sample}.profile.yaml`]
const slice = join(folder, 'slice.pcapng')
writeFileSync(capture, shortSample())
const hasTshark = spawnSync('tshark', ['--version']).status === 0

interface Scanned {
  readonly observations: readonly { readonly frames: readonly number[]; readonly normal: string }[]
}

async function scanned(...args: string[]): Promise<Scanned> {
  return JSON.parse((await varde(['scan', ...args, '--json', '--reveal'])).stdout) as Scanned
}

describe('varde export --format pcapng', () => {
  let made: Run
  let original: Scanned

  beforeAll(async () => {
    made = await varde(['export', ...files, '--format', 'pcapng', '--reveal', '-o', slice])
    original = await scanned(...files)
  })

  test('writes the frames that carry observations, for its owner only', async () => {
    expect(made).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(statSync(slice).mode & 0o777).toBe(0o600)
    const again = await scanned(slice, '--profile', `${sample}.profile.yaml`)
    expect(again.observations.map(({ normal }) => normal).sort()).toEqual(
      original.observations.map(({ normal }) => normal).sort(),
    )
  })

  test('is read by tshark and capinfos: as many frames, their times, and a comment on each', (context) => {
    context.skip(!hasTshark, 'tshark is not installed')
    const frames = new Set(original.observations.flatMap((observation) => observation.frames))
    const fields = (file: string): string[] =>
      spawnSync(
        'tshark',
        ['-r', file, '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len', '-e', 'frame.comment'],
        { encoding: 'utf8', maxBuffer: 1e8 },
      )
        .stdout.trimEnd()
        .split('\n')
    const lines = fields(slice)
    const all = fields(capture)
    const kept = lines.map((line) => Number(/varde: frame (\d+) of the capture/.exec(line)?.[1]))
    for (const frame of frames) expect(kept).toContain(frame)
    const timed = (line: string | undefined): string => (line ?? '').split('\t').slice(0, 2).join(' ')
    expect(lines.map(timed)).toEqual(kept.map((frame) => timed(all[frame - 1])))
    const shown = lines.filter((line) => frames.has(Number(/varde: frame (\d+)/.exec(line)?.[1])))
    expect(shown).toHaveLength(frames.size)
    expect(shown.join('\n')).toMatch(
      /iccid 89•+\d\d \(certain\) to zzhc\.vnet\.cn: HTTP body → base64 \(wrapped\) → JSON \$\.SIM1ICCID/,
    )
    for (const { normal } of original.observations)
      if (normal.length > 8) expect(shown.join('\n')).not.toContain(normal)
    const { stdout } = spawnSync('capinfos', ['-c', '-M', slice], { encoding: 'utf8' })
    expect(stdout).toContain(`Number of packets:   ${lines.length}`)
  })

  test('says in one line why it needs --reveal, and leaves nothing behind where it fails', async () => {
    const masked = await varde(['export', ...files, '--format', 'pcapng', '-o', join(folder, 'none')])
    expect(masked.code).toBe(2)
    expect(masked.stderr).toBe(
      'varde: Captured frames hold the values as they were sent: say --reveal to write pcapng.\n',
    )
    const again = await varde(['export', ...files, '--format', 'pcapng', '--reveal', '-o', slice])
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') as string })
    const pipe = await varde(['export', '-', '--format', 'pcapng', '--reveal'])
    expect(pipe).toMatchObject({ code: 2, stderr: expect.stringContaining('give a file') as string })
    const broken = join(folder, 'broken.pcap')
    writeFileSync(broken, 'no capture')
    const failed = await varde(['export', broken, '-f', 'pcapng', '--reveal', '-o', join(folder, 'none')])
    expect(failed.code).toBe(2)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})

describe('varde export --format har', () => {
  test('masks by default, and reveals where that is asked for', async () => {
    const { observations } = await scanned(...files)
    const masked = await varde(['export', ...files, '--format', 'har'])
    expect(masked).toMatchObject({ code: 0, stderr: '' })
    for (const { normal } of observations) if (normal.length > 8) expect(masked.stdout).not.toContain(normal)
    const har = join(folder, 'revealed.har')
    const written = await varde(['export', ...files, '--format', 'har', '--reveal', '-o', har])
    expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
    const again = await scanned(har, '--profile', `${sample}.profile.yaml`)
    expect(again.observations.map(({ normal }) => normal).sort()).toEqual(
      observations.map(({ normal }) => normal).sort(),
    )
  })

  test('says what it can not hold', async () => {
    const udp = join(folder, 'udp.pcap')
    writeFileSync(udp, pcapFile([udpPacket({ targetPort: 9_999, payload: 'imei=356938035643809' })]))
    const { code, stderr } = await varde(['export', udp, '--format', 'har'])
    expect(code).toBe(0)
    expect(stderr).toBe('varde: 1 observation is not in HTTP: no entry holds it (see log._varde.notHttp).\n')
  })
})
