/** What the snapshot length cut off is missing once: in the bytes that were cut off, and in no gap of a stream. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import type { CapturedFrame } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const body = 'a'.repeat(5_000)
const request = `POST /x HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const { frames } = new TcpConversation().open().send(request, 1_000).reply(answer, 1_000).close()
const snapLength = 200
const whole = request.length + answer.length
const headerBytes = 54
/** The frames of the request's second, third and fourth segment. */
const [second, third, fourth] = [4, 5, 6]

const missingOf = async (
  given: readonly (Buffer | CapturedFrame)[],
): Promise<{ payload: number; cutBytes: number; gapBytes: number; gaps: number }> => {
  const { coverage } = await scanFrames(given, { snapLength })
  const { cutBytes, gapBytes, gaps } = coverage.missing
  return { payload: coverage.summary.payload, cutBytes, gapBytes, gaps }
}

const without = (index: number): Buffer[] => frames.filter((_, at) => at !== index)
const swapped = (index: number): Buffer[] =>
  frames.map(
    (frame, at) => (at === index ? frames[at + 1] : at === index + 1 ? frames[index] : frame) ?? frame,
  )

test('of a conversation of which each packet was captured, nothing is missing but what was cut off', async () => {
  const { payload, cutBytes, ...gaps } = await missingOf(frames)
  expect(gaps).toEqual({ gapBytes: 0, gaps: 0 })
  expect(cutBytes).toBeGreaterThan(whole / 2)
  expect(payload + cutBytes).toBe(whole)
})

test('so it is where segments come in another order, and where they come twice', async () => {
  for (const index of [second, third, fourth]) {
    const { payload, cutBytes, ...gaps } = await missingOf(swapped(index))
    expect(gaps).toEqual({ gapBytes: 0, gaps: 0 })
    expect(payload + cutBytes).toBe(whole)
    const again = await missingOf(frames.flatMap((frame, at) => (at === index ? [frame, frame] : [frame])))
    expect(again).toMatchObject({ gapBytes: 0, gaps: 0 })
    expect(again.payload + again.cutBytes).toBe(whole + (frames[index] as Buffer).length - headerBytes)
  }
})

test('a segment that was not captured at all is a gap beside it, with each of its bytes', async () => {
  for (const index of [second, third, fourth]) {
    const lost = (frames[index] as Buffer).length - headerBytes
    const { payload, cutBytes, ...gaps } = await missingOf(without(index))
    expect(gaps).toEqual({ gapBytes: lost, gaps: 1 })
    expect(payload + cutBytes + lost).toBe(whole)
  }
})

test('what a longer copy brings fills a part of what was cut off, and the rest is in no gap', async () => {
  // Held behind a segment that comes late: the second copy of the third begins in the middle of it.
  const { frames: copies } = new TcpConversation({}, 1_000 + 2_500).open().send(request.slice(2_500, 2_600))
  const copy = copies.at(-1) as Buffer
  const order = [...frames.slice(0, second), copy, third, second, fourth].map((one) =>
    typeof one === 'number' ? (frames[one] as Buffer) : one,
  )
  const { cutBytes, ...gaps } = await missingOf([...order, ...frames.slice(fourth + 1)])
  expect(gaps).toMatchObject({ gapBytes: 0, gaps: 0 })
  expect(cutBytes).toBe((await missingOf(frames)).cutBytes)
})

test('where the file does not say that packets were longer, what is missing of them is in gaps', async () => {
  const short = frames.map((bytes) => ({ bytes, wireLength: Math.min(bytes.length, snapLength) }))
  const { payload, cutBytes, gapBytes } = await missingOf(short)
  expect(cutBytes).toBe(0)
  expect(payload + gapBytes).toBe(whole)
})
