/** A recording in several files as evidence of a case: added, scanned, bundled, checked, sliced and redacted as one capture. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, test } from 'vitest'
import { archiveOf } from '../../src/case/bundle/archive.ts'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import type { Manifest, Recipe } from '../../src/case/manifest.ts'
import { manifestBytes, signManifest } from '../../src/case/sign-manifest.ts'
import { filesOf } from '../support/make-bundle.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { putInto, testFolder } from '../support/test-folder.ts'
import { get, http, identifiersOfPhone, post } from './leaking-phone.ts'
import { root, varde } from './run-varde.ts'

const folder = testFolder('recording-in-case')
const put = putInto(folder)
const at = (name: string): string => join(folder, name)
const digestOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** What identifies stands over the border of two files: neither holds it whole. */
const { imei } = identifiersOfPhone
const request = post('a.example.com', '/v1', 'application/x-www-form-urlencoded', `x=1&imei=${imei}&y=2`)
const border = request.indexOf(imei) + 7
const talk = new TcpConversation({ target: '198.51.100.20', sourcePort: 40_123 }).open()
talk.send(request.subarray(0, border))
const cut = talk.frames.length
talk.send(request.subarray(border)).reply('HTTP/1.1 204 No Content\r\n\r\n').close()
const frames = talk.frames.map((bytes, index) => ({ bytes, sec: 1_550_000_000 + index }))
const first = put('ring_00002.pcap', pcapFile(frames.slice(0, cut)))
const second = put('ring_00001.pcap', pcapFile(frames.slice(cut)))
const whole = put('whole.pcap', pcapFile(frames))
const profile = put('profile.yaml', `name: the phone\nidentifiers:\n  imei: "${imei}"\n`)

/** What files are called in a case, and what they were called before. */
const inCase = /(?:evidence\/)?([0-9a-f]{64})(?=\.pcap)/g
const nameOf = (_: string, digest: string): string =>
  [first, second].filter((path) => digestOf(path) === digest).map((path) => basename(path, '.pcap'))[0] ??
  digest

/** The parts of a bundle by their names. */
function partsOf(path: string): Map<string, Buffer> {
  return new Map(filesOf(readFileSync(path)).map(({ name, content }) => [name, Buffer.from(content)]))
}

/** A bundle whose manifest is another one, signed anew by the key of its case. */
function changed(bundle: string, key: string, change: (manifest: Manifest) => Manifest): string {
  const parts = partsOf(bundle)
  const bytes = manifestBytes(change(JSON.parse(parts.get('manifest.json')?.toString() ?? '') as Manifest))
  const signature = Buffer.from(`${canonicalJson(signManifest(bytes, key))}\n`)
  parts.set('manifest.json', bytes).set('signature.json', signature)
  return put('changed.varde', archiveOf([...parts].map(([name, content]) => ({ name, content }))))
}

/** A recipe that says nothing of recordings. */
function apart(recipe: Recipe): Recipe {
  const { recordings: _, ...others } = recipe
  return others
}

function withRecipe(manifest: Manifest, change: (recipe: Recipe) => Recipe): Manifest {
  return { ...manifest, recipes: manifest.recipes.map(change) }
}

const other = put(
  'other.pcap',
  pcapFile(http(get('b.example.org', '/')).map((bytes, index) => ({ bytes, sec: 1_560_000_000 + index }))),
)

async function caseWith(name: string, ...added: (readonly string[])[]): Promise<string> {
  const place = at(name)
  for (const args of [
    ['init', place, '--name', name],
    ['add', place, profile, '--as', 'profile'],
    ...added.map((own) => ['add', place, ...own]),
  ])
    await done('case', ...args, '--by', 'Ada')
  return place
}

/** What a command says that has nothing to complain of. */
async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await varde(args)
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

interface ScanDocument {
  readonly captures: readonly {
    readonly path: string
    readonly sha256: string
    readonly files?: readonly { readonly path: string; readonly sha256: string }[]
  }[]
  readonly observations: readonly { readonly identifier: string; readonly frames: readonly number[] }[]
}

function documentIn(place: string, said: string): ScanDocument {
  const key = /results\/(\S+?),? /.exec(`${said} `)?.[1] ?? ''
  return JSON.parse(readFileSync(join(place, 'results', key.trim(), 'scan.json'), 'utf8')) as ScanDocument
}

