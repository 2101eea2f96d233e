import { limits } from '../../core/limits.ts'

/** Counts what each station of a Wi-Fi sends through an access point, to know which one a capture is about. */
export class Stations {
  private readonly frames: Map<number, number> = new Map()
  private total = 0

  /** A frame of data whose sender's MAC address stands at `at`. */
  saw(buf: Buffer, at: number): void {
    const station = buf.readUIntBE(at, 6)
    const count = this.frames.get(station) ?? 0
    this.total++
    if (count > 0 || this.frames.size < limits.packet.stationsMax) this.frames.set(station, count + 1)
  }

  /** The MAC address, in hex, of the one that sent more than all others together; '' where none did. */
  get busiest(): string {
    for (const [station, count] of this.frames)
      if (count * 2 > this.total) return station.toString(16).padStart(12, '0')
    return ''
  }
}
