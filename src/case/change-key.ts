/** Changes what opens an encrypted case: another passphrase, or, for ever, none. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { InputError } from '../core/errors.ts'
import { CaseFiles, forgottenLine, keyFileDigest, ledgerOf } from './case-files.ts'
import { forgetAct, record } from './case-folder.ts'
import type { Acting } from './case-folder.ts'
import { keyCost, keyName, wrapKey } from './case-key.ts'
import type { KeyCost } from './case-key.ts'
import { sha256 } from './digest.ts'
import { codeOf, flushFolder, guarded, writeWhole } from './durable.ts'
import { isOther } from './lock.ts'

/** The key file under a new passphrase, until the ledger has it: with the number of the process that makes it. */
const nextPattern = /^key\.next-(\d+)\.json$/

/**
 * Wraps the case's key by a new passphrase; the old one opens nothing any more. First the record, then the place: what
 * a machine that stops leaves between is ended by `settleKey`.
 */
export function changePassphrase(
  files: CaseFiles,
  passphrase: string,
  acting: Acting,
  cost: KeyCost = keyCost,
): void {
  const { folder } = files
  const text = files.rewrapped((key) => wrapKey(key, passphrase, cost))
  writeWhole(join(folder, `key.next-${process.pid}.json`), text)
  record(files, 'passphrase', { keyFile: sha256(text) }, acting)
  settleKey(folder)
}

/**
 * Destroys the key of an encrypted case: nothing in it can be read afterwards, by nobody. Needs no passphrase: whoever
 * lost it has to be able to, and whoever can write the folder could delete all of it. Throws an InputError for a case in clear, saying what cannot be promised.
 */
export function forgetCase(folder: string, state: 'clear' | 'encrypted' | 'forgotten', acting: Acting): void {
  if (state === 'clear')
    throw new InputError(
      `${folder} is not encrypted: there is no key to destroy, and nothing was done. Deleting its files does not promise that they are gone: disks, snapshots and copies keep what was deleted.`,
    )
  if (state === 'forgotten') throw new InputError(forgottenLine(folder))
  record(new CaseFiles(folder, true, null), forgetAct, {}, acting)
  settleKey(folder)
}

/** Ends what was begun with the key file: the ledger says what it has to be. */
export function settleKey(folder: string): void {
  const key = join(folder, keyName)
  const copies = readdirSync(folder).filter((name) => /^key\.(?:next-\d+\.)?json(?:$|\.)/.test(name))
  if (copies.length === 0) return
  const records = ledgerOf(folder)
  if (records.some(({ act }) => act === 'forget')) {
    guarded(`the key of ${folder} cannot be destroyed`, () => {
      for (const name of copies) destroy(join(folder, name))
      flushFolder(folder)
    })
    return
  }
  for (const name of copies) {
    const maker = Number(nextPattern.exec(name)?.[1] ?? 0)
    // Its record may still be on the way.
    if (maker === 0 || isOther(maker)) continue
    const next = join(folder, name)
    if (sha256(readFileSync(next)) !== keyFileDigest(records)) rmSync(next, { force: true })
    else guarded(`${key} cannot be written`, () => takePlace(next, key))
  }
}

/** Renames a file over another, whose bytes are overwritten where they lie. */
function takePlace(next: string, place: string): void {
  const old = openSync(place, 'r+')
  try {
    renameSync(next, place)
    // Before the old one is overwritten: a power cut must not bring it back without its bytes.
    flushFolder(dirname(place))
    overwrite(old)
  } finally {
    closeSync(old)
  }
}

/** Overwrites a file where it lies, then removes it. */
function destroy(path: string): void {
  let file: number
  try {
    file = openSync(path, 'r+')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return
    throw cause
  }
  try {
    overwrite(file)
  } finally {
    closeSync(file)
  }
  rmSync(path, { force: true })
}

function overwrite(file: number): void {
  const { size } = fstatSync(file)
  const noise = randomBytes(size)
  for (let at = 0; at < size; ) at += writeSync(file, noise, at, size - at, at)
  fsyncSync(file)
}
