import { createPrivateKey, createPublicKey } from 'node:crypto'
import { folders, plainText, signingKeyName } from './case-folder.ts'
import { resultsOf } from './case-results.ts'
import { itemKinds, itemsOf } from './case-items.ts'
import { hasPending, sweepUnfinished } from './sweep-unfinished.ts'
import { actProblems } from '../act-problems.ts'
import { isUtf8 } from '../bytes.ts'
import { factsName, marksName } from '../case-facts.ts'
import { digestOfFile } from './case-files.ts'
import { keyFileDigest, nextKeyPattern } from './open-case.ts'
import type { CaseFiles } from './case-files.ts'
import { keyName } from '../keys/case-key.ts'
import { readLedger, resultDigestsOf, scansOf } from '../ledger.ts'
import type { CustodyRecord } from '../ledger.ts'
import { isOfLock } from './lock.ts'
import { ledgerName } from '../manifest.ts'
import { pause } from './pause.ts'
import { sealProblems, sealsPlace } from '../seal.ts'
import { fingerprintOf } from '../sign-manifest.ts'
import { textOf } from '../../core/json-value.ts'
import { DamagedFileError } from '../keys/sealed-file.ts'

/** Others may be at work: looks again as long as the case changes, but not for ever, about as long as a lock is waited for. */
const looksMax = 200
const waitMs = 50

/**
 * What does not hold in a case, a clause for each: files under another digest than the ledger's, the chain, what was
 * taken away or slipped in, a signing key that was exchanged, what is not as it was sealed (`withSeals`). An act that another
 * command is just doing is none.
 */
export function caseProblems(files: CaseFiles, withSeals = true): string[] {
  // Evidence is large, and its digest is asked for by the ledger, by each seal, and by each look. What was found to be
  // damaged is read again: it may have been looked at while it came; and so is what may be another at the next look.
  const digests = new Map<string, string>()
  return settled(files, (text) => problemsNow(files, text, digests, withSeals))
}

/**
 * What `look` finds with the text of the ledger, once nobody else is at work: nothing that the text tells was still on its
 * way before the look, and nothing was told meanwhile. Only then do file and ledger have to fit.
 */
export function settled(files: CaseFiles, look: (ledger: string) => string[]): string[] {
  const ledger = (): string => plainText(files.folder, ledgerName)
  for (let looks = 1; ; looks++) {
    const text = ledger()
    const isQuiet = !hasPending(files.folder)
    const found = look(text)
    if (found.length === 0 || looks === looksMax) return found
    // What one left that was ended since this command began.
    if (isQuiet && !sweepUnfinished(files.folder) && ledger() === text) return found
    pause(waitMs)
  }
}

/**
 * Refuses a case in which anything does not hold but seals (what was sealed may have been taken away on purpose since). `what`
 * is not done then, in a clause. Throws a DamagedFileError.
 */
export function requireSound(files: CaseFiles, what: string): void {
  refuse(files, caseProblems(files, false), what)
}

/**
 * What does not hold of a case as far as it can be told without reading what is large in it, a clause for each: the chain,
 * its facts and the key of its encryption, and files that the ledger does not know, or that it knows and that are not there.
 */
export function readingProblems(files: CaseFiles): string[] {
  return settled(files, (text) => {
    // A last record that was not finished was never acknowledged: who only reads goes by those before it.
    const { records, problems } = readLedger(text)
    const found = [...problems]
    const digestOf = (name: string): string | null => digestOrProblem(files, name, found)
    found.push(...unmatchedItems(files, records))
    // A bundle that was unpacked is read as a case, and has neither its other results nor the key that signs.
    found.push(...unmatchedResults(files, records))
    found.push(...factProblems(files, records, digestOf))
    return [...new Set(found)]
  })
}

/**
 * Refuses a case whose ledger, facts or key are not what they were, or in which files lie that the ledger does not know, or
 * some that it knows do not: what such a case shows is not what was put into it. Nothing large is read for it: what is read
 * of items is held against their digests by who reads it, and of results by `requireResults`. Throws a DamagedFileError.
 */
export function requireReadable(files: CaseFiles): void {
  refuse(files, readingProblems(files), notRead)
}

