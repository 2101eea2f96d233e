import type { NameBook } from '../../attribute/names.ts'
import type { AnomalyLog } from '../../core/anomaly.ts'
import type { KeyLog } from '../../message/key-log.ts'
import { Dissector } from '../../packet/dissector.ts'
import type { LooseSink, PacketSink } from '../../packet/types.ts'
import type { FrameContext } from '../../source/types.ts'
import { takeSecrets } from '../reading/gather-keys.ts'
import { signs } from '../events/traffic-events.ts'
import type { TrafficEvents } from '../events/traffic-events.ts'

/**
 * The packet layer, with the names and secrets that the capture file itself records passed on, and joins of a Wi-Fi to
 * the events that the traffic shows.
 */
export class NamingDissector extends Dissector {
  private readonly names: NameBook
  private readonly keys: KeyLog
  private readonly log: AnomalyLog
  private readonly traffic: TrafficEvents

  constructor(
    sink: PacketSink,
    anomalies: AnomalyLog,
    names: NameBook,
    keys: KeyLog,
    traffic: TrafficEvents,
    loose: LooseSink,
  ) {
    super(sink, anomalies, loose)
    this.names = names
    this.keys = keys
    this.log = anomalies
    this.traffic = traffic
  }

  protected override other(name: string, buf: Buffer, at: number, end: number, context: FrameContext): void {
    if (name === 'eapol' && isLastOfHandshake(buf, at, end))
      this.traffic.saw(signs.eapol, context.sec, context.nsec, context.number)
  }

  secrets(kind: number, buf: Buffer, start: number, end: number): void {
    // Those of files are known already; those of a pipe count from where they come.
    if (this.keys.mayComeLate) takeSecrets(this.keys, this.log, kind, buf, start, end)
  }

  name(address: string, name: string): void {
    this.names.fileName(address, name)
  }
}

/**
 * The fourth message of the four-way handshake (IEEE 802.11 section 12.7.6): an EAPOL key frame with MIC and Secure, for
 * the pairwise key, not asking for an answer, without key data. A renewal of the group key has two other messages.
 */
function isLastOfHandshake(buf: Buffer, at: number, end: number): boolean {
  if (end - at < 99 || buf[at + 1] !== 3) return false
  const flags = buf.readUInt16BE(at + 5)
  return (flags & 0x0388) === 0x0308 && buf.readUInt16BE(at + 97) === 0
}
