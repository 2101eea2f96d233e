import { finishChecksum, viewFrame } from './frame-view.ts'
import type { RecordedFrame } from './pcapng.ts'
import { Random } from './random.ts'
import type { Jump } from './virtual-clock.ts'

/**
 * From the real times of the recording to the emulated day, in two documented steps:
 *
 * 1. Jumps. The emulated clock ran as fast as the real one, except that it jumped over times when nothing
 *    was under way. Each frame gets the offset of the last jump before it: within a burst, the real delays
 *    between frames stay as they were.
 * 2. Path. The two namespaces are microseconds apart; a phone and a server are not. A frame that answers
 *    the other direction of its conversation comes at least one path delay after what it answers. Frames
 *    keep their order: one that waits makes all later ones of the burst wait, until the next idle time
 *    absorbs it.
 *
 * No frame is added, dropped, reordered or changed in its payload.
 */
export interface PathDelays {
  /** Round trip beyond the access point by server address in hex; the access point itself is not in it. */
  readonly byAddress: ReadonlyMap<string, number>
  /** The air between phone and access point, both ways. */
  readonly airMs: number
}

interface RetimedFrame extends RecordedFrame {
  readonly realNs: bigint
}

export interface Retimed {
  readonly frames: readonly RetimedFrame[]
  readonly checksumsFinished: number
  /** The largest sum of path delays that frames of one burst carried. */
  readonly shiftMsMax: number
}

const NS_PER_MS = 1_000_000
/** Frames whose recorded times are equal stay in order by this much. */
const ORDER_NS = 1000n

export function msToNs(ms: number): bigint {
  const whole = Math.floor(ms)
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * NS_PER_MS))
}

/** Step 1 alone: what the emulated clock said at a real time. `jumps` are in order. */
export function emulatedNs(realNs: bigint, jumps: readonly Jump[]): bigint {
  let last = jumps[0]
  if (last === undefined) return realNs
  for (const jump of jumps) {
    if (msToNs(jump.realMs) > realNs) break
    last = jump
  }
  return msToNs(last.emulatedMs) + (realNs - msToNs(last.realMs))
}

export function retime(
  recorded: readonly RecordedFrame[],
  jumps: readonly Jump[],
  path: PathDelays,
  phoneMac: string,
  seed: number,
): Retimed {
  const random = new Random(seed).fork('path')
  const mac = Buffer.from(phoneMac.replaceAll(':', ''), 'hex')
  const lastOfDirection = new Map<string, bigint>()
  const frames: RetimedFrame[] = []
  let checksumsFinished = 0
  let shiftNsMax = 0n
  let jumpIndex = 0
  let previousNs = 0n
  let previousBaseNs = 0n
  for (const { atNs: realNs, bytes } of recorded) {
    const jumpIndexBefore = jumpIndex
    while (isReached(jumps[jumpIndex + 1], realNs)) jumpIndex++
    const baseNs = emulatedNs(realNs, jumps.slice(jumpIndex, jumpIndex + 1))
    // Within a burst the recorded gap to the frame before is kept; after a jump, order is enough.
    const gapNs = jumpIndex === jumpIndexBefore ? baseNs - previousBaseNs : ORDER_NS
    let atNs = larger(baseNs, previousNs + (gapNs > 0n ? gapNs : ORDER_NS))
    const view = viewFrame(bytes, mac)
    if (view !== null) {
      if (finishChecksum(bytes, view)) checksumsFinished++
      const other = lastOfDirection.get(`${view.conversation} ${view.isFromPhone ? 'server' : 'phone'}`)
      if (other !== undefined) {
        const meanMs = view.isFromPhone ? path.airMs : (path.byAddress.get(view.serverAddress) ?? 1)
        atNs = larger(atNs, other + msToNs(meanMs * random.between(0.92, 1.18)))
      }
      lastOfDirection.set(`${view.conversation} ${view.isFromPhone ? 'phone' : 'server'}`, atNs)
    }
    shiftNsMax = larger(shiftNsMax, atNs - baseNs)
    frames.push({ atNs, realNs, bytes })
    previousNs = atNs
    previousBaseNs = baseNs
  }
  return { frames, checksumsFinished, shiftMsMax: Number(shiftNsMax) / NS_PER_MS }
}

function isReached(jump: Jump | undefined, realNs: bigint): boolean {
  return jump !== undefined && msToNs(jump.realMs) <= realNs
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
