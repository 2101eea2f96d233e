import type { AnomalyLog } from '../../../core/anomaly.ts'
import { limits } from '../../../core/limits.ts'
import { sourceAnomalies } from '../../anomalies.ts'
import type { SourceCounts } from '../../types.ts'
import { text } from './blocks.ts'
import type { PcapngSection } from './section.ts'

/** Codes of options that any block may have (section 3.5 of the draft). */
export const endOfOptions = 0
/** Text for people, or for other programs. */
export const commentOption = 1

/** Options of blocks, and the comments among them, which are kept. */
export class PcapngOptions {
  private readonly section: PcapngSection
  private readonly counts: SourceCounts
  private readonly anomalies: AnomalyLog
  /** Comments of the files of the same recording before this one: a recorder writes the same at the head of each. */
  private readonly commentsBefore: ReadonlySet<string>
  private isLimitNoted = false

  constructor(section: PcapngSection, counts: SourceCounts, anomalies: AnomalyLog) {
    this.section = section
    this.counts = counts
    this.anomalies = anomalies
    this.commentsBefore = new Set(counts.comments)
  }

  /** Calls `visit` for each option but comments, which are kept. */
  each(
    buf: Buffer,
    start: number,
    end: number,
    visit: (code: number, start: number, end: number) => void,
    isBigEndian: boolean = this.section.isBigEndian,
  ): void {
    let at = start
    while (end - at >= 4) {
      const code = isBigEndian ? buf.readUInt16BE(at) : buf.readUInt16LE(at)
      const length = isBigEndian ? buf.readUInt16BE(at + 2) : buf.readUInt16LE(at + 2)
      if (code === endOfOptions) return
      if (end - at - 4 < length) break
      if (code === commentOption) this.keepComment(buf, at + 4, at + 4 + length)
      else visit(code, at + 4, at + 4 + length)
      at += 4 + ((length + 3) & ~3)
    }
    if (at < end) this.anomalies.note(sourceAnomalies.pcapngOddOption, this.counts.frames)
  }

  keepComment(buf: Buffer, start: number, end: number): void {
    const isTooLong = end - start > limits.source.commentBytesMax
    const { commentsBefore } = this
    if (commentsBefore.size > 0 && commentsBefore.has(text(buf, start, end))) return
    if (this.counts.comments.length < limits.source.commentsMax) {
      this.counts.comments.push(text(buf, start, end))
      if (!isTooLong) return
    }
    if (this.isLimitNoted) return
    this.isLimitNoted = true
    this.anomalies.note(sourceAnomalies.pcapngComments, this.counts.frames)
  }
}