const evidence = [first, second].map((path) => `evidence/${digestOf(path)}.pcap`)

describe('a recording in a case', () => {
  let place = ''
  let added = ''
  let scanned = ''

  beforeAll(async () => {
    place = await caseWith('joined')
    added = await done('case', 'add', place, '--joined', second, first, '--by', 'Ada')
    scanned = await done('case', 'scan', place, '--by', 'Ada')
  })

  test('is added file by file, in the order in which it was recorded', () => {
    expect(added.split('\n').slice(0, 3)).toEqual([
      expect.stringContaining(`added ${evidence[0]} (ring_00002.pcap, `),
      expect.stringContaining(`added ${evidence[1]} (ring_00001.pcap, `),
      'joined: these 2 files are one recording, in this order',
    ])
  })

  test('is read as one capture: what stands over the border is found, and apart it is not', async () => {
    expect(scanned).toMatch(/, 1 finding\n$/)
    const { captures, observations } = documentIn(place, scanned)
    expect(captures).toHaveLength(1)
    expect(captures[0]?.files?.map(({ path }) => path)).toEqual(evidence)
    expect(captures[0]?.path).toBe(`${evidence[0]} … ${basename(evidence[1] ?? '')} (2 files)`)
    expect(observations.some(({ identifier }) => identifier === 'imei')).toBe(true)
    const apart = await caseWith('apart', [first, second])
    expect(await done('case', 'scan', apart)).toMatch(/, 0 findings\n$/)
  })

  test('is said by list and show, and the ledger holds', async () => {
    const listed = await done('case', 'list', place)
    for (const [index, path] of evidence.entries())
      expect(listed).toMatch(
        new RegExp(`evidence  ${path}\n[^\n]*\n +file ${index + 1} of 2 of recording 1\n`),
      )
    const schema = JSON.parse(readFileSync(join(root, 'docs/schema/case-list.schema.json'), 'utf8')) as object
    const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema)
    const { parts, ...list } = JSON.parse(await done('case', 'list', place, '--json')) as { parts: object[] }
    const all: unknown = JSON.parse(await done('case', 'list', folder, '--json'))
    for (const document of [{ ...list, parts }, all])
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(parts).toContainEqual(
      expect.objectContaining({ path: evidence[1], recording: { number: 1, file: 2, files: 2 } }),
    )
    expect(await done('case', 'list', folder)).toContain('1 capture in 2 files, ')
    const shown = await done('case', 'show', place)
    expect(shown).toContain(', file 1 of 2 of recording 1\n')
    expect(shown).toMatch(/ join of 2 files as one recording by Ada\n/)
    expect(await done('case', 'verify', place)).toBe('the case holds\n')
  })

  test.each<[what: string, args: readonly string[]]>([
    ['report', ['report']],
    ['letter', ['letter', '--user-country', 'NO', '--kind', 'complaint']],
    ['gate', ['gate', '--build', 'X', '--policy', put('policy.yaml', 'leastRead: 10\nallow: []\n')]],
    ['export', ['export', '-f', 'sarif']],
    ['HAR', ['export', '-f', 'har']],
  ])('%s says of it what it says of the files joined', async (_, args) => {
    const [own, joined] = await Promise.all([
      varde([...args, place]),
      varde([...args, '-p', profile, '--joined', first, second]),
    ])
    expect([joined.code, joined.stderr]).toEqual([args[0] === 'gate' ? 1 : 0, ''])
    expect([own.code, own.stderr]).toEqual([joined.code, ''])
    expect(own.stdout.replaceAll(inCase, nameOf)).toBe(joined.stdout)
  })

  test('what is kept of it is what reading it anew gives', async () => {
    const page = await done('report', place)
    expect(await done('report', place, '-p', profile)).toBe(page)
  })

  test('compare and claims read a side as the recording that it is', async () => {
    const rows = async (...args: readonly string[]): Promise<unknown> =>
      (JSON.parse(await done('compare', '--json', '-p', profile, ...args)) as { rows: unknown }).rows
    expect(await rows(place, '--', other)).toEqual(await rows(whole, '--', other))
  })

  test('a slice for other programs has the frames of both files', async () => {
    await done('case', 'export', place, '--as', 'pcapng', '--reveal', '-o', at('slice.pcapng'))
    const text = readFileSync(at('slice.pcapng'), 'latin1')
    for (const [index, path] of evidence.entries())
      expect(text).toMatch(
        new RegExp(`frame ${cut + index} of the capture\\nframe [14] of ${basename(path)}\\n`),
      )
  })
})

