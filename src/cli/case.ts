import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { arch, platform, release, userInfo } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Command } from 'commander'
import { directoryOf, archiveBytesMax, localHeader } from '../case/archive.ts'
import type { ArchiveMember } from '../case/archive.ts'
import { canonicalJson } from '../case/canonical-json.ts'
import {
  addEvidence,
  caseProblems,
  initCase,
  itemsOf,
  keepResult,
  record,
  recordsOf,
  requireCase,
  resultsOf,
  sweepUnfinished,
} from '../case/case-folder.ts'
import type { Acting, CaseFacts } from '../case/case-folder.ts'
import { sha256 } from '../case/digest.ts'
import { ledgerName, manifestBytes, manifestName, signatureName, signManifest } from '../case/manifest.ts'
import type { BundlePart, Recipe } from '../case/manifest.ts'
import { FaultError, InputError } from '../core/errors.ts'
import { scanDocument } from '../report/json.ts'
import { printable } from '../report/printable.ts'
import { evidenceLines } from '../report/evidence-lines.ts'
import { eventsReader } from './event-options.ts'
import { writeAll } from './output.ts'
import { scanFiles } from './scan-files.ts'
import { version } from './version.ts'

interface WhoFlags {
  readonly by?: string
}

const copyBytes = 1_048_576

/** Adds `varde case`: a folder that keeps evidence, results and the record of every act. */
export function addCase(program: Command, setExit: (code: number) => void): void {
  const group = program
    .command('case')
    .description(
      'Keep evidence, results and a record of every act in a folder, and bundle them to be checked by others.',
    )
  group
    .command('init')
    .description('Make a case folder with a signing key of its own.')
    .argument('<folder>')
    .requiredOption('--name <text>', 'what the case is about')
    .option('--device <text>', 'the phone', '')
    .option('--time-zone <zone>', 'time zone of the people concerned', 'UTC')
    .option('--by <name>', 'who acts (default: the user of this machine)')
    .action(async (folder: string, flags: WhoFlags & { name: string; device: string; timeZone: string }) => {
      initCase(folder, { name: flags.name, device: flags.device, timeZone: flags.timeZone }, actingBy(flags))
      await say(`made ${folder}; its signing key is keys/signing.pem: keep it to yourself.`)
    })
  group
    .command('add')
    .description('Copy files into the case, under their SHA-256.')
    .argument('<folder>')
    .argument('<file...>')
    .option('--as <kind>', 'evidence (captures), events, profile or keys', 'evidence')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, files: string[], flags: WhoFlags & { as: string }) => {
      open(folder)
      const kind = (['evidence', 'events', 'profile', 'keys'] as const).find((name) => name === flags.as)
      if (kind === undefined)
        throw new InputError(`--as ${flags.as}: give evidence, events, profile or keys.`)
      for (const file of files) {
        const item = addEvidence(folder, file, actingBy(flags), kind)
        await say(`${item.isNew ? 'added' : 'known'} ${item.path} (${basename(file)}, ${item.bytes} bytes)`)
      }
    })
  group
    .command('scan')
    .description(
      'Scan all evidence of the case; what was scanned before with this version and settings is left.',
    )
    .argument('<folder>')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, flags: WhoFlags) => {
      open(folder)
      const { key, isNew, findings } = await scanCase(folder, actingBy(flags))
      await say(
        isNew
          ? `scanned: results/${key}, ${findings} ${findings === 1 ? 'finding' : 'findings'}`
          : `nothing to do: results/${key} is there`,
      )
    })
  group
    .command('show')
    .description('List what is in the case, and every act on it.')
    .argument('<folder>')
    .action(async (folder: string) => {
      open(folder)
      const lines = [`case ${factsOf(folder).name}`]
      for (const kind of ['evidence', 'events', 'profile', 'keys'] as const)
        for (const item of itemsOf(folder, kind)) lines.push(`  ${item.path}  ${item.bytes} bytes`)
      for (const result of resultsOf(folder)) lines.push(`  ${result.path}`)
      for (const { sequence, at, act, by } of recordsOf(folder))
        lines.push(`  #${sequence} ${at} ${act} by ${by}`)
      await say(lines.join('\n'))
    })
  group
    .command('verify')
    .description('Check the folder: digests of the evidence, and the chain of the ledger.')
    .argument('<folder>')
    .action(async (folder: string) => {
      open(folder)
      const problems = caseProblems(folder)
      await say(
        problems.length === 0 ? 'the case holds' : problems.map((problem) => `✗ ${problem}`).join('\n'),
      )
      if (problems.length > 0) setExit(1)
    })
  group
    .command('bundle')
    .description(
      'Write one signed file with evidence, results and ledger, that anyone can check with varde verify.',
    )
    .argument('<folder>')
    .requiredOption('-o, --output <file>', 'the bundle to write')
    .option('--by <name>', 'who acts')
    .action(async (folder: string, flags: WhoFlags & { output: string }) => {
      open(folder)
      const fingerprint = await bundleCase(folder, flags.output, actingBy(flags))
      await say(`wrote ${flags.output}, signed by the key ${fingerprint}`)
    })
}

