/** A case is redacted, single values are revealed, and a stranger checks both, with and without the original. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../src/decode/decode.ts'
import { Detector } from '../../src/detect/detector.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { parseProfile } from '../../src/device/profile.ts'
import { pcapFile } from '../support/capture.ts'
import { cheapCase } from '../support/cheap-case.ts'
import { part } from '../support/decoded-tree.ts'
import { filesOf } from '../support/make-bundle.ts'
import { shortSample } from '../support/short-sample.ts'
import { testFolder } from '../support/test-folder.ts'
import { hasOpenssl, stamping, TimeStampAuthority, whileAnswering } from '../support/time-stamp-authority.ts'
import { get, http } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = testFolder('redact-e2e')

const place = join(folder, 'nokia')
const sample = join(root, 'samples/nokia-7-plus')
const at = (name: string): string => join(folder, name)
let made: Run

beforeAll(async () => {
  writeFileSync(at('short.pcapng'), shortSample())
  writeFileSync(at('one.pcap'), pcapFile(http(get('a.example.com', '/?imei=356938035643809'))))
  for (const args of [
    ['init', place, '--name', 'Nokia 7 Plus'],
    ['add', place, at('short.pcapng')],
    ['add', place, `${sample}.profile.yaml`, '--as', 'profile'],
  ])
    await varde(['case', ...args, '--by', 'Ada'])
  made = await varde(['case', 'redact', place, '-o', at('red.varde'), '--by', 'Ada'])
})

const detector = new Detector(
  parseProfile(readFileSync(`${sample}.profile.yaml`, 'utf8'), 'profile', identifiers),
)

/** What the detector finds of the phone's own values, in the bytes of a file and of each of its parts of such names. */
function hits(path: string, names: RegExp): string[] {
  const bytes = readFileSync(path)
  const parts = filesOf(bytes).filter(({ name }) => names.test(name))
  return [bytes, ...parts.map(({ content }) => Buffer.from(content))].flatMap((body) => {
    const none = part(Buffer.alloc(0))
    const { root: tree } = decode({
      head: none,
      body: part(body),
      trailer: none,
      target: '',
      contentType: '',
      contentEncoding: '',
    })
    return detector
      .detect(tree, { host: '', protocol: '', port: 0, direction: 0 })
      .detections.filter(({ by }) => by === 'profile')
      .map(({ identifier, writtenAs }) => `${identifier} ${writtenAs}`)
  })
}

