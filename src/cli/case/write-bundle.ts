import { createHash } from 'node:crypto'
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
import { arch, platform, release } from 'node:os'
import { basename, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { directoryOf, archiveBytesMax, localHeader } from '../../case/archive.ts'
import type { ArchiveMember } from '../../case/archive.ts'
import { canonicalJson } from '../../case/canonical-json.ts'
import { record } from '../../case/case-folder.ts'
import type { Acting } from '../../case/case-folder.ts'
import { ledgerName, manifestName, signatureName } from '../../case/manifest.ts'
import type { BundlePart, Recipe } from '../../case/manifest.ts'
import { manifestBytes, signManifest } from '../../case/sign-manifest.ts'
import { FaultError, InputError } from '../../core/errors.ts'
import { version } from '../version.ts'
import { factsOf, inputsOf } from './inputs.ts'
import { scanCase } from './scan-case.ts'

const copyBytes = 1_048_576

/** Writes the case's bundle; gives the fingerprint of the key that signed it. */
export async function bundleCase(folder: string, output: string, acting: Acting): Promise<string> {
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
    const put = (bytes: Uint8Array): void => {
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
