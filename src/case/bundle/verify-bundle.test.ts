import { generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { sourceOf } from '../../../test/support/make-bundle.ts'
import { archiveOf, readArchive } from './archive.ts'
import { canonicalJson } from '../canonical-json.ts'
import { merkleRoot, sha256 } from '../digest.ts'
import { ledgerLine, nextRecord } from '../ledger.ts'
import type { CustodyRecord } from '../ledger.ts'
import type { Manifest, Recipe, Redaction } from '../manifest.ts'
import { readAtOnce } from './reading.ts'
import { commitmentsText } from '../redact/commitment.ts'
import { manifestBytes, signManifest } from '../sign-manifest.ts'
import { checkBundle } from './verify-bundle.ts'

interface Part {
  readonly name: string
  readonly content: Buffer
}

/** Each result from all captures. */
function recipesOf(all: readonly Part[]): Recipe[] {
  const captures = all.map(({ name }) => name).filter((name) => name.startsWith('evidence/'))
  return all.flatMap(({ name }) =>
    name.endsWith('/scan.json') ? [{ result: name, captures, profile: null, keys: [], events: [] }] : [],
  )
}

const keys = generateKeyPairSync('ed25519')
const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

type Told = readonly [act: string, details: Readonly<Record<string, unknown>>]

/** A ledger of acts, as a part. */
function ledgerOf(acts: readonly Told[]): Part {
  let last: CustodyRecord | null = null
  let text = ''
  for (const [act, details] of acts) {
    last = nextRecord(last, { at: '2026-01-01T00:00:00Z', act, by: 'Ada', version: '0', details })
    text += ledgerLine(last)
  }
  return { name: 'ledger.jsonl', content: Buffer.from(text) }
}

const result: Part = { name: 'results/1/scan.json', content: Buffer.from('{"findings":[]}\n') }
const scanned: Told = ['scan', { key: '1', files: { 'scan.json': sha256(result.content) } }]
const bundled: Told = ['bundle', { result: '1' }]

const parts: Part[] = [
  { name: 'case.yaml', content: Buffer.from('name: "a case"\n') },
  ledgerOf([['init', {}], scanned, bundled]),
  {
    name: 'evidence/a.pcap',
    content: Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 7) & 255)),
  },
  result,
]

const stamp: Part = {
  name: 'timestamp.tsr',
  content: Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 11) & 255)),
}

const redaction: Redaction = {
  version: '0',
  original: 'ab'.repeat(32),
  fingerprint: 'cd'.repeat(32),
  merkleRoot: '⟦digest 1⟧',
  parts: [{ name: 'evidence/⟦digest 2⟧.pcap', sha256: '⟦digest 2⟧' }],
  kept: ['build'],
}
const commitments: Part = {
  name: 'commitments.json',
  content: Buffer.from(
    commitmentsText(
      [1, 2].map((number) => ({ identifier: 'digest', number, commitment: `${number}f`.repeat(32) })),
    ),
  ),
}

function bundle(
  all: readonly Part[] = parts,
  key = pem,
  stamps: readonly Part[] = [],
  redacted: Pick<Manifest, 'schema' | 'redaction' | 'settings'> = { schema: 'varde/bundle@1' },
): Buffer {
  const manifest = manifestBytes({
    ...redacted,
    case: { name: 'a case', device: '', timeZone: 'UTC' },
    sealedAt: '2026-01-01T00:00:00Z',
    operator: 'Ada',
    engine: { version: '0', data: [] },
    host: { system: 'test', runtime: 'test' },
    timeStamp: stamps.length === 0 ? null : { authority: 'https://tsa.example/', nonce: '4000000000000001' },
    parts: all.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) })),
    recipes: redacted.redaction === undefined ? recipesOf(all) : [],
  })
  const signature = Buffer.from(`${canonicalJson(signManifest(manifest, key))}\n`)
  return Buffer.from(
    archiveOf([
      { name: 'manifest.json', content: manifest },
      { name: 'signature.json', content: signature },
      ...stamps,
      ...all,
    ]),
  )
}

const problems = (bytes: Uint8Array): string[] =>
  checkBundle(sourceOf(bytes)).discrepancies.map(({ part, what }) => `${part}: ${what}`)

