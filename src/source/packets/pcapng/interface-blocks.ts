import type { AnomalyLog } from '../../../core/anomaly.ts'
import { limits } from '../../../core/limits.ts'
import { sourceAnomalies } from '../../anomalies.ts'
import type { SourceCounts } from '../../types.ts'
import { text } from './blocks.ts'
import type { PcapngOptions } from './options.ts'
import type { PcapngSection } from './section.ts'
import type { StatedDrops } from './stated-drops.ts'
import { TickClock } from './tick-clock.ts'

/** Blocks that describe interfaces, and tell what these lost. */
export class InterfaceBlocks {
  private readonly section: PcapngSection
  private readonly options: PcapngOptions
  private readonly drops: StatedDrops
  private readonly counts: SourceCounts
  private readonly anomalies: AnomalyLog

  constructor(
    section: PcapngSection,
    options: PcapngOptions,
    drops: StatedDrops,
    counts: SourceCounts,
    anomalies: AnomalyLog,
  ) {
    this.section = section
    this.options = options
    this.drops = drops
    this.counts = counts
    this.anomalies = anomalies
  }

  /** One that is too short to say anything still takes a number: packets count interfaces by their blocks. */
  skip(): void {
    const { interfaces } = this.section
    if (interfaces.length < limits.source.interfacesMax) interfaces.push(null)
  }

  describe(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const described = Math.max(this.counts.interfaces.length, this.section.interfaces.length)
    if (described >= limits.source.interfacesMax) {
      this.anomalies.note(sourceAnomalies.pcapngInterfaces, this.counts.frames)
      // Numbers beyond the end of the list are unknown interfaces, so nothing needs to be kept.
      return
    }
    const linkType = this.section.half(buf, at + 8)
    const snapLength = this.section.word(buf, at + 12)
    let name: string | null = null
    let hardware = ''
    let system = ''
    let resolution = 6
    let offsetSec = 0
    this.options.each(buf, at + 16, at + length - 4, (code, start, end) => {
      if (code === 2) name = text(buf, start, end)
      else if (code === 9 && end - start === 1) resolution = buf[start] as number
      else if (code === 14 && end - start === 8) {
        offsetSec = Number(this.section.isBigEndian ? buf.readBigInt64BE(start) : buf.readBigInt64LE(start))
      } else if (code === 12) system = text(buf, start, end)
      else if (code === 15) hardware = text(buf, start, end)
      else if (code === 9 || code === 14) {
        this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, `interface option ${code}`)
      }
    })
    const clock = new TickClock(resolution, offsetSec)
    if (clock.isFinerThanNanoseconds) {
      this.anomalies.note(
        sourceAnomalies.pcapngFineTime,
        0,
        `interface ${this.counts.interfaces.length}: resolution byte ${resolution}`,
      )
    }
    this.counts.timeDigits = Math.max(this.counts.timeDigits, clock.digits)
    const number = this.counts.interfaces.length
    this.section.interfaces.push({ number, linkType, snapLength, clock, dropped: 0 })
    this.counts.interfaces.push({
      name,
      linkType,
      snapLength,
      ...(hardware === '' ? {} : { hardware }),
      ...(system === '' ? {} : { system }),
    })
  }

  statistics(buf: Buffer, at: number, length: number): void {
    this.counts.containerBytes += length
    const owner = this.section.interfaces[this.section.word(buf, at + 8)]
    if (owner === undefined || owner === null) {
      this.anomalies.note(sourceAnomalies.pcapngUnknownInterface, this.counts.frames, 'statistics')
      return
    }
    let dropped = 0
    let isStated = false
    this.options.each(buf, at + 20, at + length - 4, (code, start, end) => {
      // isb_ifdrop and isb_osdrop: lost by the interface, and by the operating system behind it.
      if (code !== 5 && code !== 7) return
      if (end - start !== 8) {
        this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames, `statistics option ${code}`)
        return
      }
      isStated = true
      dropped += Number(this.section.isBigEndian ? buf.readBigUInt64BE(start) : buf.readBigUInt64LE(start))
    })
    if (!isStated) return
    const more = dropped - owner.dropped
    owner.dropped = dropped
    this.drops.byStatistics(more)
  }
}
