import type { ItemKind } from '../../case/folder/case-items.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import { captureRefusal } from '../../pipeline/reading/capture-refusal.ts'
import { gatherKeys } from '../../pipeline/reading/gather-keys.ts'
import { isRegularFile } from '../../pipeline/reading/open-file.ts'
import { isScanResult } from '../../pipeline/reading/refuse-result.ts'
import { readAll } from '../events.ts'
import { readProfile, startsAsProfile } from '../scan-files.ts'

/** Reads a file as a scan would, as what it is said to be. Throws an InputError where a scan would refuse it. */
const readers: Readonly<Record<ItemKind, (path: string) => Promise<unknown>>> = {
  evidence: async (path) => {
    const refusal = await captureRefusal(path)
    if (refusal !== '') throw new InputError(refusal)
  },
  events: (path) => readAll([path], {}),
  profile: readProfile,
  keys: async (path) => {
    const log = await gatherKeys([path], [], new AnomalyLog())
    if (log.secrets.size === 0 && log.otherLines === 0 && log.payload.keys.length === 0)
      throw new InputError(`keys ${path}: there is no secret in it.`)
  },
}

/**
 * Refuses a file that a case could not use as what it is added as: nothing is ever taken out of a case, so that a wrong
 * file would stay in the way. Says as what else it can be added, where it is that. What is no regular file is left to
 * the copying, which refuses it.
 */
export async function checkItem(path: string, kind: ItemKind): Promise<void> {
  if (!isRegularFile(path)) return
  const reason = await refusalAs(kind, path)
  if (reason === '') return
  const other = await otherKind(path, kind)
  throw new InputError(other === null ? reason : `${path} is ${names[other]}: give --as ${other}.`)
}

/**
 * Of a file that was given as what it is not: what it is instead, and which option takes it, in one line; '' where it is
 * nothing that varde takes.
 */
export async function otherThan(wanted: ItemKind, path: string): Promise<string> {
  const other = isRegularFile(path) ? await otherKind(path, wanted) : null
  if (other === null || other === wanted) return ''
  const also =
    other === 'evidence' && wanted === 'profile'
      ? ', and --profile takes a YAML file with the numbers of the phone'
      : ''
  return `${path} is ${names[other]}, and no ${names[wanted].replace(/^a /, '')}: ${takers[other]}${also}.`
}

const takers: Readonly<Record<ItemKind, string>> = {
  evidence: 'captures are named without an option, and added to a case with varde case add',
  events: 'varde scan and varde report take it with --events',
  profile: 'give it with --profile',
  keys: 'give it with --keys',
}

async function otherKind(path: string, kind: ItemKind): Promise<ItemKind | null> {
  if (isScanResult(path)) return null
  if (kind !== 'profile' && (await startsAsProfile(path))) return 'profile'
  for (const other of ['keys', 'events', 'evidence'] as const) {
    if (other === kind) continue
    const isOther = other === 'events' ? await holdsEvents(path) : (await refusalAs(other, path)) === ''
    if (isOther) return other
  }
  return null
}

/** Whether any event stands in a file: a log of another buffer is of a known form, too. */
async function holdsEvents(path: string): Promise<boolean> {
  try {
    const files = await readAll([path], {})
    return files.some(({ imported }) => imported.events.length + imported.anchors.length > 0)
  } catch (cause) {
    if (cause instanceof InputError) return false
    throw cause
  }
}

const names: Readonly<Record<ItemKind, string>> = {
  evidence: 'a capture',
  events: 'a file of device events',
  profile: 'a profile',
  keys: 'a log of keys',
}

async function refusalAs(kind: ItemKind, path: string): Promise<string> {
  try {
    await readers[kind](path)
    return ''
  } catch (cause) {
    if (cause instanceof InputError) return cause.message
    throw cause
  }
}
