/** Bundles for tests, with any content, signed by a key of their own. */
import { generateKeyPairSync } from 'node:crypto'
import { archiveOf, readArchive } from '../../src/case/bundle/archive.ts'
import { canonicalJson } from '../../src/case/canonical-json.ts'
import { sha256 } from '../../src/case/digest.ts'
import { ledgerLine, nextRecord } from '../../src/case/ledger.ts'
import type { CustodyRecord } from '../../src/case/ledger.ts'
import type { Recipe } from '../../src/case/manifest.ts'
import { readAtOnce } from '../../src/case/bundle/reading.ts'
import type { ArchiveSource } from '../../src/case/bundle/reading.ts'
import { manifestBytes, signManifest } from '../../src/case/sign-manifest.ts'

export interface BundleFile {
  readonly name: string
  readonly content: Uint8Array
}

export function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A result in which nothing was found, as a part. */
export const emptyResult: BundleFile = {
  name: 'results/a/scan.json',
  content: Buffer.from('{"schema":"varde/scan@1","findings":[]}\n'),
}

/** A ledger, as a part: it tells of a case, and of results (each of one file) that were derived and bundled. */
export function ledgerOf(
  by: string,
  details: Readonly<Record<string, unknown>> = {},
  results: readonly BundleFile[] = [emptyResult],
): BundleFile {
  const told = results.flatMap(({ name, content }) => {
    const key = name.split('/')[1] ?? ''
    return [
      { act: 'scan', details: { key, files: { 'scan.json': sha256(content) } } },
      { act: 'bundle', details: { result: key } },
    ]
  })
  let last: CustodyRecord | null = null
  let text = ''
  for (const one of [{ act: 'init', details }, ...told]) {
    last = nextRecord(last, { at: '2026-01-01T00:00:00Z', by, version: '0', ...one })
    text += ledgerLine(last)
  }
  return { name: 'ledger.jsonl', content: Buffer.from(text) }
}

/** A bundle of parts. `text`: what stands in the fields that people write. */
export function bundleOf(parts: readonly BundleFile[], key: string, text = 'a case'): Buffer {
  const manifest = manifestBytes({
    schema: 'varde/bundle@1',
    case: { name: text, device: text, timeZone: 'UTC' },
    sealedAt: '2026-01-01T00:00:00Z',
    operator: text,
    engine: { version: '0', data: [text] },
    host: { system: text, runtime: text },
    parts: parts.map(({ name, content }) => ({ name, bytes: content.length, sha256: sha256(content) })),
    recipes: recipesOf(parts),
  })
  const signature = Buffer.from(`${canonicalJson(signManifest(manifest, key))}\n`)
  return Buffer.from(
    archiveOf([
      { name: 'manifest.json', content: manifest },
      { name: 'signature.json', content: signature },
      ...parts,
    ]),
  )
}

/** Each result from all that is there. */
function recipesOf(parts: readonly BundleFile[]): Recipe[] {
  const namesIn = (folder: string): string[] =>
    parts.map(({ name }) => name).filter((name) => name.startsWith(`${folder}/`))
  return namesIn('results')
    .filter((name) => name.endsWith('/scan.json'))
    .map((result) => ({
      result,
      captures: [...namesIn('evidence'), ...namesIn('slices')],
      profile: namesIn('profile')[0] ?? null,
      keys: namesIn('keys'),
      events: namesIn('events'),
    }))
}

export function sourceOf(bytes: Uint8Array): ArchiveSource {
  return {
    size: bytes.length,
    read: (offset, length) => Buffer.from(bytes.subarray(Math.max(0, offset), Math.max(0, offset) + length)),
  }
}

/** The files of an archive, to put together in another way. */
export function filesOf(bytes: Uint8Array): BundleFile[] {
  return readAtOnce(readArchive(bytes.length), sourceOf(bytes)).members.map(
    ({ name, start, bytes: length }) => ({ name, content: bytes.subarray(start, start + length) }),
  )
}
