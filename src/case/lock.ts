import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError } from '../core/errors.ts'
import { codeOf, guarded } from './durable.ts'

const triesMax = 400
const waitMs = 25

/**
 * One act at a time: a lock file with the number of its process and when that was started (numbers come again after a
 * restart of the machine), taken over from one that is no more.
 */
export function locked<T>(folder: string, work: () => T): T {
  const path = join(folder, 'case.lock')
  const own = join(folder, `.lock-${process.pid}`)
  guarded(`${folder} cannot be locked`, () =>
    writeFileSync(own, `${process.pid} ${startOf(process.pid)}`, { mode: 0o600 }),
  )
  try {
    for (let tries = 0; !isLinked(own, path); tries++) {
      const holder = holderOf(path)
      if (holder !== null && !isHeld(holder)) takeAway(path, holder, own)
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

/** Whether the process that a lock names is at work. This one is not, as it is about to lock. */
function isHeld(holder: string): boolean {
  const [pid = '', start = ''] = holder.split(' ')
  const isSame = start === '' || startOf(Number(pid)) === start
  return isSame && isOther(Number(pid))
}

/** When a process was started, in the system's own count; '' where it does not say. */
function startOf(pid: number): string {
  try {
    // Behind the name of the program, which may hold anything: proc(5), field 22.
    const [, fields = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return fields.split(' ')[19] ?? ''
  } catch (cause) {
    if (codeOf(cause) === '') throw cause
    return ''
  }
}

/**
 * Takes the lock of a process that is no more away. One at a time: as that process is gone, what is read meanwhile stays,
 * and the lock of one that came in between is not touched.
 */
function takeAway(path: string, holder: string, own: string): void {
  const taking = `${path}.taking`
  if (!isLinked(own, taking)) {
    const taker = holderOf(taking)
    // One that was stopped while it took.
    if (taker !== null && !isHeld(taker)) rmSync(taking, { force: true })
    return
  }
  try {
    if (holderOf(path) === holder) rmSync(path, { force: true })
  } finally {
    rmSync(taking, { force: true })
  }
}

function holderOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
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