describe('varde case redact', () => {
  test('writes bundle, original, secrets and page, and says what is to be kept', () => {
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(made.stdout).toMatch(/red\.original\.varde, the original .*: keep it to yourself/)
    expect(made.stdout).toMatch(
      /red\.varde, signed by the key [0-9a-f]{64}: 10 values, \d+ digests and 4 frames are committed to/,
    )
    expect(made.stdout).toMatch(/red\.secrets\.json, which opens them: keep it to yourself/)
    const names = filesOf(readFileSync(at('red.varde'))).map(({ name }) => name)
    expect(names).toEqual([
      'manifest.json',
      'signature.json',
      'case.yaml',
      'ledger.jsonl',
      'results/1/evidence.txt',
      'results/1/recipe.json',
      'results/1/scan.json',
      'results/1/frames.json',
      'commitments.json',
    ])
  })

  test("leaves nothing of the phone's values, in any written form, where the detector finds them in the original", () => {
    expect(hits(at('red.varde'), /./)).toEqual([])
    expect(new Set(hits(at('red.original.varde'), /^profile/).map((hit) => hit.split(' ')[0]))).toEqual(
      new Set([
        'cell-id',
        'iccid',
        'imei',
        'imsi',
        'msisdn',
        'wifi-mac',
        'android-id',
        'advertising-id',
        'serial',
        'bssid',
        'location',
      ]),
    )
    const red = readFileSync(at('red.varde'), 'latin1')
    // Nor the names of the places that hidden coordinates are near to.
    expect(red).not.toMatch(/"(?!⟦)[^"\\\n]*(?:\\")?" of the profile/)
    // Nor the beginnings that masked values show, nor digests of what could be guessed.
    expect(red).not.toMatch(/35•|89•/)
    for (const { name, content } of filesOf(readFileSync(at('red.original.varde'))))
      for (const digest of name.match(/[0-9a-f]{64}/g) ?? [])
        expect(red, `${name} ${content.length}`).not.toContain(digest)
  })

  test('is checked without the original: what can not be derived is said', async () => {
    const run = await varde(['verify', at('red.varde')])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain(
      '✓ every byte, the order of the parts, the Merkle root, the signature and the ledger hold',
    )
    expect(run.stdout).toMatch(
      /^it says that varde \S+ redacted it from a bundle that the key [0-9a-f]{64} signed: \d+ commitments$/m,
    )
    expect(run.stdout).toContain(
      'neither that is checked nor its results derived again: captures and values are not in it',
    )
  })

  test('is held against the original, down to the packets', async () => {
    const run = await varde(['verify', at('red.varde'), '--original', at('red.original.varde')])
    expect(run.stdout).toContain('✓ redacting the original again gives every part of it, byte for byte')
    expect(run.stdout).toContain('✓ the results of the original were derived from the packets again')
    expect(run.code).toBe(0)
    await varde(['case', 'bundle', place, '-o', at('other.varde')])
    const other = await varde(['verify', at('red.varde'), '--original', at('other.varde')])
    expect(other.stdout).toContain('is not the bundle that it was made from')
    expect(other.code).toBe(1)
  })

  test('reveals the values that were chosen, and no others', async () => {
    const chosen = ['--identifier', 'imei', '--value', '89470100739182640533']
    const reveal = await varde(['case', 'reveal', at('red.secrets.json'), '-o', at('reveal.json'), ...chosen])
    expect(reveal.stdout).toMatch(/: it reveals iccid 1, imei 1, imei 2, and no more\n$/)
    const text = readFileSync(at('reveal.json'), 'utf8')
    expect(text).toContain('89470100739182640533')
    expect(text).not.toContain('242010739182646')
    const masked = await varde(['verify', at('red.varde'), '--reveal-file', at('reveal.json')])
    expect(masked.stdout).toContain('✓ iccid 1 is 89••••••••••••••••33: o3, o11')
    expect(masked.stdout).not.toContain('89470100739182640533')
    const shown = await varde(['verify', at('red.varde'), '--reveal-file', at('reveal.json'), '--reveal'])
    expect(shown.stdout).toContain('✓ imei 2 is 357184092649814: o7, o15')
    expect(shown.code).toBe(0)
  })

  test('reveals a frame, and finds the value in its bytes again; another frame is refused', async () => {
    const scan = filesOf(readFileSync(at('red.varde'))).find(({ name }) => name.endsWith('/scan.json'))
    const { observations } = JSON.parse(Buffer.from(scan?.content ?? []).toString()) as {
      observations: { id: string; normal: string; frames: number[] }[]
    }
    const frame = String(observations.find(({ normal }) => normal === '⟦iccid 1⟧')?.frames[0])
    const path = at('frame.json')
    const chosen = ['--identifier', 'iccid', '--frame', frame]
    const reveal = await varde(['case', 'reveal', at('red.secrets.json'), '-o', path, ...chosen])
    expect(reveal.stdout).toContain(`: it reveals iccid 1, the frame ${frame}, and no more\n`)
    const checked = await varde(['verify', at('red.varde'), '--reveal-file', path])
    expect(checked.stdout).toContain(`\n✓ this frame is the one that the bundle commits to: ${frame}\n`)
    expect(checked.stdout).toMatch(/\n✓ iccid 1 stands in them, in the same bytes: o\d+\n/)
    expect(checked.stdout).toMatch(
      /\nbeside what was revealed by itself, these frames show: build, cell-id, device-model, imei, imsi/,
    )
    expect(checked.code).toBe(0)
    const text = readFileSync(path, 'utf8')
    const other = (_: string, head: string, digit: string): string => `${head}${digit === '0' ? '1' : '0'}`
    for (const changed of [
      text.replace(/(\\"[0-9a-f]{40})(.)/, other),
      text.replace(`[0,${frame},`, '[0,1,'),
    ]) {
      writeFileSync(at('changed.json'), changed)
      const refused = await varde(['verify', at('red.varde'), '--reveal-file', at('changed.json')])
      expect(changed).not.toBe(text)
      expect(refused.code).toBe(1)
      expect(refused.stdout).toMatch(/✗ changed\.json: frame \d+: value and salt do not open the commitment/)
    }
    const unknown = await varde([
      'case',
      'reveal',
      at('red.secrets.json'),
      '-o',
      at('no.json'),
      '--frame',
      '3',
    ])
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/^varde: --frame 3: no commitment is to this frame[^\n]*\n$/)
  })

  test('commits to the frames of slices, too, by their numbers in the original', async () => {
    await varde(['case', 'bundle', place, '-o', at('sliced.varde'), '--slices'])
    const key = ['--key', join(place, 'keys/signing.pem')]
    const redacted = await varde(['case', 'redact', at('sliced.varde'), '-o', at('sliced-red.varde'), ...key])
    expect(redacted.stdout).toMatch(/ and 4 frames are committed to/)
    const listOf = (path: string): string =>
      Buffer.from(
        filesOf(readFileSync(path)).find(({ name }) => name.endsWith('/frames.json'))?.content ?? [],
      ).toString()
    expect(listOf(at('sliced-red.varde'))).toBe(listOf(at('red.varde')))
  })

  test('refuses values and salts that do not open a commitment', async () => {
    const text = readFileSync(at('red.secrets.json'), 'utf8')
    for (const wrong of [
      text.replace('357184092641738', '357184092641746'),
      text.replace(/"salt": "../, '"salt": "0g'),
      text.replace(/"salt": "....../, '"salt": "123456'),
      text.replace(/"manifest": "......../, '"manifest": "00000000'),
    ]) {
      expect(wrong).not.toBe(text)
      writeFileSync(at('wrong.json'), wrong)
      const { code } = await varde(['verify', at('red.varde'), '--reveal-file', at('wrong.json')])
      expect(code).toBeGreaterThan(0)
    }
  })

  test('takes a bundle, too, with a key to sign with, and leaves in clear what is to stay', async () => {
    const args = ['case', 'redact', at('red.original.varde'), '-o', at('kept.varde'), '--by', 'Ada']
    const key = ['--key', join(place, 'keys/signing.pem')]
    const run = await varde([...args, ...key, '--keep-identifiers', 'device-model,build'])
    expect(run.code).toBe(0)
    expect(readFileSync(at('kept.varde'), 'utf8')).toContain('HMD-Nokia 7 plus')
    expect(hits(at('kept.varde'), /^case/)).toEqual([])
    const checked = await varde([
      'verify',
      at('kept.varde'),
      '--original',
      at('red.original.varde'),
      '--no-derive',
    ])
    expect(checked.stdout).toMatch(/in clear: build, device-model\n/)
    expect(checked.code).toBe(0)
  })

  test('of an encrypted case asks for its passphrase, and says that the files are in clear', async () => {
    const words = 'eight green boats sail north'
    writeFileSync(at('phrase'), `${words}\n`)
    const phrase = ['--passphrase-file', at('phrase')]
    const locked = at('locked')
    cheapCase(locked, 'x', words)
    await varde(['case', 'add', locked, at('one.pcap'), ...phrase])
    const run = await varde(['case', 'redact', locked, '-o', at('from-locked.varde'), ...phrase])
    expect(run.stdout).toContain('these files are in clear: the case stays encrypted')
    const checked = await varde([
      'verify',
      at('from-locked.varde'),
      '--original',
      at('from-locked.original.varde'),
    ])
    expect(checked.code).toBe(0)
  })

  test('is stamped where that is asked for, and leaves nothing behind where it can not be', async (context) => {
    const one = at('one')
    await varde(['case', 'init', one, '--name', 'x'])
    await varde(['case', 'add', one, at('one.pcap')])
    const dead = ['case', 'redact', one, '-o', at('stamped.varde'), '--tsa', 'http://127.0.0.1:1/']
    expect((await varde(dead)).code).toBe(3)
    expect(readdirSync(folder).filter((name) => name.startsWith('stamped'))).toEqual([])
    context.skip(!hasOpenssl, 'there is no openssl')
    const authority = new TimeStampAuthority()
    try {
      const made = await whileAnswering(stamping(authority), (url) =>
        varde(['case', 'redact', one, '-o', at('stamped.varde'), '--tsa', url]),
      )
      expect(made.code).toBe(0)
      const checked = await varde([
        'verify',
        at('stamped.varde'),
        '--tsa-ca',
        join(authority.folder, 'root.pem'),
      ])
      expect(checked.stdout).toMatch(/✓ stamped .*; its certificates lead to/)
      expect(checked.code).toBe(0)
    } finally {
      authority.remove()
    }
  })

  test.each([
    ['a place that is taken', () => ['case', 'redact', place, '-o', at('red.varde')]],
    ['a bundle without a key', () => ['case', 'redact', at('red.original.varde'), '-o', at('x.varde')]],
    ['a case with a key', () => ['case', 'redact', place, '-o', at('x.varde'), '--key', 'x']],
    [
      'a kind that there is not',
      () => ['case', 'redact', place, '-o', at('x.varde'), '--keep-identifiers', 'imie'],
    ],
    ['what is not there', () => ['case', 'redact', at('nothing'), '-o', at('x.varde')]],
    [
      'a redacted bundle',
      () => [
        'case',
        'redact',
        at('red.varde'),
        '-o',
        at('x.varde'),
        '--key',
        join(place, 'keys/signing.pem'),
      ],
    ],
    ['to reveal nothing', () => ['case', 'reveal', at('red.secrets.json'), '-o', at('x.json')]],
    [
      'to reveal what there is not',
      () => ['case', 'reveal', at('red.secrets.json'), '--value', '1', '-o', at('x.json')],
    ],
    [
      'to reveal a frame without a number, which once was all that is no frame',
      () => ['case', 'reveal', at('red.secrets.json'), '--frame', '', '-o', at('x.json')],
    ],
    [
      'to reveal a frame by what is no number',
      () => ['case', 'reveal', at('red.secrets.json'), '--frame', 'null', '-o', at('x.json')],
    ],
    [
      'secrets that are none',
      () => ['case', 'reveal', at('red.varde'), '--identifier', 'imei', '-o', at('x.json')],
    ],
    [
      'openings for a bundle in clear',
      () => ['verify', at('red.original.varde'), '--reveal-file', at('red.secrets.json')],
    ],
  ])('refuses %s in one line', async (_, args) => {
    const run = await varde(args())
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
    expect(existsSync(at('x.json'))).toBe(false)
  })
})
