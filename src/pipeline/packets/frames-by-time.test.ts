import { describe, expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { FrameContext } from '../../source/types.ts'
import type { FrameSink } from '../../source/types.ts'
import { FramesByTime } from './frames-by-time.ts'

/** Gives frames of one byte each, their times in nanoseconds, and says in which order they come out. */
function ordered(
  times: readonly number[],
  bytes = 1,
): { numbers: number[]; contents: string; byTime: FramesByTime } {
  const numbers: number[] = []
  let contents = ''
  // Of each frame: its length, the same on the wire, and what it came with. Compared here: there may be hundreds of thousands.
  const due = [bytes, bytes, 1, 2, 3, 4]
  const odd: { number: number; told: number[] }[] = []
  const taker: FrameSink = {
    frame: (buf, start, context) => {
      numbers.push(context.number)
      contents += buf.toString('latin1', start, start + Math.min(1, context.capturedLength))
      const { number, wireLength, linkType, interfaceNumber, app, trailerLength } = context
      // Nothing of another frame lies behind it, which would be searched for what a parser misses.
      const told = [buf.length - start, wireLength - number, linkType, interfaceNumber, app, trailerLength]
      if (told.some((value, index) => value !== due[index])) odd.push({ number, told })
    },
  }
  const byTime = new FramesByTime(taker)
  const context = new FrameContext()
  const frame = Buffer.alloc(bytes + 1)
  times.forEach((time, index) => {
    context.number = index + 1
    context.sec = Math.floor(time / 1e9)
    context.nsec = time % 1e9
    context.capturedLength = bytes
    context.wireLength = context.number + bytes
    context.linkType = 1
    context.interfaceNumber = 2
    context.app = 3
    context.trailerLength = 4
    // Behind a byte of another: the frame need not begin its buffer, which is used again.
    frame.fill(97 + (index % 26), 1)
    byTime.frame(frame, 1, context)
  })
  byTime.end()
  expect(odd).toEqual([])
  return { numbers, contents, byTime }
}

describe('frames', () => {
  test('come in the order of their times, whole', () => {
    expect(ordered([5, 3, 9, 1_000_000_004, 7, 1])).toMatchObject({
      numbers: [6, 2, 1, 5, 3, 4],
      contents: 'fbaecd',
    })
  })

  test('are known by the turn at which they came; of others the number stands for it', () => {
    const { byTime } = ordered([5, 3, 9])
    expect([1, 2, 3, 4, 1_048_577].map(byTime.turnOf)).toEqual([2, 1, 3, 4, 1_048_577])
  })

  test('of one time come as they stand in the file', () => {
    expect(ordered([7, 7, 5, 7, 5]).numbers).toEqual([3, 5, 1, 2, 4])
  })

  test('without a time stay behind the one before them', () => {
    expect(ordered([9, 0, 0, 4, 0, 8]).numbers).toEqual([4, 5, 6, 1, 2, 3])
  })

  test('beyond the room for them: the older half goes on, and nothing is lost', () => {
    const count = 300
    const bytes = Math.floor(limits.packet.waitingBytesMax / 100)
    const half = Array.from({ length: count }, (_, index) => index + 1)
    // Each 40 frames from its place.
    const near = half.map((time) => time + (time % 2 === 0 ? 40 : 0))
    const { numbers } = ordered(near, bytes)
    expect(numbers).toHaveLength(count)
    const times = numbers.map((number) => near[number - 1] as number)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    const far = ordered([...half.slice(200), ...half.slice(0, 200)], bytes).numbers
    expect(far.toSorted((a, b) => a - b)).toEqual(half)
  })

  test('are bounded by their number, too', () => {
    const count = limits.packet.waitingFramesMax + 10
    const { numbers } = ordered(
      Array.from({ length: count }, (_, index) => count - index),
      0,
    )
    expect(numbers).toHaveLength(count)
    expect(new Set(numbers).size).toBe(count)
    // The oldest came last, when half had gone on.
    expect(numbers[0]).toBe(limits.packet.waitingFramesMax)
  })
})

test('names and secrets that the file holds are passed on at once', () => {
  const seen: string[] = []
  const byTime = new FramesByTime({
    frame: () => undefined,
    name: (address, name) => seen.push(`${address} ${name}`),
    secrets: (kind, buf, start, end) => seen.push(`${kind} ${buf.toString('latin1', start, end)}`),
  })
  byTime.name('192.0.2.1', 'phone.example')
  byTime.secrets(7, Buffer.from('a secret'), 2, 8)
  expect(seen).toEqual(['192.0.2.1 phone.example', '7 secret'])
})
