import type { AnomalyLog } from '../../../core/anomaly.ts'
import { sourceAnomalies } from '../../anomalies.ts'
import type { FrameTally } from '../frame-tally.ts'
import { readUidMap } from '../pcapdroid.ts'
import { enterprises, text, wiresharkProcess } from './blocks.ts'
import type { PcapngOptions } from './options.ts'
import type { PcapngProcesses } from './processes.ts'
import type { PcapngSection } from './section.ts'

/** Blocks that describe the apps and processes that packets refer to. */
export class ProcessBlocks {
  private readonly section: PcapngSection
  private readonly options: PcapngOptions
  private readonly processes: PcapngProcesses
  private readonly tally: FrameTally
  private readonly anomalies: AnomalyLog

  constructor(
    section: PcapngSection,
    options: PcapngOptions,
    processes: PcapngProcesses,
    tally: FrameTally,
    anomalies: AnomalyLog,
  ) {
    this.section = section
    this.options = options
    this.processes = processes
    this.tally = tally
    this.anomalies = anomalies
  }

  /** Custom blocks (section 4.8) of this enterprise: those that name apps and processes are read, all others passed. */
  custom(buf: Buffer, at: number, length: number, enterprise: number): void {
    const end = at + length - 4
    if (enterprise === enterprises.pcapdroid) {
      const mapping = readUidMap(buf, at + 12, end, this.section.isBigEndian)
      if (mapping !== null) this.tally.context.apps.ofUid(mapping.uid, mapping.name, mapping.packageName)
      else this.anomalies.note(sourceAnomalies.pcapngOddOption, this.tally.counts.frames, 'app of PCAPdroid')
    } else if (enterprise === enterprises.wireshark && end - at >= 24) {
      if (buf.readUInt32LE(at + 12) === wiresharkProcess) this.readProcess(buf, at, end)
    }
  }

  /** A process, as Wireshark writes it: number, then options (name 2, path 3, user 6, start in nanoseconds 9). */
  private readProcess(buf: Buffer, at: number, end: number): void {
    const stated = at + 20 + buf.readUInt32LE(at + 16)
    if (stated > end) {
      this.anomalies.note(
        sourceAnomalies.pcapngOddOption,
        this.tally.counts.frames,
        'process beyond its block',
      )
    }
    let name = ''
    let path = ''
    let uid: number | null = null
    let start: { sec: number; nsec: number } | null = null
    this.options.each(
      buf,
      at + 24,
      Math.min(stated, end),
      (code, from, to) => {
        if (code === 2) name = text(buf, from, to)
        else if (code === 3) path = text(buf, from, to)
        else if (code === 6 && to - from === 4) uid = buf.readUInt32LE(from)
        else if (code === 9 && to - from === 8) {
          const nanoseconds = buf.readBigUInt64LE(from)
          start = {
            sec: Number(nanoseconds / 1_000_000_000n),
            nsec: Number(nanoseconds % 1_000_000_000n),
          }
        }
      },
      false,
    )
    this.processes.describe({ pid: buf.readUInt32LE(at + 20), uid, name, path, packageName: '' }, start)
  }

  /** A process, as Apple writes it: packets refer to it by its place among its like in the section. */
  darwin(buf: Buffer, at: number, length: number): void {
    let name = ''
    this.options.each(buf, at + 12, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
    })
    this.processes.describeDarwin(this.section.word(buf, at + 8), name)
  }
}