describe('its bundle', () => {
  let place = ''
  const bundle = at('joined.varde')

  beforeAll(async () => {
    place = await caseWith('bundled', ['--joined', first, second])
    await done('case', 'bundle', place, '-o', bundle, '--by', 'Ada')
  })

  test('holds, and its result follows from the files as one', async () => {
    const said = await done('verify', bundle)
    expect(said).toContain('✓ every result was derived from the packets again, and is the same')
    const list = partsOf(bundle).get(
      [...partsOf(bundle).keys()].find((name) => name.endsWith('evidence.txt')) ?? '',
    )
    for (const path of evidence) expect(list?.toString()).toContain(`tshark -r ${path} -Y`)
  })

  test('is read as the case is', async () => {
    const { code, stdout } = await varde(['assess', bundle, '--today', '2026-01-01', '--user-country', 'NO'])
    expect(code).toBe(0)
    expect(stdout).toBe(await done('assess', place, '--today', '2026-01-01', '--user-country', 'NO'))
  })

  test.each<[what: string, change: (manifest: Manifest) => Manifest, line: RegExp]>([
    [
      'reads the files apart',
      (manifest) => withRecipe(manifest, apart),
      /ledger\.jsonl: it says that evidence\/[0-9a-f]{64} and 1 more are one recording, and the recipe of \S+ does not read them as one/,
    ],
    [
      'names a recording of one file',
      (manifest) => withRecipe(manifest, (recipe) => ({ ...recipe, recordings: [recipe.captures.slice(1)] })),
      /its recipe reads files as one recording of which the ledger does not say it/,
    ],
    [
      'has no list of recordings',
      (manifest) => withRecipe(manifest, (recipe) => ({ ...recipe, recordings: recipe.captures }) as never),
      /manifest\.json: it is no manifest of varde/,
    ],
  ])('does not hold where its recipe %s', async (_, change, line) => {
    const { code, stdout } = await varde([
      'verify',
      changed(bundle, readFileSync(join(place, 'keys/signing.pem'), 'utf8'), change),
    ])
    expect(code).toBe(1)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(line)
  })

  test('of slices names the files that they were cut from, and holds', async () => {
    const slices = at('slices.varde')
    const said = await done('case', 'bundle', place, '-o', slices, '--slices', '--by', 'Ada')
    expect(said).toMatch(
      /\nslice: \d+ of \d+ frames of the recording in 2 files, whose bytes have the SHA-256 [0-9a-f]{64}, which is not in it\n/,
    )
    expect((await done('verify', slices)).replaceAll(/\s+/g, ' ')).toMatch(
      /✓ every observation was derived from the slices again, .* of the recording in 2 files, whose bytes have the SHA-256/,
    )
    const list = partsOf(slices).get('slices/evidence.txt')?.toString() ?? ''
    for (const [index, path] of [first, second].entries())
      expect(list).toContain(`file ${index + 1} of the recording has the SHA-256 ${digestOf(path)}\n`)
  })

  test('redacted, commits to frames of both files, and one of the second is revealed', async () => {
    const red = at('red.varde')
    await done('case', 'redact', place, '-o', red, '--by', 'Ada')
    const bytes = readFileSync(red)
    for (const text of [imei, digestOf(first), digestOf(second)]) expect(bytes.includes(text)).toBe(false)
    await done('verify', red, '--original', at('red.original.varde'))
    for (const [index, frame] of [cut, cut + 1].entries()) {
      const revealed = at(`frame-${index}.json`)
      await done(
        'case',
        'reveal',
        at('red.secrets.json'),
        '--frame',
        String(frame),
        '--identifier',
        'imei',
        '-o',
        revealed,
      )
      expect(await done('verify', red, '--reveal-file', revealed)).toContain(
        `✓ this frame is the one that the bundle commits to: ${frame}\n`,
      )
    }
  })
})

