import { AnomalyLog } from '../../src/core/anomaly.ts'
import { emptyPacketCounts } from '../../src/packet/counts.ts'
import { FrameAtHand } from '../../src/packet/frame/frame-at-hand.ts'
import { LinkView } from '../../src/packet/link/link-view.ts'
import { LooseTeller } from '../../src/packet/loose-teller.ts'
import { setEnds } from '../../src/packet/set-ends.ts'
import { TunnelEntry } from '../../src/packet/tunnel/tunnel-entry.ts'
import { PacketView } from '../../src/packet/types.ts'
import type { LooseBytes, PacketCounts } from '../../src/packet/types.ts'
import { FrameContext } from '../../src/source/types.ts'

/** What was told of loose bytes: their text, with the last word of both addresses. */
export interface ToldLoose extends Pick<LooseBytes, 'protocol' | 'isAnswer' | 'sourcePort' | 'targetPort'> {
  readonly text: string
  readonly target: number | undefined
}

/** What has a part in the reading of one frame, which is number 7 and holds `text`; its packet goes to 198.51.100.1. */
export interface FrameParts {
  readonly buf: Buffer
  readonly current: FrameAtHand
  readonly context: FrameContext
  readonly view: LinkView
  readonly packet: PacketView
  readonly counts: PacketCounts
  readonly anomalies: AnomalyLog
  readonly loose: LooseTeller
  readonly told: ToldLoose[]
  readonly tunnel: TunnelEntry
  /** The codes of what was noted, without their layer. */
  readonly codes: () => string[]
}

/** The last words of addresses: of a server on the Internet, and of a group of routers. */
export const onInternet = 0x08_08_08_08
export const onLink: number = 0xe0_00_00_05 | 0

export function frameParts(text: string, target: number = onInternet): FrameParts {
  const anomalies = new AnomalyLog()
  const [current, view, packet] = [new FrameAtHand(anomalies), new LinkView(), new PacketView()]
  const buf = Buffer.from(text, 'latin1')
  const context = new FrameContext()
  context.number = 7
  context.sec = 1_550_000_000
  context.capturedLength = buf.length
  context.wireLength = buf.length
  current.context = context
  view.end = buf.length
  view.wireEnd = buf.length
  packet.buf = buf
  setEnds(packet, [0, 0, 0xffff, 0x0a_00_00_01], [0, 0, 0xffff, target])
  const told: ToldLoose[] = []
  const sink = {
    loose: (bytes: LooseBytes): void => {
      const { protocol, isAnswer, sourcePort, targetPort } = bytes
      const said = bytes.buf.toString('latin1', bytes.start, bytes.end)
      told.push({ text: said, protocol, isAnswer, sourcePort, targetPort, target: bytes.target[3] })
    },
  }
  const loose = new LooseTeller(sink, packet, anomalies)
  return {
    buf,
    current,
    context,
    view,
    packet,
    counts: emptyPacketCounts(),
    anomalies,
    loose,
    told,
    tunnel: new TunnelEntry(current, view, packet, loose),
    codes: () => Array.from(anomalies.tallies.keys(), (code) => code.replace(/^packet\./, '')),
  }
}
