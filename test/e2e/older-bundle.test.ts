/** Bundles that another build of varde made: it found otherwise in the same packets, and nothing was changed since. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveOf } from '../../src/case/bundle/archive.ts'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import { sha256 } from '../../src/case/digest.ts'
import { ledgerLine, nextRecord, readLedger } from '../../src/case/ledger.ts'
import type { CustodyRecord } from '../../src/case/ledger.ts'
import { ledgerName, manifestName } from '../../src/case/manifest.ts'
import type { Manifest } from '../../src/case/manifest.ts'
import { manifestBytes, signManifest } from '../../src/case/sign-manifest.ts'
import { filesOf } from '../support/make-bundle.ts'
import { shortProfile, shortSample } from '../support/short-sample.ts'
import { varde } from './run-varde.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-older-bundle-'))
const at = (name: string): string => join(folder, name)
const nokia = at('nokia')

beforeAll(async () => {
  writeFileSync(at('nokia.pcapng'), shortSample())
  writeFileSync(at('profile.yaml'), shortProfile)
  for (const args of [
    ['init', nokia, '--name', 'Nokia 7 Plus'],
    ['add', nokia, at('nokia.pcapng')],
    ['add', nokia, at('profile.yaml'), '--as', 'profile'],
    ['bundle', nokia, '-o', at('now.varde')],
  ])
    expect((await varde(['case', ...args])).code).toBe(0)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** The bundle as another build would have made it, with a severity that it told otherwise, signed with the case's key. */
function writeBundleBy(made: Partial<Pick<Manifest, 'engine' | 'settings'>>, name: string): string {
  const files = filesOf(readFileSync(at('now.varde')))
  const contents = new Map(files.map(({ name: part, content }) => [part, Buffer.from(content)]))
  const result = files.find(({ name: part }) => part.endsWith('/scan.json'))
  if (result === undefined) throw new Error('the bundle has no result')
  contents.set(
    result.name,
    Buffer.from(Buffer.from(result.content).toString().replace('"critical"', '"high"')),
  )
  const recipe = result.name.replace('scan.json', 'recipe.json')
  const data = made.engine?.data
  if (data !== undefined) {
    const told = JSON.parse((contents.get(recipe) ?? '').toString()) as { readonly settings: object }
    contents.set(recipe, Buffer.from(`${canonicalJson({ ...told, settings: { ...told.settings, data } })}\n`))
  }
  let last: CustodyRecord | null = null
  let ledger = ''
  for (const record of readLedger((contents.get(ledgerName) ?? '').toString()).records) {
    const { sequence: _, previous: _previous, hash: _hash, details, ...rest } = record
    const changed =
      rest.act === 'scan'
        ? {
            ...details,
            files: Object.fromEntries(
              Object.keys(details['files'] as object).map((file) => [
                file,
                sha256(contents.get(result.name.replace('scan.json', file)) ?? Buffer.alloc(0)),
              ]),
            ),
          }
        : details
    last = nextRecord(last, { ...rest, details: changed })
    ledger += ledgerLine(last)
  }
  contents.set(ledgerName, Buffer.from(ledger))
  const { merkleRoot: _root, ...manifest } = JSON.parse(
    (contents.get(manifestName) ?? '').toString(),
  ) as Manifest
  const bytes = manifestBytes({
    ...manifest,
    ...made,
    parts: manifest.parts.map((part) => {
      const content = contents.get(part.name) ?? Buffer.alloc(0)
      return { ...part, bytes: content.length, sha256: sha256(content) }
    }),
  })
  const key = readFileSync(join(nokia, 'keys/signing.pem'), 'utf8')
  contents.set(manifestName, Buffer.from(bytes))
  contents.set('signature.json', Buffer.from(`${canonicalJson(signManifest(bytes, key))}\n`))
  writeFileSync(
    at(name),
    archiveOf([...contents].map(([part, content]) => ({ name: part, content: Uint8Array.from(content) }))),
  )
  return at(name)
}

function madeNow(): Pick<Manifest, 'engine' | 'settings'> {
  const file = filesOf(readFileSync(at('now.varde'))).find(({ name }) => name === manifestName)
  const { engine, settings } = JSON.parse(Buffer.from(file?.content ?? []).toString()) as Manifest
  return settings === undefined ? { engine } : { engine, settings }
}

describe('varde verify of a bundle whose results do not come out again', () => {
  test.each([
    [
      'an older version',
      (): Partial<Manifest> => ({ engine: { ...madeNow().engine, version: '0.0.9' } }),
      'varde 0.0.9 made them, and this is 0.1.0',
    ],
    [
      'a build with other limits',
      (): Partial<Manifest> => ({
        settings: { limits: 'a'.repeat(64), eventsZone: null, clockOffset: null },
      }),
      'another build of varde 0.1.0 made them, with other limits',
    ],
    [
      'a build with other data',
      (): Partial<Manifest> => ({
        engine: { ...madeNow().engine, data: ['an older data set 2020-01-01'] },
      }),
      'another build of varde 0.1.0 made them, with other data sets',
    ],
  ])('says that %s made them, and what that shows', async (_, made, told) => {
    const path = writeBundleBy(made(), 'older.varde')
    const { stdout, stderr, code } = await varde(['verify', path])
    expect(stderr).toBe('')
    expect(stdout).toContain('✓ every byte, the order of the parts')
    const lines = stdout.replaceAll(/\s+/g, ' ')
    expect(lines).toContain(
      `its results are not what this build derives: ${told}. Builds find otherwise in the same packets: that alone shows no change, and rules none out.`,
    )
    expect(lines).toContain(`varde report ${path} reads its captures anew`)
    expect(stdout).toMatch(/\n✗ results\/[^ ]+\/scan\.json \$\.verdict\.severity: recorded "high"/)
    expect(stdout).not.toContain('program was changed')
    expect(code).toBe(1)
  })

  test('says nothing of other builds where this one made them', async () => {
    const { stdout, code } = await varde(['verify', writeBundleBy({}, 'changed.varde')])
    expect(stdout).toMatch(/\n✗ results\/[^ ]+\/scan\.json \$\.verdict\.severity: recorded "high"/)
    expect(stdout).not.toContain('build')
    expect(code).toBe(1)
  })

  test('says so of the original of a redacted bundle, and of who redacted it', async () => {
    const older = writeBundleBy({ engine: { ...madeNow().engine, version: '0.0.9' } }, 'older.varde')
    const key = join(nokia, 'keys/signing.pem')
    const redacted = await varde(['case', 'redact', older, '-o', at('red.varde'), '--key', key])
    expect(redacted).toMatchObject({ code: 0, stderr: '' })
    const { stdout, code } = await varde(['verify', at('red.varde'), '--original', older])
    const lines = stdout.replaceAll(/\s+/g, ' ')
    expect(lines).toContain('✓ redacting the original again gives every part of it, byte for byte')
    expect(lines).toContain('its results are not what this build derives: varde 0.0.9 made them')
    expect(stdout).toMatch(/\n✗ results\/[^ ]+\/scan\.json \$\.verdict\.severity: recorded "high"/)
    expect(code).toBe(1)
  })
})
