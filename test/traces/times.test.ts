/** Times that cannot be true are said to be so. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { anomalyCodes, scanFrames } from '../support/scan-frames.ts'

const { frames } = new TcpConversation().open().send('GET / HTTP/1.1\r\nHost: a.example\r\n\r\n').close()

test.each([
  [0, true],
  [86_400 * 365, true],
  [1_550_000_000, false],
])('of second %d', async (sec, isDoubted) => {
  const result = await scanFrames(frames.map((bytes) => ({ bytes, sec, nsec: 0 })))
  expect(anomalyCodes(result).includes('source.capture.no_clock')).toBe(isDoubted)
})