function open(folder: string): void {
  requireCase(folder)
  sweepUnfinished(folder)
}

function actingBy(flags: WhoFlags): Acting {
  return { by: flags.by ?? userInfo().username, version, now: () => new Date().toISOString() }
}

function say(text: string): Promise<void> {
  return writeAll(process.stdout, `${text.split('\n').map(printable).join('\n')}\n`)
}

function factsOf(folder: string): CaseFacts {
  const text = readFileSync(join(folder, 'case.yaml'), 'utf8')
  const field = (name: string): string => {
    const line = new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '""'
    return line.startsWith('"') ? (JSON.parse(line) as string) : line
  }
  return { name: field('name'), device: field('device'), timeZone: field('timeZone') }
}

/** The case's files as the options of a scan. */
function inputsOf(folder: string): Omit<Recipe, 'result'> {
  const captures = itemsOf(folder, 'evidence').map(({ path }) => path)
  if (captures.length === 0) throw new InputError(`${folder} has no evidence: varde case add ${folder} FILE.`)
  const profiles = itemsOf(folder, 'profile').map(({ path }) => path)
  if (profiles.length > 1)
    throw new InputError(`${folder} has ${profiles.length} profiles: a case is about one phone.`)
  const pathsOf = (kind: 'keys' | 'events'): string[] => itemsOf(folder, kind).map(({ path }) => path)
  return { captures, profile: profiles[0] ?? null, keys: pathsOf('keys'), events: pathsOf('events') }
}

async function scanCase(
  folder: string,
  acting: Acting,
): Promise<{ key: string; isNew: boolean; findings: number }> {
  const inputs = inputsOf(folder)
  const key = `${sha256(canonicalJson(inputs)).slice(0, 16)}-${version}`
  if (resultsOf(folder).some((result) => result.key === key)) return { key, isNew: false, findings: 0 }
  const { text, findings, lines } = await deriveResult(folder, inputs)
  keepResult(
    folder,
    key,
    { 'scan.json': text, 'recipe.json': `${canonicalJson(inputs)}\n`, 'evidence.txt': lines },
    { evidence: inputs.captures, result: sha256(text) },
    acting,
  )
  return { key, isNew: true, findings }
}

/** Scans evidence by its names in `folder`, and gives the document with these names in it. */
export async function deriveResult(
  folder: string,
  inputs: Omit<Recipe, 'result'>,
): Promise<{ text: string; findings: number; lines: string }> {
  const at = (path: string): string => join(resolve(folder), path)
  const events = inputs.events.length === 0 ? {} : { events: await eventsReader(inputs.events.map(at), {}) }
  const result = await scanFiles(
    inputs.captures.map(at),
    {
      keys: inputs.keys.map(at),
      ...(inputs.profile === null ? {} : { profile: at(inputs.profile) }),
    },
    true,
    events,
  )
  const document = scanDocument(result, true)
  const captures = document['captures'] as Record<string, unknown>[]
  captures.forEach((capture, index) => {
    capture['path'] = inputs.captures[index]
  })
  return {
    text: `${JSON.stringify(document, null, 2)}\n`,
    findings: result.findings.length,
    lines: evidenceLines(result, inputs.captures),
  }
}

