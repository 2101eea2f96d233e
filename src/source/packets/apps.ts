/**
 * Which program on the device sent a frame, where the capturing program knew it. Each program has a number, which
 * travels with the frame and its flow; 0 stands for "not known". What a number means may be said before or behind the
 * frames that carry it, so it is looked up when the capture is over.
 */

import { limits } from '../../core/limits.ts'
import { sourceAnomalies } from '../anomalies.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'

/** A program, as far as the capture describes it: '' and null where it does not. */
export interface SourceApp {
  /** Android's number for the app (its Linux user), or the user that the process runs as. */
  uid: number | null
  pid: number | null
  /** Android package, `com.example.app`. */
  packageName: string
  /** Name for people, or of the process. */
  name: string
  path: string
}

/** The programs of one capture. Memory is bounded by `limits.source.appsMax`. */
export class AppTable {
  /** Number n is at index n - 1. */
  readonly apps: SourceApp[] = []
  private readonly byUid: Map<number, number> = new Map()
  private readonly byProcess: Map<string, number> = new Map()
  private readonly byDescription: Map<string, number> = new Map()
  private readonly anomalies: AnomalyLog | null

  constructor(anomalies: AnomalyLog | null = null) {
    this.anomalies = anomalies
  }

  /** The app of an Android user number; negative numbers are PCAPdroid's for "not known". */
  ofUid(uid: number, name = '', packageName = ''): number {
    if (uid < 0) return 0
    let number = this.byUid.get(uid) ?? 0
    if (number === 0) {
      number = this.add({ uid, pid: null, packageName: '', name: '', path: '' })
      if (number > 0) this.byUid.set(uid, number)
    }
    const app = this.apps[number - 1]
    if (app !== undefined) {
      if (app.name === '') app.name = name
      if (app.packageName === '') app.packageName = packageName
    }
    return number
  }

  /** The process of that number and name: the same number with another name is another process. */
  ofProcess(pid: number, name: string): number {
    const key = `${pid} ${name}`
    let number = this.byProcess.get(key) ?? 0
    if (number === 0) {
      number = this.add({ uid: null, pid, packageName: '', name, path: '' })
      if (number > 0) this.byProcess.set(key, number)
    }
    return number
  }

  /** The program of that description. */
  of(app: SourceApp): number {
    const key = JSON.stringify([app.uid, app.pid, app.packageName, app.name, app.path])
    let number = this.byDescription.get(key) ?? 0
    if (number === 0) {
      number = this.add({ ...app })
      if (number > 0) this.byDescription.set(key, number)
    }
    return number
  }

  /** A new entry; 0 where there are too many. */
  add(app: SourceApp): number {
    if (this.apps.length >= limits.source.appsMax) {
      this.anomalies?.note(sourceAnomalies.apps, 0)
      return 0
    }
    return this.apps.push(app)
  }
}

interface Started {
  readonly sec: number
  readonly nsec: number
  readonly app: number
}

/**
 * The processes of a section of a pcapng file by their numbers, which the system uses again: of several processes with
 * one number, a packet belongs to the one that had started last by then.
 */
export class ProcessTable {
  /** In order of their start; of those that started at once, as they were described. */
  private readonly byPid: Map<number, Started[]> = new Map()
  /** Processes that packets name and that nothing has described so far. */
  private readonly unnamed: Map<number, number> = new Map()
  private readonly table: AppTable

  constructor(table: AppTable) {
    this.table = table
  }

  /** A process is described; without a start (null) the last description of a number counts. */
  describe(app: SourceApp & { readonly pid: number }, start: { sec: number; nsec: number } | null): void {
    const known = this.unnamed.get(app.pid)
    const described = known === undefined ? undefined : this.table.apps[known - 1]
    let number: number
    if (known !== undefined && described !== undefined) {
      Object.assign(described, app)
      this.unnamed.delete(app.pid)
      number = known
    } else number = this.table.add(app)
    if (number === 0) return
    const all = this.byPid.get(app.pid)
    const started = { sec: start?.sec ?? -Infinity, nsec: start?.nsec ?? 0, app: number }
    if (all === undefined) this.byPid.set(app.pid, [started])
    else all.splice(begunBy(all, started.sec, started.nsec), 0, started)
  }

  /** The app number of the process at a time. */
  at(pid: number, sec: number, nsec: number): number {
    const all = this.byPid.get(pid)
    if (all === undefined) {
      let number = this.unnamed.get(pid) ?? 0
      if (number === 0) {
        number = this.table.add({ uid: null, pid, packageName: '', name: '', path: '' })
        if (number > 0) this.unnamed.set(pid, number)
      }
      return number
    }
    // A packet from before all starts belongs to the earliest.
    const begun = Math.max(1, begunBy(all, sec, nsec))
    return (all[begun - 1] as Started).app
  }
}

/** How many of them had started by then. By halves: one number may stand for many, and each packet asks. */
function begunBy(all: readonly Started[], sec: number, nsec: number): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = all[middle] as Started
    if (one.sec < sec || (one.sec === sec && one.nsec <= nsec)) low = middle + 1
    else high = middle
  }
  return low
}
