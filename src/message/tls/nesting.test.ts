/** TLS inside TLS, as a hostile capture with all secrets could hold it: followed to a bound, and every byte counted. */
import { expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import { client, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { TlsConversation } from '../../../tools/bench/tls-stream.ts'
import { limits } from '../../core/limits.ts'
import { KeyLog } from '../key-log.ts'

const get = Buffer.from('GET /deep HTTP/1.1\r\nHost: a.example.com\r\n\r\n')

function nested(depth: number): Outcome {
  const keys = new KeyLog()
  let steps: { direction: 0 | 1; bytes: Buffer }[] = [{ direction: 0, bytes: get }]
  for (let level = 0; level < depth; level++) {
    const tls = new TlsConversation(new Rng(`level ${level}`), 'www.example.com')
    keys.add(tls.keyLog)
    steps = [
      { direction: 0, bytes: tls.hello },
      { direction: 1, bytes: tls.answer },
      { direction: 0, bytes: tls.clientFinished },
      ...steps.map(({ direction, bytes }) => ({ direction, bytes: tls.seal(direction === 0, bytes) })),
    ]
  }
  const played: Step[] = steps.map(({ direction, bytes }) =>
    direction === 0 ? client(bytes) : server(bytes),
  )
  const outcome = playLayer(played, undefined, testFlow('tcp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

test('TLS inside TLS is read to the limit, and said beyond it', () => {
  for (const depth of [1, 2, limits.message.streamNestingMax]) {
    const outcome = nested(depth)
    expect(outcome.messages).toMatchObject([{ kind: 'request', target: '/deep' }])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.decryptedConnections).toBe(depth)
  }
  for (const depth of [limits.message.streamNestingMax + 1, 40]) {
    const outcome = nested(depth)
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toEqual({ 'message.tls.nesting_limit': 1 })
    expect(outcome.counts.limitBytes).toBeGreaterThan(0)
  }
})
