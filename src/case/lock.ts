import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../core/errors.ts'
import { codeOf, guarded } from './durable.ts'

const triesMax = 400
const waitMs = 25

/** One act at a time: a lock file with the number of its process, taken over from one that is no more. */
export function locked<T>(folder: string, work: () => T): T {
  const path = join(folder, 'case.lock')
  const own = join(folder, `.lock-${process.pid}`)
  guarded(`${folder} cannot be locked`, () => writeFileSync(own, String(process.pid), { mode: 0o600 }))
  try {
    for (let tries = 0; !isLinked(own, path); tries++) {
      const holder = holderOf(path)
      // Renaming succeeds for one of those who try.
      if (holder !== null && !isRunning(holder)) renameIfThere(path, `${own}.stale`)
      else if (tries > triesMax) throw new FaultError(`${folder} is in use by another varde.`)
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs)
    }
    try {
      return work()
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
    rmSync(`${own}.stale`, { force: true })
  }
}

/** A link is made whole or not at all, so a lock always holds its process's number. */
function isLinked(own: string, path: string): boolean {
  try {
    linkSync(own, path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    return guarded(`${path} cannot be made`, () => {
      throw cause
    })
  }
}

function holderOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
  }
}

/** Whether another process with this number is at work. Acts are done in one go: what this one left, it failed at. */
export function isOther(pid: number): boolean {
  return pid !== process.pid && isRunning(pid)
}

/** Whether a process with this number is there, of whomever. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return codeOf(cause) !== 'ESRCH'
  }
}