/** Refuses a case in which a file of these results (without `keys` of any) was changed. Throws a DamagedFileError. */
export function requireResults(files: CaseFiles, keys: ReadonlySet<string> | null = null): void {
  const digests = new Map<string, string>()
  const problems = settled(files, (text) => {
    const found: string[] = []
    const records = readLedger(text).records.filter(
      ({ details }) => keys === null || keys.has(textOf(details['key'])),
    )
    const digestOf = (name: string): string | null => {
      const digest = digests.get(name) ?? digestOrProblem(files, name, found)
      if (digest !== null) digests.set(name, digest)
      return digest
    }
    found.push(...changedResults(files, records, digestOf))
    return found
  })
  refuse(files, problems, notRead)
}

const notRead = 'nothing is read of it'

function refuse(files: CaseFiles, problems: readonly string[], what: string): void {
  const [first, ...others] = problems
  if (first === undefined) return
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  throw new DamagedFileError(
    `${files.folder} does not hold (${first}${more}): ${what}; varde case verify says all.`,
  )
}

function problemsNow(
  files: CaseFiles,
  ledger: string,
  digests: Map<string, string>,
  withSeals: boolean,
): string[] {
  const { records, problems, tornBytes } = readLedger(ledger)
  const found = [...problems, ...actProblems(records)]
  if (tornBytes > 0)
    found.push(`the ledger ends in ${tornBytes} bytes that were not finished: the next act drops them`)
  if (!isUtf8(files.read(ledgerName))) found.push('the ledger is no UTF-8')
  const damaged = new Set<string>()
  const digestOf = (name: string): string | null => {
    const known = digests.get(name)
    if (known !== undefined || damaged.has(name)) return known ?? null
    const digest = digestOrProblem(files, name, found)
    if (digest === null) damaged.add(name)
    else if (name !== keyName && !name.startsWith('reports/')) digests.set(name, digest)
    return digest
  }
  found.push(...itemProblems(files, records, digestOf))
  found.push(...unmatchedResults(files, records))
  found.push(...absentResults(files, records))
  found.push(...changedResults(files, records, digestOf))
  found.push(...factProblems(files, records, digestOf))
  found.push(...signingKeyProblems(files, records, digestOf))
  found.push(...strays(files, records))
  if (withSeals) found.push(...sealProblems(files, records, digestOf))
  return [...new Set(found)]
}

type DigestOf = (name: string) => string | null

function itemProblems(files: CaseFiles, records: readonly CustodyRecord[], digestOf: DigestOf): string[] {
  const changed = itemKinds.flatMap((kind) =>
    itemsOf(files, kind).flatMap(({ path, digest }) => {
      const actual = digestOf(path)
      return actual !== null && files.knownDigest(kind, actual) !== digest ? [`${path} was changed`] : []
    }),
  )
  return [...changed, ...unmatchedItems(files, records)]
}

/** Files of the case that the ledger does not know, and those that it knows and that are not there. */
function unmatchedItems(files: CaseFiles, records: readonly CustodyRecord[]): string[] {
  const added = new Map(
    records
      .filter(({ act }) => act === 'add')
      .map(({ details: { digest, sha256: oldDigest, kind } }) => [
        textOf(digest ?? oldDigest),
        typeof kind === 'string' ? kind : 'evidence',
      ]),
  )
  const items = itemKinds.flatMap((kind) => itemsOf(files, kind))
  const present = new Set(items.map(({ digest }) => digest))
  const unknown = itemKinds
    .flatMap((kind) => files.namesIn(kind).map((name) => `${kind}/${name}`))
    .filter((path) => path !== signingKeyName && !added.has(/\/([0-9a-f]{64})/.exec(path)?.[1] ?? ''))
  const missing = [...added].filter(([digest]) => !present.has(digest))
  const others = items.filter(({ path }) => !files.isFile(path))
  return [
    ...others.map(({ path }) => `${path} is no file any more`),
    ...unknown.map((path) => `${path} is not in the ledger`),
    ...missing.map(([digest, kind]) => `${kind}/${digest} was added and is missing`),
  ]
}

/** Results that the ledger knows and that are not there. */
function absentResults(files: CaseFiles, records: readonly CustodyRecord[]): string[] {
  const present = new Set(files.namesIn('results'))
  return [...scansOf(records).keys()]
    .filter((key) => !present.has(key))
    .map((key) => missing(`results/${key}`))
}