test('files that are in the case apart are declared to be one recording, and rescan says what changed', async () => {
  const place = await caseWith('later', [first, second])
  await done('case', 'scan', place)
  expect(await done('case', 'add', place, '--joined', first, second)).toMatch(
    /^known evidence\/.*\nknown evidence\/.*\njoined: these 2 files are one recording, in this order: varde case rescan \S+ derives the results anew\n$/,
  )
  const said = await done('case', 'rescan', place)
  expect(said).toContain(`  recording + ${evidence.join(' ')}\n`)
  expect(said).toMatch(/findings: 0 gone, 1 new/)
  expect(await done('case', 'add', place, '--joined', second, first)).toMatch(
    /\nknown: these 2 files are one recording\n$/,
  )
  const acts = await done('case', 'show', place)
  expect(acts.match(/ join of /g)).toHaveLength(1)
})

test('an encrypted case says the same, and its bundle holds', async () => {
  const place = at('encrypted')
  const passphrase = put('passphrase', 'six words by chance are good\n')
  const own = ['--passphrase-file', passphrase]
  await done('case', 'init', place, '--name', 'x', '--encrypt', ...own)
  await done('case', 'add', place, profile, '--as', 'profile', ...own)
  await done('case', 'add', place, '--joined', second, first, ...own)
  expect(await done('case', 'scan', place, ...own)).toMatch(/, 1 finding\n$/)
  const page = await done('report', place, ...own)
  expect(page).toContain('ring_00002.pcap … ring_00001.pcap (2 files)')
  expect(await done('report', place, ...own, '-p', profile)).toBe(page)
  await done('case', 'bundle', place, '-o', at('encrypted.varde'), ...own)
  expect(await done('verify', at('encrypted.varde'))).toContain('✓ every result was derived')
})

test('a file that holds nothing yet is left out, and said', async () => {
  const place = await caseWith('begun')
  const begun = put('begun.pcap', '')
  const { code, stdout, stderr } = await varde(['case', 'add', place, '--joined', first, begun, second])
  expect([code, stderr]).toEqual([0, `varde: ${begun} is empty: nothing was captured. It is left out.\n`])
  expect(stdout).toContain('joined: these 2 files are one recording')
})

test('one file is added as it is, and that is said', async () => {
  const place = await caseWith('one')
  const { code, stdout, stderr } = await varde(['case', 'add', place, '--joined', first])
  expect([code, stderr]).toEqual([
    0,
    'varde: --joined changes nothing: one file holds something, and it is a capture of its own.\n',
  ])
  expect(stdout).not.toContain('joined')
})

describe('refuses in one line', () => {
  let place = ''
  const third = put(
    'ring_00003.pcap',
    pcapFile(http(get('c.example.org', '/')).map((bytes) => ({ bytes, sec: 1_550_000_900 }))),
  )
  const copy = put('copy.pcap', pcapFile(frames.slice(0, cut)))
  const packed = put('packed.pcap.gz', gzipSync(pcapFile(frames.slice(0, cut))))
  const har = put('x.har', '{"log":{"version":"1.2","entries":[]}}')

  beforeAll(async () => {
    place = await caseWith('refusing', ['--joined', first, second])
  })

  test.each<[what: string, args: readonly string[], line: RegExp]>([
    [
      'more of a recording',
      [first, second, third],
      /evidence\/[0-9a-f]{64} is in the case as a file of another recording \(2 files\), .*varde case init/,
    ],
    ['less of it, with another', [second, third], /is in the case as a file of another recording/],
    ['a file twice', [third, third], /is named twice/],
    ['a copy', [first, copy], /ring_00002\.pcap and \S*copy\.pcap hold the same capture/],
    ['what the case holds packed otherwise', [packed, third], /hold the same capture: a case keeps it once/],
    ['a HAR file', [third, har], /x\.har holds no packets/],
    ['a profile', [third, profile], /profile\.yaml is a profile: give --as profile/],
    ['a file that is not there', [third, `${third}x`], /x: there is no such file/],
    [
      'another kind',
      [profile, '--as', 'profile'],
      /--joined is for captures that are one recording: leave it out with --as profile/,
    ],
  ])('%s', async (_, args, line) => {
    const before = await done('case', 'list', place)
    const { code, stdout, stderr } = await varde(['case', 'add', place, '--joined', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
    expect(stderr.split('\n')).toHaveLength(2)
    expect(await done('case', 'list', place)).toBe(before)
  })
})