async function bundleCase(folder: string, output: string, acting: Acting): Promise<string> {
  if (existsSync(output)) throw new InputError(`${output} is there already: a bundle is never written over.`)
  const { key } = await scanCase(folder, acting)
  const inputs = inputsOf(folder)
  record(folder, 'bundle', { output: basename(output), result: key }, acting)
  const names = [
    'case.yaml',
    ledgerName,
    ...inputs.captures,
    ...(inputs.profile === null ? [] : [inputs.profile]),
    ...inputs.keys,
    ...inputs.events,
    ...['scan.json', 'recipe.json', 'evidence.txt'].map((name) => `results/${key}/${name}`),
  ]
  const parts: (BundlePart & { readonly crc: number })[] = names.map((name) => partOf(folder, name))
  const data = JSON.parse(readFileSync(join(folder, `results/${key}/scan.json`), 'utf8')) as {
    dataSets?: { name: string; builtOn: string }[]
  }
  const recipe: Recipe = { result: `results/${key}/scan.json`, ...inputs }
  const manifest = manifestBytes({
    schema: 'varde/bundle@1',
    case: factsOf(folder),
    sealedAt: acting.now(),
    operator: acting.by,
    engine: { version, data: (data.dataSets ?? []).map(({ name, builtOn }) => `${name} ${builtOn}`) },
    host: { system: `${platform()} ${release()} ${arch()}`, runtime: `node ${process.version}` },
    parts: parts.map(({ name, bytes, sha256: digest }) => ({ name, bytes, sha256: digest })),
    recipes: [recipe],
  })
  const signature = signManifest(manifest, readFileSync(join(folder, 'keys/signing.pem'), 'utf8'))
  writeBundle(folder, output, manifest, Buffer.from(`${canonicalJson(signature)}\n`), parts)
  return signature.fingerprint
}

function partOf(folder: string, name: string): BundlePart & { readonly crc: number } {
  const hash = createHash('sha256')
  let crc = 0
  let bytes = 0
  readPieces(join(folder, name), (piece) => {
    hash.update(piece)
    crc = crc32(piece, crc)
    bytes += piece.length
  })
  return { name, bytes, sha256: hash.digest('hex'), crc }
}

function readPieces(path: string, take: (piece: Buffer) => void): void {
  const file = openSync(path, 'r')
  try {
    const buf = Buffer.allocUnsafe(copyBytes)
    for (;;) {
      const count = readSync(file, buf, 0, buf.length, null)
      if (count === 0) return
      take(buf.subarray(0, count))
    }
  } finally {
    closeSync(file)
  }
}

function writeBundle(
  folder: string,
  output: string,
  manifest: Buffer,
  signature: Buffer,
  parts: readonly (BundlePart & { readonly crc: number })[],
): void {
  const total = parts.reduce((sum, { bytes, name }) => sum + bytes + 2 * (76 + name.length), manifest.length)
  if (total > archiveBytesMax)
    throw new InputError('the evidence is larger than 4 GiB: bundle a case with fewer or shorter captures.')
  const temporary = `${output}.writing-${process.pid}`
  const members: ArchiveMember[] = []
  try {
    const file = openSync(temporary, 'wx', 0o600)
    let at = 0
    const put = (bytes: Buffer): void => {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      at += bytes.length
    }
    try {
      const begin = (name: string, bytes: number, crc: number): void => {
        put(localHeader(name, bytes, crc))
        members.push({ name, bytes, crc, start: at })
      }
      for (const [name, content] of [
        [manifestName, manifest],
        [signatureName, signature],
      ] as const) {
        begin(name, content.length, crc32(content))
        put(content)
      }
      for (const { name, bytes, crc } of parts) {
        begin(name, bytes, crc)
        readPieces(join(folder, name), put)
      }
      put(directoryOf(members, at))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (statSync(temporary).size === 0) throw new FaultError(`${output} could not be written.`)
    renameSync(temporary, output)
  } catch (cause) {
    if (cause instanceof FaultError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new FaultError(`${output} cannot be written: ${code === 'ENOSPC' ? 'the disk is full' : code}.`, {
      cause,
    })
  }
}
