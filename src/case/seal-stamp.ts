/** Time stamps of seals: kept beside them, and named in the ledger with what they must answer to. */
import { join } from 'node:path'
import { textOf } from '../core/json-value.ts'
import type { CaseFiles } from './folder/case-files.ts'
import { placeRecorded } from './folder/place-recorded.ts'
import { recordsOf } from './folder/custody.ts'
import type { Acting } from './folder/custody.ts'
import { sha256 } from './digest.ts'
import { DamagedFileError } from './keys/sealed-file.ts'
import { sealsPlace, stampAct } from './seal.ts'

/** What a time stamp authority gave for a seal. */
export interface GivenStamp {
  readonly authority: string
  readonly nonce: string
  readonly response: Uint8Array
}

/** A stamp that the ledger names: what it must answer to, and its bytes; or why it is not there as it was. */
export interface SealStamp {
  readonly seal: string
  readonly digest: string
  readonly nonce: string
  readonly bytes: Uint8Array
  readonly problem: string
}

/** Keeps the stamp of a seal (`seal-5.json`) beside it. */
export function keepSealStamp(
  files: CaseFiles,
  seal: string,
  { authority, nonce, response }: GivenStamp,
  acting: Acting,
): void {
  const name = stampOf(seal)
  const path = `${sealsPlace}/${name}`
  const temporary = join(files.folder, sealsPlace, `.writing-${process.pid}-${name}`)
  files.writeAt(temporary, path, response)
  const digest = files.knownDigest(sealsPlace, sha256(response))
  placeRecorded(files, temporary, path, acting, stampAct, { file: name, digest, seal, authority, nonce })
}

/** Whether a seal has a stamp. */
export function hasSealStamp(files: CaseFiles, seal: string): boolean {
  return files.has(`${sealsPlace}/${stampOf(seal)}`)
}

/** The stamps of all seals, to be checked. */
export function sealStamps(files: CaseFiles): SealStamp[] {
  return recordsOf(files.folder).flatMap(({ act, details }) => {
    if (act !== stampAct) return []
    const { file, seal, digest, nonce } = details
    const path = `${sealsPlace}/${textOf(file)}`
    const given = { seal: `${sealsPlace}/${textOf(seal)}`, nonce: textOf(nonce) }
    const missing = [path, given.seal].find((name) => !files.has(name))
    if (missing !== undefined)
      return [
        { ...given, digest: '', bytes: new Uint8Array(), problem: `${missing} was made and is missing` },
      ]
    const bytes = readOrNull(files, path)
    const sealed = readOrNull(files, given.seal)
    const isKnown = bytes !== null && files.knownDigest(sealsPlace, sha256(bytes)) === digest
    return [
      {
        ...given,
        digest: sealed === null ? '' : sha256(sealed),
        bytes: bytes ?? new Uint8Array(),
        problem: isKnown ? '' : `${path} was changed`,
      },
    ]
  })
}

/** Null where the file is encrypted and was changed. */
function readOrNull(files: CaseFiles, path: string): Buffer | null {
  try {
    return files.read(path)
  } catch (error) {
    if (error instanceof DamagedFileError) return null
    throw error
  }
}

function stampOf(seal: string): string {
  return seal.replace(/\.json$/, '.tsr')
}
