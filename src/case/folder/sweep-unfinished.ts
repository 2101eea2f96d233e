import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../../core/errors.ts'
import { hasNextKey } from './open-case.ts'
import { unfinishedPattern } from './case-files.ts'
import { settleKey } from '../keys/change-key.ts'
import { codeOf } from './durable.ts'
import { isOther, markPattern } from './lock.ts'
import { isRecorded, pendingPattern, putInPlace } from './place-recorded.ts'
import { entriesOf, folders } from './case-folder.ts'

/** The name of anything that was begun, and what it is to be called. */
const begunPattern = new RegExp(`^\\.(?:adding|lock|writing|pending)-${markPattern}(?:-(.+))?$`)

/** Whether a name in a case's folder is one of what a command is just bringing to its place, or has left on the way. */
export function isOnItsWay(entry: string): boolean {
  return begunPattern.test(entry) || unfinishedPattern.test(entry)
}

/**
 * Ends or removes what processes that are no more had begun: what the ledger knows is put in its place. A folder that
 * cannot be written is left as it is: reading it is no less right. Whether something was put in its place.
 */
export function sweepUnfinished(folder: string): boolean {
  let isPut = false
  try {
    for (const kind of ['', ...folders]) if (sweepPlace(folder, join(folder, kind))) isPut = true
    if (settleKey(folder)) isPut = true
  } catch (cause) {
    const reason = cause instanceof FaultError ? cause.cause : cause
    if (!['EROFS', 'EACCES', 'EPERM'].includes(codeOf(reason))) throw cause
  }
  return isPut
}

/** Whether a command that is at work has something recorded, or about to be, that is not in its place yet. */
export function hasPending(folder: string): boolean {
  if (hasNextKey(folder)) return true
  return folders.some((kind) => {
    const place = join(folder, kind)
    return entriesOf(place).some((entry) => {
      const maker = pendingPattern.exec(entry)?.[1]
      return maker !== undefined && isOther(maker)
    })
  })
}

function sweepPlace(folder: string, place: string): boolean {
  let isPut = false
  for (const entry of entriesOf(place)) {
    const match = begunPattern.exec(entry) ?? unfinishedPattern.exec(entry)
    if (match === null || isOther(match[1] ?? '')) continue
    const name = match[2] ?? ''
    if (entry.startsWith('.pending-') && isRecorded(folder, name)) {
      putInPlace(join(place, entry), join(place, name))
      isPut = true
    } else rmSync(join(place, entry), { recursive: true, force: true })
  }
  return isPut
}