/** Results, and files in those that are there, that the ledger does not know; and files of them that are missing. */
function unmatchedResults(files: CaseFiles, records: readonly CustodyRecord[]): string[] {
  const scans = scansOf(records)
  const present = new Set(resultsOf(files).map(({ key }) => key))
  const unknown = files
    .namesIn('results')
    .filter((name) => !present.has(name) || !scans.has(name))
    .map((name) =>
      scans.has(name) ? `results/${name} is no folder any more` : `results/${name} is not in the ledger`,
    )
  const parts = [...scans].flatMap(([key, details]) => {
    if (!present.has(key)) return []
    const digests = resultDigestsOf(details)
    const names = files.namesIn(`results/${key}`)
    return [
      ...names
        .filter((name) => details['files'] !== undefined && !Object.hasOwn(digests, name))
        .map((name) => `results/${key}/${name} is not in the ledger`),
      ...Object.entries(digests)
        .filter(([name, digest]) => typeof digest === 'string' && !names.includes(name))
        .map(([name]) => missing(`results/${key}/${name}`)),
    ]
  })
  return [...unknown, ...parts]
}

function missing(path: string): string {
  return `${path} was made and is missing`
}

/** Files of results that are not what they were. */
function changedResults(files: CaseFiles, records: readonly CustodyRecord[], digestOf: DigestOf): string[] {
  return [...scansOf(records)].flatMap(([key, details]) =>
    Object.entries(resultDigestsOf(details)).flatMap(([name, digest]) => {
      const path = `results/${key}/${name}`
      if (typeof digest !== 'string' || !files.has(path)) return []
      const actual = digestOf(path)
      return actual !== null && files.knownDigest('results', actual) !== digest ? [`${path} was changed`] : []
    }),
  )
}

/** What lies among the case's own files and its seals, and was put there by no act. Nothing reads it. */
function strays(files: CaseFiles, records: readonly CustodyRecord[]): string[] {
  const own = [marksName, ledgerName, ...folders, ...(files.isEncrypted ? [factsName, keyName] : [])]
  const kept = new Set(records.map(({ details }) => details['file']))
  return [
    ...files
      .namesIn('')
      .filter((name) => !own.includes(name) && !nextKeyPattern.test(name) && !isOfLock(name)),
    ...files
      .namesIn(sealsPlace)
      .filter((name) => !kept.has(name))
      .map((name) => `${sealsPlace}/${name}`),
  ].map((path) => `${path} is not in the ledger`)
}

/** What the case is about, and the key that it is encrypted with. */
function factProblems(files: CaseFiles, records: readonly CustodyRecord[], digestOf: DigestOf): string[] {
  const found: string[] = []
  const { marks, facts } = initDetails(records)
  const check = (name: string, stated: unknown, known: (digest: string) => string): void => {
    if (!files.has(name)) found.push(`${name} is missing`)
    else if (typeof stated === 'string') {
      const actual = digestOf(name)
      if (actual !== null && known(actual) !== stated) found.push(`${name} was changed`)
    }
  }
  check(marksName, marks, (digest) => digest)
  if (files.isEncrypted) {
    check(factsName, facts, (digest) => files.knownDigest('facts', digest))
    check(keyName, keyFileDigest(records), (digest) => digest)
  }
  return found
}

/** The key that signs for the case. */
function signingKeyProblems(
  files: CaseFiles,
  records: readonly CustodyRecord[],
  digestOf: DigestOf,
): string[] {
  if (!files.has(signingKeyName)) return [`${signingKeyName} is missing`]
  if (digestOf(signingKeyName) === null) return []
  const { signingKey } = initDetails(records)
  const fingerprint = fingerprintOfPem(files.readText(signingKeyName))
  return fingerprint === null || (typeof signingKey === 'string' && fingerprint !== signingKey)
    ? [`${signingKeyName} was changed`]
    : []
}

function initDetails(records: readonly CustodyRecord[]): CustodyRecord['details'] {
  return records.find(({ act }) => act === 'init')?.details ?? {}
}

function fingerprintOfPem(pem: string): string | null {
  try {
    const key = createPrivateKey(pem)
    const isSame = key.export({ type: 'pkcs8', format: 'pem' }).toString() === pem
    return isSame ? fingerprintOf(createPublicKey(key)) : null
  } catch (cause) {
    // Whatever OpenSSL says of it: it is no key any more.
    if (cause instanceof Error) return null
    throw cause
  }
}

function digestOrProblem(files: CaseFiles, name: string, found: string[]): string | null {
  try {
    return digestOfFile(files, name)
  } catch (cause) {
    if (!(cause instanceof DamagedFileError)) throw cause
    found.push(cause.message.replace(/\.$/, ''))
    return null
  }
}
