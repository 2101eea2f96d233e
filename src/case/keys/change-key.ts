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
import { InputError } from '../../core/errors.ts'
import { CaseFiles } from '../folder/case-files.ts'
import { forgetAct, forgottenLine, keyFileDigest, ledgerOf, nextKeyPattern } from '../folder/open-case.ts'
import { record } from '../folder/custody.ts'
import type { Acting } from '../folder/custody.ts'
import { keyCost, keyName, wrapKey } from './case-key.ts'
import type { KeyCost } from './case-key.ts'
import { sha256 } from '../digest.ts'
import { codeOf, flushFolder, guarded, writeWhole } from '../folder/durable.ts'
import type { CustodyRecord } from '../ledger.ts'
import { isOther, locked, ownMark } from '../folder/lock.ts'

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
  // In one: two that change it must leave the file that the ledger has last, and of a case that is forgotten meanwhile no key.
  locked(folder, () => {
    if (isForgotten(ledgerOf(folder))) throw new InputError(forgottenLine(folder))
    writeWhole(join(folder, `key.next-${ownMark()}.json`), text)
    record(files, 'passphrase', { keyFile: sha256(text) }, acting)
    settleKey(folder)
  })
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
  locked(folder, () => {
    record(new CaseFiles(folder, true, null), forgetAct, {}, acting)
    settleKey(folder)
  })
}

function isForgotten(records: readonly CustodyRecord[]): boolean {
  return records.some(({ act }) => act === forgetAct)
}

/** Ends what was begun with the key file: the ledger says what it has to be. Whether there was anything to end. */
export function settleKey(folder: string): boolean {
  // Most have nothing to end, and may be unable to lock.
  const isDue = isUnsettled(folder)
  if (isDue) locked(folder, () => settleNow(folder))
  return isDue
}

/** Copies of the key in a folder. */
function keyCopies(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^key\.(?:next-[\d.]+\.)?json(?:$|\.)/.test(name))
}

/** A key file whose record is not on its way any more. */
function isLeftBehind(name: string): boolean {
  const maker = nextKeyPattern.exec(name)?.[1]
  return maker !== undefined && !isOther(maker)
}

function isUnsettled(folder: string): boolean {
  const copies = keyCopies(folder)
  return copies.length > 0 && (copies.some(isLeftBehind) || isForgotten(ledgerOf(folder)))
}

function settleNow(folder: string): void {
  const key = join(folder, keyName)
  const records = ledgerOf(folder)
  if (isForgotten(records)) {
    guarded(`the key of ${folder} cannot be destroyed`, () => {
      for (const name of keyCopies(folder)) destroy(join(folder, name))
      flushFolder(folder)
    })
    return
  }
  for (const name of keyCopies(folder).filter(isLeftBehind)) {
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
