/** Which process of the machine a packet of a pcapng file belongs to, as blocks, options and comments say it. */

import { Interner } from '../../../core/interner.ts'
import { limits } from '../../../core/limits.ts'
import { ProcessTable } from '../apps.ts'
import type { AppTable, SourceApp } from '../apps.ts'
import { text } from './blocks.ts'

/** How pymobiledevice3 names the process of an iPhone's packet, and etl2pcapng that of a Windows packet. */
const processComment =
  /^PID(?:: |=)(\d{1,10})(?:, ProcName: (.*), EPID: (\d{1,10}), EProcName: (.*), SVC: .*)?$/s

/** The processes of a file. Those that blocks describe belong to their section. */
export class PcapngProcesses {
  private readonly apps: AppTable
  private section: ProcessTable
  /** Apps of Apple's processes, by the order of their blocks. */
  private darwin: number[] = []
  /** Comments that name a process, and the app of each (-1: it names none). */
  private readonly comments: Interner = new Interner()
  private readonly commentApps: number[] = []

  constructor(apps: AppTable) {
    this.apps = apps
    this.section = new ProcessTable(apps)
  }

  /** What was described belongs to the section before. */
  openSection(): void {
    this.section = new ProcessTable(this.apps)
    this.darwin = []
  }

  /** A process is described by its number; `start` is null where it is not told. */
  describe(app: SourceApp & { readonly pid: number }, start: { sec: number; nsec: number } | null): void {
    this.section.describe(app, start)
  }

  /** The next of Apple's. One beyond the limit takes no place: packets that refer to it name no app then. */
  describeDarwin(pid: number, name: string): void {
    if (this.darwin.length < limits.source.appsMax) this.darwin.push(this.apps.ofProcess(pid, name))
  }

  /** The app of the process that had this number then. */
  ofNumber(pid: number, sec: number, nsec: number): number {
    return this.section.at(pid, sec, nsec)
  }

  /** The app of the block at this place among Apple's; 0 where there is none. */
  ofDarwin(index: number): number {
    return this.darwin[index] ?? 0
  }

  /** The app that a comment names; -1 where it is one for people. */
  ofComment(buf: Buffer, start: number, end: number): number {
    // `PID`, and a length that the comment of a program does not reach.
    if (end - start <= 4 || end - start >= 256 || buf.readUInt32BE(start) >>> 8 !== 0x50_4944) return -1
    const id = this.comments.intern(buf, start, end, limits.source.appsMax)
    if (id === this.commentApps.length) this.commentApps.push(this.named(text(buf, start, end)))
    return this.commentApps[id] ?? -1
  }

  private named(comment: string): number {
    const match = processComment.exec(comment)
    if (match === null) return -1
    const [, pid, name = '', effectivePid, effectiveName = ''] = match
    // The process on whose behalf another one spoke, where there is one.
    return effectiveName !== '' && effectivePid !== undefined
      ? this.apps.ofProcess(Number(effectivePid), effectiveName)
      : this.apps.ofProcess(Number(pid), name)
  }
}
