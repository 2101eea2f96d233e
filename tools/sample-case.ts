/**
 * `npm run samples:case`: makes the finished case of the founding story again, samples/nokia-7-plus.case.zip, from the
 * recorded sample. The same sources give the same bytes: the clock is set, and the key is made of a sentence. It signs
 * this sample and nothing else: everyone has it.
 */
import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { zipFile } from '../test/support/zip-file.ts'
import { initCase } from '../src/case/folder/init-case.ts'
import { addEvidence } from '../src/case/folder/case-items.ts'
import type { Acting } from '../src/case/folder/custody.ts'
import { sealCase } from '../src/case/seal.ts'
import { scanCase } from '../src/cli/case/scan-case.ts'
import { version } from '../src/cli/version.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const samples = join(root, 'samples')
const zipName = 'nokia-7-plus.case.zip'

/** What stands before the 32 bytes of an Ed25519 key in PKCS 8. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

function sampleKey(): string {
  const seed = createHash('sha256').update('varde: the key of a sample, which everyone has').digest()
  const der = Buffer.concat([pkcs8Head, seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

/** Ada acts once a minute, on the evening after the capture ended. */
function acting(): (command: string) => Acting {
  let minute = 0
  return (command) => ({
    by: 'Ada',
    version,
    command,
    now: () => new Date(Date.parse('2019-02-12T18:00:00Z') + minute++ * 60_000).toISOString(),
  })
}

/** What a command of varde writes about a case that it is told by its name alone, as whoever is in the folder where it lies. */
export type Written = (
  place: string,
  command: string,
  name: string,
  options: readonly string[],
) => Promise<Uint8Array>

/** By a program of its own each. */
function byProgram(
  place: string,
  command: string,
  name: string,
  options: readonly string[],
): Promise<Uint8Array> {
  const program = join(root, 'src/cli/varde.ts')
  const text = execFileSync(process.execPath, [program, command, name, ...options], {
    cwd: place,
    maxBuffer: 1e8,
  })
  return Promise.resolve(text)
}

/** Makes the case in a new folder; `written` makes its documents. */
export async function makeSampleCase(folder: string, written: Written = byProgram): Promise<void> {
  const by = acting()
  const name = join(samples, 'nokia-7-plus')
  const files = initCase(
    folder,
    { name: 'Nokia 7 Plus, February 2019', device: 'Nokia 7 Plus (emulated)', timeZone: 'Europe/Oslo' },
    by('varde case init <folder> --name … --device … --time-zone …'),
    null,
    undefined,
    sampleKey(),
  )
  const work = mkdtempSync(join(tmpdir(), 'varde-sample-'))
  try {
    // As the access point kept it: varde reads it as it is, and it is half as large.
    const capture = join(work, 'nokia-7-plus.pcapng.gz')
    writeFileSync(capture, gzipSync(readFileSync(`${name}.pcapng`), { level: 9 }))
    const add = by('varde case add <folder> <file> --by …')
    addEvidence(files, capture, add)
    addEvidence(files, `${name}.profile.yaml`, add, 'profile')
    addEvidence(files, `${name}.events.ndjson`, by('varde case events <folder> <file> --by …'), 'events')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  await scanCase(files, by('varde case scan <folder> --by …'))
  const legal = [
    '--user-country',
    'NO',
    '--maker-country',
    'FI',
    '--maker',
    'HMD Global Oy',
    '--today',
    '2019-03-01',
  ]
  // By its name alone: where it was made is nobody's business.
  const [place, called] = [dirname(folder), basename(folder)]
  const documents: [string, string, string[]][] = [
    ['report.html', 'report', []],
    ['law.txt', 'assess', legal],
    ['summary.en.html', 'letter', ['--kind', 'summary', ...legal]],
    ['complaint.nb.html', 'letter', ['--kind', 'complaint', '--language', 'nb', ...legal]],
    ['complaint.en.html', 'letter', ['--kind', 'complaint', ...legal]],
  ]
  for (const [file, command, options] of documents)
    files.write(`reports/${file}`, await written(place, command, called, options))
  sealCase(files, by('varde case seal <folder> --by …'))
}

/** A folder as a zip archive that is the same whenever and wherever it is made. */
export function zipOf(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
  return zipFile(names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })))
}

if (import.meta.main) {
  const work = mkdtempSync(join(tmpdir(), 'varde-sample-case-'))
  try {
    const folder = join(work, 'nokia-7-plus.case')
    await makeSampleCase(folder)
    const path = join(samples, zipName)
    const bytes = zipOf(folder)
    writeFileSync(`${path}.new`, bytes)
    renameSync(`${path}.new`, path)
    process.stdout.write(`${zipName}: ${bytes.length} bytes\n`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
