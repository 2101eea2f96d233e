import { expect, test } from 'vitest'
import { newMark, TcpConversation } from './conversation.ts'
import type { Ends, Scene } from './conversation.ts'
import { BodyPool, makeRequest } from './http-content.ts'
import { Rng } from './rng.ts'

const ends: Ends = {
  client: { family: 4, bytes: Buffer.from([192, 0, 2, 10]) },
  clientPort: 20_000,
  server: { family: 4, bytes: Buffer.from([198, 51, 100, 1]) },
  serverPort: 80,
  host: 'api.example.com',
}

function scene(swapShare: number): Scene {
  const rng = new Rng('marks')
  return {
    rng,
    link: 'ethernet',
    pool: new BodyPool(rng, [100]),
    shape: { gzipShare: 0, chunkedShare: 0, imageShare: 0 },
    requestsTo: (host) => () => makeRequest(rng, host, 0),
    swapShare,
    twiceShare: 0,
    keyLog: () => undefined,
  }
}

test.each([
  ['in their order', 0],
  ['swapped', 1],
])('a mark settles once, with the last of the segments it hangs on, %s', (_, swapShare) => {
  const tcp = new TcpConversation(scene(swapShare), ends, 0)
  const head = newMark('request', 'http', ends)
  const whole = newMark('leak', 'http', ends)
  const settled = { head: 0, whole: 0 }
  let frames = 0
  const marks = [
    { mark: head, from: 0, to: 300 },
    { mark: whole, from: 0, to: 5_000 },
  ]
  for (const packet of tcp.send(0, Buffer.alloc(5_000, 'x'), marks)) {
    for (const mark of packet.marks) {
      frames++
      if (--mark.pending === 0) settled[mark === head ? 'head' : 'whole']++
    }
  }
  expect({ ...settled, frames }).toEqual({ head: 1, whole: 1, frames: 5 })
})

test('nor does one settle early that hangs on the end of a segment alone', () => {
  const tcp = new TcpConversation(scene(0), ends, 0)
  const mark = newMark('leak', 'http', ends)
  const pending: number[] = []
  for (const packet of tcp.send(0, Buffer.alloc(4_200, 'x'), [{ mark, from: 1_399, to: 1_401 }])) {
    for (const on of packet.marks) pending.push(--on.pending)
  }
  expect(pending).toEqual([1, 0])
})
