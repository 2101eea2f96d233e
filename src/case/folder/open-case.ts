import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError, InputError } from '../../core/errors.ts'
import { readError } from '../../core/read-error.ts'
import { marksName, marksOf } from '../case-facts.ts'
import { plainText } from './case-folder.ts'
import { keyName, unwrapKey } from '../keys/case-key.ts'
import { sha256 } from '../digest.ts'
import { codeOf } from './durable.ts'
import { readLedger } from '../ledger.ts'
import type { CustodyRecord } from '../ledger.ts'
import { isBusy, isOther, markPattern } from './lock.ts'
import { ledgerName } from '../manifest.ts'
import { pause } from './pause.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'
import { CaseFiles } from './case-files.ts'

/** The act that destroys the key of a case. */
export const forgetAct = 'forget'
/** The key file under a new passphrase, until the ledger has it: with the number of the process that makes it. */
export const nextKeyPattern: RegExp = new RegExp(`^key\\.next-${markPattern}\\.json$`)
/** How often, and after how long, it is looked again at what another command is just doing: as long as a lock is waited for. */
const looksMax = 400
const waitMs = 25
/** How a case lies on the disk: in clear, encrypted, or encrypted and its key destroyed. */
export type CaseState = 'clear' | 'encrypted' | 'forgotten'

/** Refuses a folder that is no case, in one line, and says how it lies there. */
export function caseState(folder: string): CaseState {
  try {
    // A folder whose files may not be seen is none without files.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
      accessSync(folder, constants.R_OK | constants.X_OK)
  } catch (cause) {
    throw readError(folder, cause)
  }
  const missing = missingMarks(folder)
  if (missing.length === 1)
    throw new InputError(`${folder} was a case, and its ${missing[0] ?? ''} is missing: take it from a copy.`)
  if (missing.length > 0)
    throw new InputError(
      statSync(folder, { throwIfNoEntry: false })?.isFile() === true
        ? `${folder} is a file, and a case is a folder: unpack a case that was zipped; a bundle is checked by varde verify.`
        : `${folder} is no case (varde case init FOLDER makes one).`,
    )
  if (!marksOf(plainText(folder, marksName), folder).isEncrypted) return 'clear'
  const isForgotten = ledgerOf(folder).some(({ act }) => act === forgetAct)
  return existsSync(join(folder, keyName)) && !isForgotten ? 'encrypted' : 'forgotten'
}

/** What makes a folder a case, and is not there. Of a case that is just being made only a part may be: that is waited for. */
function missingMarks(folder: string): string[] {
  for (let looks = 1; ; looks++) {
    const isMaking = isBusy(folder)
    const missing = [marksName, ledgerName].filter((name) => !existsSync(join(folder, name)))
    if (missing.length === 0 || !isMaking || looks === looksMax) return missing
    pause(waitMs)
  }
}

/** Whether another command is giving the case another passphrase. */
export function hasNextKey(folder: string): boolean {
  return readdirSync(folder).some((name) => {
    const maker = nextKeyPattern.exec(name)?.[1]
    return maker !== undefined && isOther(maker)
  })
}

/** Whether a folder is a case. */
export function isCase(folder: string): boolean {
  return existsSync(join(folder, marksName)) && existsSync(join(folder, ledgerName))
}

/**
 * Opens a case. `passphrase`: null opens an encrypted case locked. Throws an InputError for what is no case, a wrong
 * passphrase, and a case whose key was destroyed.
 */
export function openCase(folder: string, passphrase: string | null = null): CaseFiles {
  if (caseState(folder) === 'clear') return new CaseFiles(folder, false, null)
  if (passphrase === null) return new CaseFiles(folder, true, null)
  for (;;) {
    if (caseState(folder) === 'forgotten') throw new InputError(forgottenLine(folder))
    const text = keyText(folder)
    try {
      return new CaseFiles(folder, true, openedKey(folder, text, passphrase))
    } catch (cause) {
      // Another command may have changed or destroyed it meanwhile, or be about to.
      for (let looks = 1; hasNextKey(folder) && looks < looksMax; looks++) pause(waitMs)
      if (keyText(folder) === text) throw cause
    }
  }
}

/** The key file's text, '' where there is none. */
function keyText(folder: string): string {
  try {
    return plainText(folder, keyName)
  } catch (cause) {
    if (cause instanceof FaultError && codeOf(cause.cause) === 'ENOENT') return ''
    throw cause
  }
}

function openedKey(folder: string, text: string, passphrase: string): Uint8Array {
  const key = unwrapKey(text, passphrase)
  if (key !== null) return key
  const stated = keyFileDigest(ledgerOf(folder))
  if (stated !== null && stated !== sha256(text))
    throw new DamagedFileError(
      `${keyName} of ${folder} was changed: without it as it was, nothing in the case can be read.`,
    )
  throw new InputError(`the passphrase is not the one of ${folder}.`)
}

/** Why nothing can be read in a case without its key. */
export function forgottenLine(folder: string): string {
  const forgotten = ledgerOf(folder).findLast(({ act }) => act === forgetAct)
  return forgotten === undefined
    ? `${folder} is encrypted and its ${keyName} is missing: nothing in it can be read without.`
    : `${folder} was forgotten on ${forgotten.at} by ${forgotten.by}: its key is destroyed, and nothing in it can be read any more.`
}

/** SHA-256 of the key file, as the ledger has it; null where it does not say. */
export function keyFileDigest(records: readonly CustodyRecord[]): string | null {
  const digest = records.findLast(({ details }) => 'keyFile' in details)?.details['keyFile']
  return typeof digest === 'string' ? digest : null
}

/** The records of a case's ledger. */
export function ledgerOf(folder: string): readonly CustodyRecord[] {
  return readLedger(plainText(folder, ledgerName)).records
}
