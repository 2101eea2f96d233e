import { RunOrigin } from '../../core/origin.ts'

/** Where the reading of a capture stands: its clock, what was read last, and what the packet at hand says beyond its bytes. One object. */
export class ReadingPoint {
  /** Handed to the consumer with every run: one object. Until the next one it says what was read last. */
  readonly origin: RunOrigin = new RunOrigin()
  /** The layer's clock. */
  now = 0
  /** The latest second that was seen. */
  latestSec = 0
  /** Of the packet whose payload is given: what it acknowledges, or -1 where it acknowledges nothing. */
  acknowledgement = -1
  /** Of the packet whose payload is given, where it was cut: how many bytes of its frame the source counts as cut off. */
  frameCut = 0

  /** Whether a packet of this time is older than another before it, by a second, or than what was read last of any connection. */
  isOlder(sec: number, nsec: number): boolean {
    const { origin } = this
    return sec < this.latestSec || sec < origin.sec || (sec === origin.sec && nsec < origin.nsec)
  }
}
