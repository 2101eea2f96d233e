import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { FaultError } from '../../core/errors.ts'
import { codeOf, guarded } from './durable.ts'
import { pause } from './pause.ts'

const triesMax = 400
const waitMs = 25

/** How the name of a right begins: see `takeAway`. */
const rightTo = 'case.lock.of-'

/** Locks that this process has. */
const held = new Set<string>()

/**
 * One act at a time: a lock file with the number of its process and when that was started (numbers come again after a
 * restart of the machine), taken over from one that is no more. Work under it may ask for it again.
 */
export function locked<T>(folder: string, work: () => T): T {
  const path = join(folder, 'case.lock')
  const known = resolve(path)
  if (held.has(known)) return work()
  const own = join(folder, `.lock-${process.pid}`)
  try {
    guarded(`${folder} cannot be locked`, () =>
      writeFileSync(own, `${process.pid} ${startOf(process.pid)}`, { mode: 0o600 }),
    )
    for (let tries = 0; !isLinked(own, path); tries++) {
      const holder = holderOf(path)
      if (holder !== null && !isHeld(holder) && takeAway(path, holder, own)) continue
      if (tries > triesMax) throw new FaultError(`${folder} is in use by another varde.`)
      pause(waitMs)
    }
    held.add(known)
    try {
      forgetRights(folder)
      return work()
    } finally {
      held.delete(known)
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Whether a name in a case's folder is one that locking it makes for a while. */
export function isOfLock(name: string): boolean {
  return name.startsWith('case.lock') || /^\.lock-\d+$/.test(name)
}

/** Whether an act of another process is just being done. */
export function isBusy(folder: string): boolean {
  const holder = holderOf(join(folder, 'case.lock'))
  return holder !== null && isHeld(holder)
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
  return isOther(`${pid}.${start}`)
}

/** This process, in the name of what is to be ended by another if it is stopped: its number, and when it was started. */
export function ownMark(): string {
  const start = startOf(process.pid)
  return start === '' ? String(process.pid) : `${process.pid}.${start}`
}

/** Such a mark in a pattern. Earlier versions wrote the number only. */
export const markPattern: string = String.raw`(\d+(?:\.\d+)?)`

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
 * Takes the lock of a process that is no more away. Only who has the right to it may, one at a time, and that is made for
 * this lock alone: what is read under it stays, as that process is gone, and the lock of one that came meanwhile is not
 * touched. The right of one that was stopped while it took is taken away in the same way. False where another is at it.
 */
function takeAway(path: string, holder: string, own: string): boolean {
  const right = join(dirname(path), `${rightTo}${holder.replaceAll(/\D+/g, '-')}`)
  if (!isLinked(own, right)) {
    const taker = holderOf(right)
    if (taker === null || isHeld(taker)) return false
    // A power cut may have left it empty.
    if (taker !== '' && taker !== holder) return takeAway(right, taker, own)
    rmSync(right, { force: true })
    return true
  }
  try {
    if (holderOf(path) === holder) rmSync(path, { force: true })
  } finally {
    rmSync(right, { force: true })
  }
  return true
}

/** Removes rights that were left by processes which are no more: whoever has the lock knows that they are to none that is there. */
function forgetRights(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(rightTo)) rmSync(join(folder, name), { force: true })
}

function holderOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw cause
  }
}

/** Whether another process with this mark is at work. Acts are done in one go: what this one left, it failed at. */
export function isOther(mark: string): boolean {
  const [pid = '', start = ''] = mark.split('.')
  const isSame = start === '' || startOf(Number(pid)) === start
  return isSame && Number(pid) !== process.pid && isRunning(Number(pid))
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