const whole = bundle()
const stamped = bundle(parts, pem, [stamp])
const redacted = bundle([...parts.slice(0, 2), ...parts.slice(3), commitments], pem, [stamp], {
  schema: 'varde/redacted-bundle@1',
  redaction,
})

/** The files of an archive, to put together in another way. */
function filesOf(bytes: Buffer): Part[] {
  return readAtOnce(readArchive(bytes.length), sourceOf(bytes)).members.map(
    ({ name, start, bytes: length }) => ({
      name,
      content: bytes.subarray(start, start + length),
    }),
  )
}

/** A small generator with a seed: the same edits each time. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const edits = times(700, 10_000)

describe('a bundle', () => {
  test('that was not touched is accepted', () => {
    expect(problems(whole)).toEqual([])
    expect(checkBundle(sourceOf(whole)).manifest?.parts.map(({ name }) => name)).toEqual(
      parts.map(({ name }) => name),
    )
  })

  test('of any parts, stamped, redacted or neither, is accepted', () => {
    const content = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    const names = fc.stringMatching(/^evidence\/[a-z0-9][a-z0-9.]{0,9}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ name: names, content }), { selector: ({ name }) => name, maxLength: 8 }),
        fc.constantFrom('clear', 'stamped', 'redacted'),
        (some, kind) => {
          const all = [...parts.slice(0, 2), ...(kind === 'redacted' ? [] : some), result]
          const made =
            kind === 'redacted'
              ? bundle([...all, commitments], pem, [], { schema: 'varde/redacted-bundle@1', redaction })
              : bundle(all, pem, kind === 'stamped' ? [stamp] : [])
          expect(problems(made)).toEqual([])
        },
      ),
      { numRuns: times(100, 300) },
    )
  })

  test('that is redacted says from what, and has its commitments', () => {
    expect(checkBundle(sourceOf(redacted)).manifest?.redaction).toEqual(redaction)
    const schema = 'varde/redacted-bundle@1'
    const kept = [...parts.slice(0, 2), result]
    expect(problems(bundle(kept, pem, [], { schema, redaction }))).toEqual([
      'commitments.json: it holds no commitments, and the bundle is a redacted one',
    ])
    expect(problems(bundle(parts, pem, [], { schema }))).toEqual([
      'manifest.json: it is no manifest of varde',
    ])
    expect(problems(bundle(parts, pem, [], { schema: 'varde/bundle@1', redaction }))).toEqual([
      'manifest.json: it is no manifest of varde',
    ])
  })

  test.each([
    ['with any single bit changed', whole, 1],
    ['with a time stamp, with any single bit changed,', stamped, times(7, 1)],
    ['that is redacted, with any single bit changed,', redacted, times(7, 1)],
  ])('%s is refused', (_, whole, step) => {
    for (let at = 0; at < whole.length; at += step) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] as number) ^ (1 << (at & 7))
      if (problems(changed).length === 0) expect.fail(`a change of byte ${at} was not found`)
    }
  })

  test.each([
    ['', whole],
    [' of a stamped one', stamped],
    [' of a redacted one', redacted],
  ])('random edits, deletions, insertions and moves%s are all found', (_, whole) => {
    const below = random(7)
    let tried = 0
    for (let round = 0; round < edits; round++) {
      const from = below(whole.length)
      const length = 1 + below(60)
      const cut = whole.subarray(from, from + length)
      const rest = Buffer.concat([whole.subarray(0, from), whole.subarray(from + length)])
      const at = below(rest.length)
      const noise = Buffer.from(Array.from({ length }, () => below(256)))
      const edited = [
        (): Buffer => Buffer.concat([whole.subarray(0, from), noise, whole.subarray(from + length)]),
        (): Buffer => rest,
        (): Buffer => Buffer.concat([whole.subarray(0, from), noise, whole.subarray(from)]),
        (): Buffer => Buffer.concat([rest.subarray(0, at), cut, rest.subarray(at)]),
      ][round & 3]?.() as Buffer
      if (edited.equals(whole)) continue
      tried++
      if (problems(edited).length === 0) expect.fail(`round ${round} was not found`)
    }
    expect(tried).toBeGreaterThan(0.95 * edits)
  })

  test('put together anew without a part, in another order, or with another part is refused by name', () => {
    const files = filesOf(whole)
    const [manifest, signature, ...others] = files as [Part, Part, ...Part[]]
    expect(problems(archiveOf([manifest, signature, ...others.slice(1)]))).toContain(
      'case.yaml: it is missing',
    )
    expect(problems(archiveOf([manifest, signature, ...others.toReversed()]))).toContain(
      'bundle: the parts are not in the order of the manifest',
    )
    expect(problems(archiveOf([...files, { name: 'evidence/b.pcap', content: Buffer.from('x') }]))).toContain(
      'evidence/b.pcap: it is not in the manifest',
    )
    const swapped = others.map((part) =>
      part.name === 'case.yaml' ? { ...part, content: Buffer.from('name: "b case"\n') } : part,
    )
    expect(problems(archiveOf([manifest, signature, ...swapped]))).toEqual([
      'case.yaml: its SHA-256 is not that of the manifest',
    ])
  })

  test('whose maker signed what does not hold is refused by name', () => {
    const signedWith = (bytes: Buffer, change: (manifest: Manifest) => Manifest): string[] => {
      const [first, , ...others] = filesOf(bytes) as [Part, Part, ...Part[]]
      const changed = change(JSON.parse(first.content.toString()) as Manifest)
      const content = Buffer.from(`${canonicalJson(changed)}\n`)
      const signature = Buffer.from(`${canonicalJson(signManifest(content, pem))}\n`)
      return problems(
        archiveOf([{ ...first, content }, { name: 'signature.json', content: signature }, ...others]),
      )
    }
    expect(signedWith(whole, (manifest) => manifest)).toEqual([])
    expect(signedWith(whole, (manifest) => ({ ...manifest, merkleRoot: 'ab'.repeat(32) }))).toEqual([
      'manifest.json: the Merkle root does not follow from the parts',
    ])
    const longer = ({ parts: [first, ...others], ...manifest }: Manifest): Manifest => ({
      ...manifest,
      parts: first === undefined ? others : [{ ...first, bytes: first.bytes + 1 }, ...others],
    })
    expect(signedWith(whole, longer)).toEqual(['case.yaml: it has 15 bytes instead of 16'])
    const other = { ...commitments, content: Buffer.from('{}\n') }
    const kept = [...parts.slice(0, 2), ...parts.slice(3)]
    const schema = { schema: 'varde/redacted-bundle@1', redaction } as const
    for (const all of [kept, [...kept, other]])
      expect(problems(bundle(all, pem, [stamp], schema))).toEqual([
        'commitments.json: it holds no commitments, and the bundle is a redacted one',
      ])
  })

  /** A bundle with another manifest (or its very text), signed by the key that signed the whole one. */
  const signedManifest = (
    change: (manifest: Manifest) => object | string | Buffer,
    files = filesOf(whole),
  ): Buffer => {
    const [first, , ...others] = files as [Part, Part, ...Part[]]
    const changed = change(JSON.parse(first.content.toString()) as Manifest)
    const content = Buffer.isBuffer(changed)
      ? changed
      : Buffer.from(typeof changed === 'string' ? changed : `${canonicalJson(changed)}\n`)
    const signature = Buffer.from(`${canonicalJson(signManifest(content, pem))}\n`)
    return Buffer.from(
      archiveOf([{ ...first, content }, { name: 'signature.json', content: signature }, ...others]),
    )
  }

  test('whose manifest says one thing to one reader and another to the next is refused', () => {
    const form = 'manifest.json: it is not in its one form'
    const text = (change: (canonical: string) => string): string[] =>
      problems(signedManifest((manifest) => change(`${canonicalJson(manifest)}\n`)))
    expect(text((canonical) => canonical)).toEqual([])
    // Twice the same name: some readers take the first, some the last.
    expect(text((canonical) => canonical.replace('{', '{"operator":"Bob",'))).toEqual([form])
    expect(text((canonical) => canonical.replace('"Ada"', '"\\u0041da"'))).toEqual([form])
    expect(text((canonical) => canonical.replace('{', '{"a":1e999,'))).toEqual([form])
    expect(text((canonical) => canonical.replace('{', '{"a":10000000000000000001,'))).toEqual([form])
    expect(text((canonical) => canonical.trim())).toEqual([form])
    // Read as U+FFFD by some, and by others not at all.
    const asLatin1 = (manifest: Manifest): Buffer =>
      Buffer.from(`${canonicalJson({ ...manifest, operator: 'Ådå' })}\n`, 'latin1')
    expect(problems(signedManifest(asLatin1))).toEqual([form])
    // So is the ledger, whose hashes are over the text that was read.
    const ledger = ledgerOf([['init', { note: '\ufffd' }], scanned, bundled])
    const written = Buffer.from(ledger.content.toString().replace('\ufffd', '\xff'), 'latin1')
    const withLedger = (content: Buffer): string[] =>
      problems(bundle(parts.map((part) => (part.name === ledger.name ? { ...part, content } : part))))
    expect(withLedger(ledger.content)).toEqual([])
    expect(withLedger(written)).toEqual(['ledger.jsonl: it is no UTF-8'])
    expect(text((canonical) => `\ufeff${canonical}`)).toEqual(['manifest.json: it is no manifest of varde'])
  })

  test('whose manifest lacks what is shown of it is refused, not thrown at', () => {
    for (const name of ['case', 'operator', 'sealedAt', 'engine', 'host'])
      for (const value of [undefined, null, 7, {}])
        expect(problems(signedManifest((manifest) => ({ ...manifest, [name]: value })))).toContain(
          'manifest.json: it is no manifest of varde',
        )
    for (const sealedAt of ['whenever', '2026-02-31T25:61', '2026-02-31T10:00:00Z'])
      expect(problems(signedManifest((manifest) => ({ ...manifest, sealedAt })))).toContain(
        'manifest.json: it is no manifest of varde',
      )
    const captures = [7, null]
    const recipes = [{ result: 'results/1/scan.json', captures, profile: null, keys: [], events: [] }]
    expect(problems(signedManifest((manifest) => ({ ...manifest, recipes })))).toContain(
      'manifest.json: it is no manifest of varde',
    )
  })

  test('that names a part twice, with two digests, is refused', () => {
    const twice = ({ parts: stated, ...manifest }: Manifest): object => {
      const all = [...stated, { name: 'case.yaml', bytes: 1, sha256: 'ab'.repeat(32) }]
      // The last one counts for who looks the name up.
      const order = [all.at(-1), ...all.slice(0, -1)] as Manifest['parts']
      return { ...manifest, parts: order, merkleRoot: merkleRoot(order.map((part) => part.sha256)) }
    }
    expect(problems(signedManifest(twice))).toEqual(['manifest.json: it names a part twice'])
  })

  test.each(['../a', '/a', 'a/../b', 'a//b', 'a\\b', '.a', 'a/', 'a\nb', 'a\u202etxt', 'caf\u0065\u0301'])(
    'with a part whose name leads elsewhere or looks like another is refused: %j',
    (name) => {
      expect(problems(bundle([...parts, { name, content: Buffer.from('x') }]))).toContain(
        `${name}: its name is none that a bundle has`,
      )
    },
  )

  test('with a result that no recipe derives, or a capture that none uses, is refused', () => {
    const without = (change: Partial<Recipe>): string[] =>
      problems(
        signedManifest(({ recipes, ...manifest }) => ({
          ...manifest,
          recipes: recipes.map((recipe) => ({ ...recipe, ...change })),
        })),
      )
    expect(without({})).toEqual([])
    expect(problems(signedManifest((manifest) => ({ ...manifest, recipes: [] })))).toEqual([
      'evidence/a.pcap: no recipe uses it',
      'results/1/scan.json: no recipe says from what it is derived',
      'manifest.json: it has no result',
    ])
    expect(without({ captures: [] })).toEqual(['evidence/a.pcap: no recipe uses it'])
    expect(without({ result: 'results/2/scan.json' })).toContain(
      'results/1/scan.json: no recipe says from what it is derived',
    )
    expect(without({ result: 'scan.json' })).toContain(
      'results/1/scan.json: no recipe says from what it is derived',
    )
  })

  test.each([
    'invoice.exe',
    'Evidence/a.pcap',
    'results',
    'results/1/x/scan.json',
    'notes/CON',
    'commitments.json',
  ])('with a part that no bundle has is refused: %s', (name) => {
    expect(problems(bundle([...parts, { name, content: Buffer.from('x') }]))).toContain(
      `${name}: no bundle has such a part`,
    )
  })

  test('that is redacted, with a part that no redacted one has, is refused', () => {
    for (const name of ['evidence/a.pcap', 'results/1/findings.parquet', 'results/a/scan.json']) {
      const all = [...parts.slice(0, 2), result, commitments, { name, content: Buffer.from('x') }]
      expect(problems(bundle(all, pem, [], { schema: 'varde/redacted-bundle@1', redaction }))).toEqual([
        `${name}: no bundle has such a part`,
      ])
    }
  })

  test('with two parts that are one where the case of letters does not count is refused', () => {
    expect(problems(bundle([...parts, { ...result, name: 'results/1/Scan.json' }]))).toEqual([
      'manifest.json: names of parts differ in the case of their letters only',
      'results/1/Scan.json: the ledger does not say that it was derived',
    ])
  })

  test('whose results are not those that the ledger tells of is refused', () => {
    const table: Part = { name: 'results/1/findings.parquet', content: Buffer.from('PAR1') }
    const files = { 'scan.json': sha256(result.content), 'findings.parquet': sha256(table.content) }
    const found = (own: readonly Part[], acts: readonly Told[], init = {}): string[] =>
      problems(bundle([parts[0] as Part, ledgerOf([['init', init], ...acts]), parts[2] as Part, ...own]))
    const scan: Told = ['scan', { key: '1', files }]
    expect(found([result, table], [scan, bundled])).toEqual([])
    expect(found([result], [scan, bundled])).toEqual([
      `${table.name}: the ledger says that it was derived, and it is missing`,
    ])
    const forged = { ...table, content: Buffer.from('PAR2') }
    expect(found([result, forged], [scan, bundled])).toEqual([
      `${table.name}: it is not the one that the ledger says was derived`,
    ])
    // The ledger of an encrypted case has digests that only its key makes again.
    expect(found([result, forged], [scan, bundled], { keyFile: 'ab'.repeat(32) })).toEqual([])
    expect(found([result, table], [scanned, bundled])).toEqual([
      `${table.name}: the ledger does not say that it was derived`,
    ])
    expect(found([result, table], [scan])).toEqual([
      'ledger.jsonl: it does not say that results/1/scan.json was bundled',
    ])
    expect(found([result, table], [['scan', { key: '2', files }], bundled])).toEqual([
      'results/1/scan.json: the ledger does not say that it was derived',
    ])
    // The first form of the ledger names the digest of scan.json only.
    const first: Told = ['scan', { key: '1', result: sha256(result.content) }]
    expect(found([result, table], [first, bundled])).toEqual([])
    expect(found([{ ...result, content: Buffer.from('{}') }, table], [first, bundled])).toEqual([
      'results/1/scan.json: it is not the one that the ledger says was derived',
    ])
  })

  test('whose ledger or recipe has an object, an infinity or endless nesting for a text is refused, not thrown at', () => {
    const odd: readonly unknown[] = [{ toString: 1 }, null, 7, [[]]]
    const evidence = parts[2] as Part
    const found = (acts: readonly Told[], name = evidence.name): string[] =>
      problems(bundle([parts[0] as Part, ledgerOf(acts), { ...evidence, name }, result]))
    for (const key of odd)
      expect(found([['init', {}], ['scan', { ...scanned[1], key }], bundled])).toEqual([
        'results/1/scan.json: the ledger does not say that it was derived',
      ])
    const name = `evidence/${sha256(evidence.content)}.pcap`
    for (const digest of odd)
      expect(found([['init', {}], ['add', { digest }], scanned, bundled], name)).toContain(
        `${name}: the ledger does not say that it was put into the case`,
      )
    for (const profile of ['1e400', '['.repeat(20_000) + ']'.repeat(20_000)]) {
      const content = Buffer.from(
        `{"captures":["evidence/a.pcap"],"events":[],"keys":[],"profile":${profile}}`,
      )
      const recipe = { name: 'results/1/recipe.json', content }
      const files = { 'scan.json': sha256(result.content), 'recipe.json': sha256(content) }
      const ledger = ledgerOf([['init', {}], ['scan', { key: '1', files }], bundled])
      expect(problems(bundle([parts[0] as Part, ledger, evidence, recipe, result]))).toEqual([
        'results/1/recipe.json: it has other profile than the manifest',
      ])
    }
  })

  test('whose manifest says of case and inputs what stands otherwise beside it is refused', () => {
    expect(
      problems(signedManifest((manifest) => ({ ...manifest, case: { ...manifest.case, name: 'b' } }))),
    ).toEqual(['case.yaml: it has another name than the manifest'])
    const inputs = { captures: ['evidence/a.pcap'], profile: null, keys: [], events: [] }
    const beside = (written: object): string[] => {
      const recipe = { name: 'results/1/recipe.json', content: Buffer.from(canonicalJson(written)) }
      const files = { 'scan.json': sha256(result.content), 'recipe.json': sha256(recipe.content) }
      const ledger = ledgerOf([['init', {}], ['scan', { key: '1', files }], bundled])
      return problems(bundle([parts[0] as Part, ledger, parts[2] as Part, result, recipe]))
    }
    expect(beside({ ...inputs, settings: {} })).toEqual([])
    expect(beside({ ...inputs, captures: ['evidence/b.pcap'], leftOut: ['evidence/a.pcap'] })).toEqual([
      'results/1/recipe.json: it has other captures than the manifest',
      'results/1/recipe.json: it has other leftOut than the manifest',
    ])
    expect(beside([])).toHaveLength(3)
  })

  test('whose profile the ledger does not know, or knows otherwise, is refused', () => {
    const content = Buffer.from('name: phone\n')
    const [digest, other] = [sha256(content), 'ab'.repeat(32)]
    const found = (name: string, init: object, ...acts: readonly Told[]): string[] => {
      const ledger = ledgerOf([['init', { ...init }], ...acts, scanned, bundled])
      const files = [parts[0] as Part, ledger, parts[2] as Part, { name, content }, result]
      const recipes = recipesOf(files).map((recipe) => ({ ...recipe, profile: name }))
      const whole = bundle(files)
      return problems(signedManifest((manifest) => ({ ...manifest, recipes }), filesOf(whole)))
    }
    const name = `profile/${digest}.yaml`
    const add = (details: object): Told => ['add', { digest, kind: 'profile', ...details }]
    const untold = 'the ledger does not say that it was put into the case'
    expect(found(name, {}, add({ bytes: content.length }))).toEqual([])
    expect(found(name, {})).toEqual([`${name}: ${untold}`])
    expect(found(name, {}, add({ digest: other }))).toEqual([`${name}: ${untold}`])
    expect(found(name, {}, add({ kind: 'events' }))).toEqual([`${name}: ${untold}`])
    expect(found(name, {}, add({ bytes: 7 }))).toEqual([`${name}: it has 12 bytes, and the ledger says 7`])
    const named = `profile/${other}.yaml`
    expect(found(named, {}, add({ digest: other }))).toEqual([
      `${named}: its name is the SHA-256 of something else`,
    ])
    // Digests of an encrypted case only its key makes again.
    expect(found(named, { keyFile: other }, add({ digest: other }))).toEqual([])
  })

  test('whose ledger tells of acts in an order that can not be is refused', () => {
    const found = (...acts: readonly Told[]): string[] =>
      problems(bundle([parts[0] as Part, ledgerOf(acts), ...parts.slice(2)]))
    expect(found(['init', {}], bundled, scanned)).toEqual([
      'ledger.jsonl: the ledger tells in #2 that results/1 was bundled, before it was derived',
    ])
    expect(found(scanned, bundled)).toEqual([
      'ledger.jsonl: the ledger does not begin with the making of the case',
    ])
    const twice = (manifest: Manifest): object => ({
      ...manifest,
      recipes: [...manifest.recipes, ...manifest.recipes],
    })
    expect(problems(signedManifest(twice))).toEqual(['manifest.json: it names two recipes of one result'])
  })

  test('whose ledger tells of another case is refused: other captures, or another key', () => {
    const content = Buffer.from('a capture')
    const capture = { name: `evidence/${sha256(content)}.pcap`, content }
    const ledger = (signingKey: string | undefined, ...added: string[]): Part =>
      ledgerOf([
        ['init', { signingKey }],
        ...added.map((digest): Told => ['add', { digest, kind: 'evidence' }]),
        scanned,
        bundled,
      ])
    const own = checkBundle(sourceOf(whole)).signature?.fingerprint
    const found = (log: Part, captured = capture): string[] =>
      problems(bundle([parts[0] as Part, log, captured, parts[3] as Part]))
    const other = 'cd'.repeat(32)
    expect(found(ledger(own, sha256(content)))).toEqual([])
    expect(found(ledger(undefined, sha256(content)))).toEqual([])
    expect(found(ledger(other, sha256(content)))).toEqual([
      'ledger.jsonl: the key of the case is not the one that signed',
    ])
    expect(found(ledger(own))).toEqual([
      `${capture.name}: the ledger does not say that it was put into the case`,
    ])
    expect(found(ledger(own, sha256(content), other))).toEqual([
      `ledger.jsonl: evidence/${other} was put into the case, and results/1/scan.json does not say what became of it`,
    ])
    expect(found(ledger(own, other), { name: `evidence/${other}.pcap`, content })).toEqual([
      `evidence/${other}.pcap: its name is the SHA-256 of something else`,
    ])
    expect(found({ name: 'ledger.jsonl', content: Buffer.alloc(0) })).toContain(
      'ledger.jsonl: it has no record',
    )
  })

  test('whose slices are not of captures of the case, or under the name of another, is refused', () => {
    const content = Buffer.from('a slice')
    const original = 'ab'.repeat(32)
    const log = (digest: string): Part => ledgerOf([['init', {}], ['add', { digest }], scanned, bundled])
    const found = (name: string, added: string, isNamed = true): string[] => {
      const files = filesOf(
        bundle([parts[0] as Part, log(added), { name, content }, { name: 'slices/evidence.txt', content }]),
      )
      const slice = {
        part: name,
        capture: 0,
        original: { sha256: original, bytes: 1, packets: 1 },
        frames: '1',
      }
      const recipes = [
        {
          result: 'results/1/scan.json',
          captures: [name],
          profile: null,
          keys: [],
          events: [],
          slices: isNamed ? [slice] : [],
        },
      ]
      return problems(signedManifest((manifest) => ({ ...manifest, recipes }), files))
    }
    const name = `slices/${original}.pcapng`
    expect(found(name, original)).toEqual([])
    expect(found(name, original, false)).toEqual(['results/1/scan.json: its recipe names no slice'])
    expect(found(name, 'cd'.repeat(32))).toEqual([
      `${name}: the ledger does not say that its original was put into the case`,
    ])
    expect(found(`slices/${'cd'.repeat(32)}.pcapng`, original)).toEqual([
      `slices/${'cd'.repeat(32)}.pcapng: its name is the SHA-256 of another original`,
    ])
  })

  test('whose slices are of a recording that the case does not know is refused', () => {
    const content = Buffer.from('a slice')
    const files = ['ab', 'cd'].map((byte) => byte.repeat(32))
    const [digest = ''] = files
    const original = { sha256: 'ef'.repeat(32), bytes: 1, packets: 1, files }
    const name = `slices/${original.sha256}.pcapng`
    const adds = files.map((one): Told => ['add', { digest: one }])
    const found = (told: readonly Told[], more: object = {}): string[] => {
      const log = ledgerOf([['init', {}], ...told, scanned, bundled])
      const own = filesOf(
        bundle([parts[0] as Part, log, { name, content }, { name: 'slices/evidence.txt', content }]),
      )
      const slices = [{ part: name, capture: 0, original, frames: '1' }]
      const result = 'results/1/scan.json'
      const recipe = { result, captures: [name], profile: null, keys: [], events: [], slices, ...more }
      return problems(signedManifest((manifest) => ({ ...manifest, recipes: [recipe] }), own))
    }
    const join: Told = ['join', { digests: files.toReversed() }]
    expect(found([...adds, join])).toEqual([])
    expect(found(adds)).toEqual([
      `${name}: the ledger does not say that the files of its original are one recording`,
    ])
    expect(found([['add', { digest }]])).toEqual([
      `${name}: the ledger does not say that its original was put into the case`,
    ])
    expect(found([...adds, join], { recordings: [[name, name]] })).toEqual([
      'results/1/scan.json: its recipe names recordings among slices',
    ])
  })

  test('without the time stamp that was asked for, or with one that was not, is refused', () => {
    expect(problems(stamped)).toEqual([])
    const without = filesOf(stamped).filter(({ name }) => name !== stamp.name)
    expect(problems(archiveOf(without))).toContain('timestamp.tsr: it is missing')
    const [manifest, signature, ...others] = filesOf(whole) as [Part, Part, ...Part[]]
    expect(problems(archiveOf([manifest, signature, stamp, ...others]))).toContain(
      'timestamp.tsr: it is not in the manifest',
    )
  })

  test('with another manifest under the old signature is refused; signed anew, it has another key', () => {
    const other = bundle(parts.slice(0, 3))
    const [manifest] = filesOf(other) as [Part]
    const [, signature] = filesOf(whole) as [Part, Part]
    const mixed = archiveOf([manifest, signature, ...parts.slice(0, 3)])
    expect(problems(mixed)).toContain('signature.json: the signature is not over this manifest')
    const stranger = generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    const resigned = checkBundle(sourceOf(bundle(parts, stranger)))
    expect(resigned.discrepancies).toEqual([])
    expect(resigned.signature?.fingerprint).not.toBe(checkBundle(sourceOf(whole)).signature?.fingerprint)
  })

  test('that is something else altogether is refused, not thrown at', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('PK'), Buffer.alloc(5_000, 0x50), whole.subarray(40)])
      expect(problems(bytes)).not.toEqual([])
    expect(problems(archiveOf([{ name: 'manifest.json', content: Buffer.from('{}') }]))).not.toEqual([])
    const [manifest] = filesOf(whole) as [Part]
    const long = { algorithm: 'Ed25519', fingerprint: '', publicKey: '', signature: 'A'.repeat(1_000_000) }
    for (const signature of [long, { ...long, publicKey: long.signature }])
      expect(
        problems(
          archiveOf([manifest, { name: 'signature.json', content: Buffer.from(JSON.stringify(signature)) }]),
        ),
      ).toContain('signature.json: the public key cannot be read')
    expect(
      problems(
        archiveOf([
          { name: 'manifest.json', content: Buffer.from('[]') },
          { name: 'signature.json', content: Buffer.from('{"algorithm":"Ed25519"') },
        ]),
      ),
    ).toEqual(expect.arrayContaining(['manifest.json: it is no manifest of varde']))
  })
})

