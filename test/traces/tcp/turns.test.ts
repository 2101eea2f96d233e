/** Messages of a protocol that is not known are told apart by who speaks, in whatever order the segments came. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const messages = 8

/** Frames of one connection, and which of them hold the first half of a message whose second half is the next. */
function conversation(): { frames: Buffer[]; firsts: number[] } {
  const talk = new TcpConversation().open()
  const firsts: number[] = []
  for (let index = 0; index < messages; index++) {
    firsts.push(talk.frames.length)
    talk
      .send(`\u0001\u0002position ${index};`)
      .send(`imei=${imei};\n`)
      .reply('received, and thank you for it; wait for the next.\n')
  }
  return { frames: talk.close().frames, firsts }
}

test.each([
  ['none', []],
  ['some', [1, 2, 5]],
  ['all', [0, 1, 2, 3, 4, 5, 6, 7]],
] as const)('where %s of the messages have their halves in the other order', async (_, swapped) => {
  const { frames, firsts } = conversation()
  for (const index of swapped) {
    const at = firsts[index] ?? 0
    const pair = frames.slice(at, at + 2)
    frames.splice(at, 2, ...pair.toReversed())
  }
  const { transmissions, observations } = await scanFrames(frames)
  expect(transmissions).toHaveLength(messages)
  expect(new Set(observations.map(({ exchange }) => exchange)).size).toBe(messages)
})
