import type { Direction } from '../../core/verdict.ts'
import type { Flow, OrderWatch } from '../../stream/types.ts'
import { LateSegments } from './late-segments.ts'

/**
 * Learns, while a capture is read, whether its frames stand in an order in which they were not sent, as those of several queues
 * or interfaces do; the next reading takes them in the order of their times, and waits for what is known to come. Times that go
 * back say little by themselves: a clock is set back, too. So something in a connection has to stand behind what followed it,
 * and where the order of the times breaks more of them than that of the file, that of the file is kept.
 * See docs/decisions/0040-order-of-frames.md.
 */
export class CaptureOrder implements OrderWatch {
  /** The reading at hand takes the frames in the order of their times. */
  isByTime = false
  /** The next reading takes the frames in another order than the one at hand: what this one told of damage is worth nothing there. */
  hasTurned = false
  /** Something was learned that the reading at hand could not use from its start. */
  isWiser = false
  /** A frame that is older than one before it, and was at least looked at for that; 0 where there is none. */
  firstOlder = 0
  /** The order of the times was tried, and is worse. */
  private isTimeWrong = false
  /** Frames of the reading at hand that came behind what followed them; and of the one in the order of the file. */
  private behind = 0
  private behindInFile = 0
  /** What came late in the order of the file, and in that of the times: what is late in the one is not in the other. */
  private readonly lateInFile: LateSegments = new LateSegments()
  private readonly lateByTime: LateSegments = new LateSegments()
  /** What the reading at hand knows from its start to come late; null where that is nothing. */
  waitedFor: LateSegments | null = null

  /** Whether another reading would know more of where bytes belong. */
  get isUnsure(): boolean {
    return this.isWiser || this.late.isOver
  }

  private get late(): LateSegments {
    return this.isByTime ? this.lateByTime : this.lateInFile
  }

  begin(): void {
    this.waitedFor = this.late.asOfNow()
    this.isWiser = false
    this.hasTurned = false
    this.behind = 0
  }

  /** The reading is over: decides what the next one is to do. */
  end(): void {
    if (this.isByTime) {
      if (this.behind < this.behindInFile) return
      this.isByTime = false
      this.isTimeWrong = true
      this.turns()
    } else if (this.firstOlder > 0 && this.behind > 0 && !this.isTimeWrong) {
      this.behindInFile = this.behind
      this.isByTime = true
      this.turns()
    }
  }

  cameBehind(frame: number, isOlder: boolean): void {
    this.behind++
    if (isOlder && this.firstOlder === 0) this.firstOlder = frame
  }

  wentBack(frame: number): void {
    if (this.firstOlder === 0) this.firstOlder = frame
  }

  filled(flow: Flow, direction: Direction, sequence: number, length: number): void {
    if (this.late.add(flow, direction, sequence, length)) this.isWiser = true
  }

  willCome(flow: Flow, direction: Direction, sequence: number, length: number): boolean {
    return this.waitedFor?.has(flow, direction, sequence, length) === true
  }

  private turns(): void {
    this.hasTurned = true
    this.isWiser = true
  }
}