describe('of settings', () => {
  const settings = { limits: 'ab'.repeat(32), eventsZone: null, clockOffset: null }
  const stating = (changed: object): string[] =>
    problems(
      bundle(parts, pem, [], {
        schema: 'varde/bundle@1',
        settings: { ...settings, ...changed } as NonNullable<Manifest['settings']>,
      }),
    )

  test('those that varde states hold', () => {
    expect(stating({})).toEqual([])
  })

  test.each<[changed: object, line: string]>([
    [{ limits: 'many' }, 'manifest.json: its settings have no digest of limits'],
    [
      { eventsZone: '+01:00' },
      'manifest.json: its settings state eventsZone, with which no result of a case is derived',
    ],
    [
      { clockOffset: '60' },
      'manifest.json: its settings state clockOffset, with which no result of a case is derived',
    ],
    [{ limits: 7 }, 'manifest.json: it is no manifest of varde'],
  ])('%j is named', (changed, line) => {
    expect(stating(changed)).toContain(line)
  })

  test('data sets that the recipe of a result does not have are named', () => {
    const recipe = { captures: ['evidence/a.pcap'], profile: null, keys: [], events: [] }
    const withData = (data: readonly string[]): string[] => {
      const own: Part = {
        name: 'results/1/recipe.json',
        content: Buffer.from(`${canonicalJson({ ...recipe, settings: { data, tables: '1' } })}\n`),
      }
      const files = { 'scan.json': sha256(result.content), 'recipe.json': sha256(own.content) }
      const ledger = ledgerOf([['init', {}], ['scan', { key: '1', files }], bundled])
      return problems(bundle([parts[0] as Part, ledger, ...parts.slice(2), own]))
    }
    expect(withData([])).toEqual([])
    expect(withData(['networks 2026-01-01'])).toEqual([
      'results/1/recipe.json: it has other data sets than the manifest',
    ])
  })
})
