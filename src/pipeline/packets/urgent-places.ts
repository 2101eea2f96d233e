import type { RunMap } from '../../core/origin.ts'
import { Message } from '../../message/types.ts'
import type { Part } from '../../message/types.ts'
import { tcpHeaderStart } from '../../packet/checksum.ts'
import type { PacketView } from '../../packet/types.ts'

/** Where in the header of TCP the pointer stands, which counts from the first byte to the one behind the urgent byte. */
const pointerAt = 18
const placesMax = 1_024

/**
 * Keeps where urgent bytes lie: receivers take them out of the stream, unless they ask for them in line (RFC 6093). No phone
 * sends any; where one is, messages are read without it, too.
 */
export class UrgentPlaces {
  /** Offsets in the frame, by its number. */
  private readonly places: Map<number, Set<number>> = new Map()

  /** The bytes of a message, as those of no protocol, without the urgent ones among them; null where there are none. */
  without(message: Message): Message | null {
    if (this.places.size === 0) return null
    const other = new Message()
    const kept: Buffer[] = []
    let isOther = false
    for (const part of [message.head, message.body, message.trailer])
      isOther = this.keep(part, kept, other.body.runs) || isOther
    if (!isOther) return null
    other.protocol = 'unrecognised'
    other.isFurther = true
    other.direction = message.direction
    other.frame = message.frame
    other.sec = message.sec
    other.nsec = message.nsec
    other.body.buf = Buffer.concat(kept)
    other.body.end = other.body.buf.length
    return other
  }

  /** Adds the bytes of a part that are not urgent to `kept`, and where they lie to `runs`. True where some are. */
  private keep({ buf, start, end, runs }: Part, kept: Buffer[], into: RunMap): boolean {
    // What has another form on the wire has no place for each byte.
    const wireBytes = runs.wireBytes(end - start)
    if (wireBytes !== null && wireBytes !== end - start) return false
    let isOther = false
    let at = start
    let length = kept.reduce((sum, bytes) => sum + bytes.length, 0)
    for (const span of runs.spans(0, end - start)) {
      let from = span.start
      const urgent = [...(this.places.get(span.frame) ?? [])].filter(
        (place) => place >= span.start && place < span.end,
      )
      for (const place of [...urgent.toSorted((left, right) => left - right), span.end]) {
        if (place > from) {
          const bytes = buf.subarray(at + from - span.start, at + place - span.start)
          into.add(length, span.frame, from)
          kept.push(bytes)
          length += bytes.length
        }
        if (place < span.end) isOther = true
        from = place + 1
      }
      at += span.end - span.start
    }
    return isOther
  }

  /** Keeps the place of the urgent byte of a segment that says to have one. */
  add(packet: PacketView, frame: number): void {
    const { buf, frameStart, payloadStart, payloadEnd, pieces } = packet
    const header = pieces === null ? tcpHeaderStart(packet) : -1
    if (header < 0 || this.places.size >= placesMax) return
    const place = payloadStart + buf.readUInt16BE(header + pointerAt) - 1
    if (place < payloadStart || place >= payloadEnd) return
    const known = this.places.get(frame)
    if (known === undefined) this.places.set(frame, new Set([place - frameStart]))
    else known.add(place - frameStart)
  }
}
