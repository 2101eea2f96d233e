/** A bundle with slices in the place of captures that must stay, by the command line. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { archiveOf, readArchive } from '../../src/case/bundle/archive.ts'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import { sha256 } from '../../src/case/digest.ts'
import type { Manifest } from '../../src/case/manifest.ts'
import { manifestBytes, signManifest } from '../../src/case/sign-manifest.ts'
import { readAtOnce } from '../../src/case/bundle/reading.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { talk } from '../support/tls-peers.ts'
import { root, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('slices')

const sample = join(root, 'samples/nokia-7-plus')
/** Of the whole sample, `test/sample-case.test.ts` makes slices. */
const short = join(folder, 'short.pcapng')
writeFileSync(short, shortSample())
const hasTshark = spawnSync('tshark', ['--version']).status === 0

async function caseOf(name: string, files: readonly (readonly [string, string])[]): Promise<string> {
  const place = join(folder, name)
  await varde(['case', 'init', place, '--name', name])
  for (const [file, kind] of files) await varde(['case', 'add', place, file, '--as', kind])
  return place
}

function partsOf(bundle: string): Map<string, Buffer> {
  const bytes = readFileSync(bundle)
  const source = { size: bytes.length, read: (at: number, length: number) => bytes.subarray(at, at + length) }
  const { members } = readAtOnce(readArchive(bytes.length), source)
  return new Map(
    members.map(({ name, start, bytes: length }) => [name, bytes.subarray(start, start + length)]),
  )
}

describe('a bundle with slices', () => {
  const bundle = join(folder, 'nokia.varde')
  let made: Run
  let parts: Map<string, Buffer>

  beforeAll(async () => {
    const place = await caseOf('nokia', [
      [short, 'evidence'],
      [`${sample}.profile.yaml`, 'profile'],
      [`${sample}.events.ndjson`, 'events'],
    ])
    made = await varde(['case', 'bundle', place, '-o', bundle, '--slices'])
    parts = partsOf(bundle)
  })

  test('has a slice and no capture, and names what that was', () => {
    expect(made.stdout).toMatch(/\nslice: 56 of 502 frames of the capture [0-9a-f]{64}, which is not in it\n/)
    const names = [...parts.keys()]
    expect(names.filter((name) => name.startsWith('evidence/'))).toEqual([])
    const { recipes } = JSON.parse(String(parts.get('manifest.json'))) as {
      recipes: { slices: { part: string; original: { packets: number }; frames: string }[] }[]
    }
    const [slice] = recipes[0]?.slices ?? []
    expect(names).toContain(slice?.part)
    expect(slice?.original.packets).toBe(502)
    expect(slice?.frames).toMatch(/^\d+-\d+,/)
  })

  test('gives every observation again', async () => {
    const { stdout, code } = await varde(['verify', bundle])
    expect(code).toBe(0)
    expect(stdout).toContain('✓ every observation was derived from the slices again, and is the same')
    expect(stdout).toMatch(
      /slices\/[0-9a-f]{64}\.pcapng has 56 of 502 frames of a capture that is not in the bundle: SHA-256/,
    )
  })

  test.each([
    [
      'places that hold something else',
      (text: string) => text.replace('frame.number == ', 'frame.number != '),
    ],
    [
      'other frames of the original',
      (text: string) => text.replace(/in this order: \d+/, 'in this order: 9'),
    ],
    ['a line of its own', (text: string) => text.replace('\n\n', '\nnothing was left out\n\n')],
  ])('is refused where its list of evidence tells of %s, though it is signed', async (_, change) => {
    const name = 'slices/evidence.txt'
    const list = Buffer.from(change(String(parts.get(name))))
    expect(list.equals(parts.get(name) as Buffer)).toBe(false)
    const others = [...parts].filter(([one]) => one !== 'manifest.json' && one !== 'signature.json')
    const files = others.map(([one, content]) => ({ name: one, content: one === name ? list : content }))
    const stated = files.map((file) => ({
      name: file.name,
      bytes: file.content.length,
      sha256: sha256(file.content),
    }))
    const manifest = manifestBytes({
      ...(JSON.parse(String(parts.get('manifest.json'))) as Manifest),
      parts: stated,
    })
    const signature = signManifest(manifest, readFileSync(join(folder, 'nokia/keys/signing.pem'), 'utf8'))
    const forged = join(folder, 'forged.varde')
    writeFileSync(
      forged,
      archiveOf([
        { name: 'manifest.json', content: manifest },
        { name: 'signature.json', content: Buffer.from(`${canonicalJson(signature)}\n`) },
        ...files,
      ]),
    )
    const { stdout, code } = await varde(['verify', forged])
    expect(stdout).toContain('✗ slices/evidence.txt: it is not what the slices give\n')
    expect(stdout.match(/✗/g)).toHaveLength(1)
    expect(code).toBe(1)
  })

  test('tells how anyone can look at the same bytes in it', (context) => {
    context.skip(!hasTshark, 'tshark is not installed')
    const lines = String(parts.get('slices/evidence.txt')).split('\n')
    const at = lines.findIndex((line) => line.includes('iccid (certain)'))
    const command = (lines[at + 2] ?? '').replace('    command: ', '')
    const [name = ''] = /slices\/\S+/.exec(command) ?? []
    writeFileSync(join(folder, 'slice.pcapng'), parts.get(name) ?? '')
    const printed = spawnSync('sh', ['-c', command.replace(name, 'slice.pcapng')], {
      cwd: folder,
      encoding: 'latin1',
    })
    expect(printed.stdout).toMatch(/^0000 {2}[0-9a-f]{2} /m)
    expect(printed.stdout.replaceAll(/\s/g, '')).not.toBe('')
  })
})

