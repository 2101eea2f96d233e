import { describe, expect, test } from 'vitest'
import { testFlow } from '../../../test/support/playbook.ts'
import { limits } from '../../core/limits.ts'
import { CaptureOrder } from './capture-order.ts'

/** One reading, in which this is told of it. */
function read(
  order: CaptureOrder,
  tell: () => void,
): { isByTime: boolean; isWiser: boolean; hasTurned: boolean } {
  order.begin()
  tell()
  const { isByTime } = order
  order.end()
  return { isByTime, isWiser: order.isWiser, hasTurned: order.hasTurned }
}

describe('the order of the times', () => {
  test('is tried where something older stands behind what followed it, and kept where it breaks less', () => {
    const order = new CaptureOrder()
    const first = read(order, () => {
      order.cameBehind(8, true)
    })
    expect(first).toEqual({ isByTime: false, isWiser: true, hasTurned: true })
    expect(read(order, () => undefined)).toEqual({ isByTime: true, isWiser: false, hasTurned: false })
    expect(order.firstOlder).toBe(8)
  })

  test('is left again where it breaks as much, and not tried twice', () => {
    const order = new CaptureOrder()
    const tell = (): void => {
      order.wentBack(3)
      order.cameBehind(8, false)
    }
    expect(read(order, tell).isByTime).toBe(false)
    expect(read(order, tell)).toEqual({ isByTime: true, isWiser: true, hasTurned: true })
    expect(read(order, tell)).toEqual({ isByTime: false, isWiser: false, hasTurned: false })
  })

  test.each([
    ['times go back', (order: CaptureOrder): void => order.wentBack(3)],
    ['something comes late', (order: CaptureOrder): void => order.cameBehind(3, false)],
  ])('is not tried where only %s', (_name, tell) => {
    const order = new CaptureOrder()
    expect(read(order, () => tell(order))).toEqual({ isByTime: false, isWiser: false, hasTurned: false })
  })
})

describe('bytes that came behind a gap', () => {
  const flow = testFlow('tcp')

  test('are waited for in the next reading, and nothing else is', () => {
    const order = new CaptureOrder()
    // Where numbers come round again.
    const first = read(order, () => order.filled(flow, 0, -10, 20))
    expect(first.isWiser).toBe(true)
    expect(read(order, () => order.filled(flow, 0, -10, 20)).isWiser).toBe(false)
    expect(order.willCome(flow, 0, -100, 91)).toBe(true)
    expect(order.willCome(flow, 0, 9, 1)).toBe(true)
    expect(order.willCome(flow, 0, -100, 90)).toBe(false)
    expect(order.willCome(flow, 0, 10, 5)).toBe(false)
    expect(order.willCome(flow, 1, -10, 20)).toBe(false)
    expect(order.willCome(testFlow('tcp', { clientPort: 9 }), 0, -10, 20)).toBe(false)
  })

  test('are known again, too, where the order of the times was left', () => {
    const order = new CaptureOrder()
    const tell = (): void => {
      order.wentBack(3)
      order.cameBehind(8, false)
      order.filled(flow, 0, 100, 20)
    }
    expect(read(order, tell)).toEqual({ isByTime: false, isWiser: true, hasTurned: true })
    const inTimes = read(order, () => {
      expect(order.willCome(flow, 0, 100, 20)).toBe(false)
      tell()
    })
    expect(inTimes).toEqual({ isByTime: true, isWiser: true, hasTurned: true })
    const again = read(order, () => {
      expect(order.willCome(flow, 0, 100, 20)).toBe(true)
      tell()
    })
    expect(again).toEqual({ isByTime: false, isWiser: false, hasTurned: false })
  })

  test('are remembered up to a limit, and that there are more is known', () => {
    const order = new CaptureOrder()
    const tell = (): void => {
      for (let index = 0; index <= limits.stream.lateSegmentsMax; index++)
        order.filled(flow, 0, index * 10, 5)
    }
    expect(read(order, tell).isWiser).toBe(true)
    expect(read(order, tell).isWiser).toBe(false)
    expect(order.isUnsure).toBe(true)
    expect(order.willCome(flow, 0, limits.stream.lateSegmentsMax * 10, 5)).toBe(false)
  })
})
