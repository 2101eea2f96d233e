import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { factsName, factsText, marksName, marksText } from '../case-facts.ts'
import type { CaseFacts } from '../case-facts.ts'
import { CaseFiles } from './case-files.ts'
import { keyCost, keyName, newCaseKey, wrapKey } from '../keys/case-key.ts'
import type { KeyCost } from '../keys/case-key.ts'
import { sha256 } from '../digest.ts'
import { codeOf, flushFolder, guarded, makeFolders, writeWhole } from './durable.ts'
import { isOfLock, locked } from './lock.ts'
import { fingerprintOf } from '../sign-manifest.ts'
import type { Acting } from './custody.ts'
import { record } from './custody.ts'
import { folders, signingKeyName } from './case-folder.ts'

/**
 * Makes a new case in an empty or missing folder, with a signing key of its own; encrypted where there is a passphrase.
 * What could not be made whole is removed again.
 */
export function initCase(
  folder: string,
  facts: CaseFacts,
  acting: Acting,
  passphrase: string | null = null,
  cost: KeyCost = keyCost,
  signingKey: string = newSigningKey(),
): CaseFiles {
  const isThere = existsSync(folder)
  refuseFilled(folder)
  const key = passphrase === null ? null : newCaseKey()
  const wrapped = key === null || passphrase === null ? null : wrapKey(key, passphrase, cost)
  const files = new CaseFiles(folder, key !== null, key)
  guarded(`${folder} cannot be made`, () => makeFolders(folder))
  try {
    locked(folder, () => {
      // Another command may have made a case there meanwhile.
      refuseFilled(folder)
      try {
        makeCase(files, facts, acting, wrapped, signingKey)
      } catch (cause) {
        // Only what this made: the folder was empty.
        for (const name of namesBesideLock(folder))
          rmSync(join(folder, name), { recursive: true, force: true })
        throw cause
      }
    })
  } catch (cause) {
    if (!isThere) removeEmpty(folder)
    throw cause
  }
  return files
}

function refuseFilled(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory())
    throw new InputError(`${folder} is a file: give a new folder for the case.`)
  if (guarded(`${folder} cannot be read`, () => namesBesideLock(folder)).length > 0)
    throw new InputError(`${folder} is not empty: give a new folder for the case.`)
}

function namesBesideLock(folder: string): string[] {
  return readdirSync(folder).filter((name) => !isOfLock(name))
}

function makeCase(
  files: CaseFiles,
  facts: CaseFacts,
  acting: Acting,
  wrapped: string | null,
  signingKey: string,
): void {
  const { folder } = files
  guarded(`${folder} cannot be made`, () => {
    for (const name of folders) makeFolders(join(folder, name))
  })
  if (wrapped !== null) writeWhole(join(folder, keyName), wrapped)
  files.write(signingKeyName, signingKey)
  if (files.isEncrypted) files.write(factsName, factsText(facts))
  files.write(marksName, marksText(files.isEncrypted, files.isEncrypted ? null : facts))
  const marks = sha256(files.read(marksName))
  const own = files.isEncrypted
    ? {
        marks,
        facts: files.knownDigest('facts', sha256(files.read(factsName))),
        keyFile: sha256(wrapped ?? ''),
      }
    : { marks }
  const signed = { ...own, signingKey: fingerprintOf(createPublicKey(signingKey)) }
  record(files, 'init', signed, acting, { name: facts.name })
  guarded(`${folder} cannot be made`, () => flushFolder(dirname(resolve(folder))))
}

/** Removes a folder; where another command has begun something in it, it stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (cause) {
    if (codeOf(cause) === '') throw cause
  }
}

/** A new Ed25519 key, PKCS 8 in PEM. */
function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