test('what was read with secrets needs these, and gets them only where that is asked for', async () => {
  const body = '{"imei":"356938035643809"}'
  const spoken = await talk({
    serverName: 'api.example.com',
    says: [`POST / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`],
    answers: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    both: { minVersion: 'TLSv1.3' },
  })
  const flow = new TcpConversation({ sourcePort: 40_443, targetPort: 443 }).open()
  for (const step of spoken.steps) {
    if (step.kind !== 'push') continue
    if (step.direction === 0) flow.send(step.bytes)
    else flow.reply(step.bytes)
  }
  writeFileSync(join(folder, 'tls.pcap'), pcapFile(flow.close().frames))
  writeFileSync(join(folder, 'tls.keys'), spoken.keyLog)
  const place = await caseOf('tls', [
    [join(folder, 'tls.pcap'), 'evidence'],
    [join(folder, 'tls.keys'), 'keys'],
  ])
  const bundle = join(folder, 'tls.varde')
  const refused = await varde(['case', 'bundle', place, '-o', bundle, '--slices'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(
    /^varde: some observations were read with secrets: add --with-secrets [^\n]+\n$/,
  )
  const made = await varde(['case', 'bundle', place, '-o', bundle, '--slices', '--with-secrets'])
  expect(made.code).toBe(0)
  expect([...partsOf(bundle).keys()].some((name) => name.startsWith('keys/'))).toBe(true)
  expect((await varde(['verify', bundle])).stdout).toContain(
    '✓ every observation was derived from the slices',
  )
})

test('files with entries are cut, too: the entries that were observed, in their own format', async () => {
  const entryOf = (url: string): object => ({
    startedDateTime: '2020-01-01T00:00:00Z',
    request: { method: 'GET', url },
  })
  const entries = ['http://private.example/', 'http://a.example/?imei=356938035643809'].map((url) =>
    entryOf(url),
  )
  writeFileSync(join(folder, 'a.har'), JSON.stringify({ log: { version: '1.2', entries } }))
  const place = await caseOf('har', [
    [join(folder, 'a.har'), 'evidence'],
    [short, 'evidence'],
  ])
  const bundle = join(folder, 'har.varde')
  const made = await varde(['case', 'bundle', place, '-o', bundle, '--slices'])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toMatch(/\nslice: 1 of 2 entries of the capture [0-9a-f]{64}, which is not in it\n/)
  const parts = partsOf(bundle)
  const name = [...parts.keys()].find((part) => part.endsWith('.har')) ?? ''
  expect(name).toMatch(/^slices\//)
  const { log } = JSON.parse(String(parts.get(name))) as { log: { entries: unknown[] } }
  expect(log.entries).toEqual([entries[1]])
  expect(String(parts.get('slices/evidence.txt'))).toContain(`    ${name}, entry 1\n`)
  const { stdout, code } = await varde(['verify', bundle])
  expect(code).toBe(0)
  expect(stdout).toContain('✓ every observation was derived from the slices again, and is the same')
  expect(stdout).toContain(`\n${name} has 1 of 2 entries of a capture that is not in the bundle: SHA-256 `)
})

test('where nothing was observed, there is nothing to cut', async () => {
  writeFileSync(join(folder, 'b.pcap'), pcapFile(new TcpConversation({}).open().close().frames))
  const place = await caseOf('of-b', [[join(folder, 'b.pcap'), 'evidence']])
  const { stderr, code } = await varde(['case', 'bundle', place, '-o', join(folder, 'none'), '--slices'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^varde: nothing was observed: [^\n]+\n$/)
})
