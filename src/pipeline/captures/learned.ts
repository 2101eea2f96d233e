import { DamagedFrames } from '../copies/damaged-frames.ts'
import { CaptureOrder } from '../packets/capture-order.ts'

/** What earlier readings of one capture told of it. */
export interface Learned {
  damage: DamagedFrames
  /** What was learned of damage in the order of frames that the next reading does not take. */
  damageInOther: DamagedFrames
  readonly order: CaptureOrder
}

/** Before the first reading. */
export function nothingLearned(): Learned {
  return { damage: new DamagedFrames(), damageInOther: new DamagedFrames(), order: new CaptureOrder() }
}

/** Where the next reading takes the frames in the other order, what was learned of damage in that one is what it knows. */
export function turnWithOrder(learned: Learned): void {
  if (learned.order.hasTurned)
    [learned.damage, learned.damageInOther] = [learned.damageInOther, learned.damage]
}
