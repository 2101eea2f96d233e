/** What only OpenSSL's own programs do: key updates, and early data that is taken or refused. */
import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import { hasOpenssl } from '../../../test/support/dtls-peers.ts'
import { opensslTalk } from '../../../test/support/openssl-peers.ts'
import { numbered, playLayer, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { KeyLog } from '../key-log.ts'

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`

function read(steps: readonly Step[], keyLog: string): Outcome {
  const keys = new KeyLog()
  keys.add(keyLog)
  const outcome = playLayer(steps, undefined, testFlow('tcp', { serverPort: 443 }), keys)
  expectBalanced(outcome)
  return outcome
}

const targets = (outcome: Outcome): string[] =>
  outcome.messages.filter((message) => message.kind === 'request').map((message) => message.target)

describe.skipIf(!hasOpenssl)('with OpenSSL as both ends', () => {
  test('keys are updated, and an update that is missing is made up for', async () => {
    const { connections, keyLog } = await opensslTalk(
      ['-tls1_3'],
      [
        {
          args: ['-tls1_3', '-servername', 'www.example.com'],
          says: [get('/a'), 'K\n', get('/b'), 'k\n', get('/c')],
        },
      ],
    )
    const steps = numbered(connections.at(-1) ?? [])
    const outcome = read(steps, keyLog)
    expect(targets(outcome)).toEqual(['/a', '/b', '/c'])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(0)
    // KeyUpdate of the client: a record of 22 bytes of content and tag.
    const update = steps.findIndex(
      (step) =>
        step.kind === 'push' &&
        step.direction === 0 &&
        step.bytes[0] === 23 &&
        step.bytes.readUInt16BE(3) === 22,
    )
    expect(update).toBeGreaterThan(0)
    const lost = steps.map(
      (step, index): Step =>
        index === update && step.kind === 'push'
          ? { kind: 'gap', direction: 0, length: step.bytes.length, frame: step.frame }
          : step,
    )
    expect(targets(read(lost, keyLog))).toEqual(['/a', '/b', '/c'])
    // The same without the hello; and joined behind the update, where the other direction is all that a secret opens.
    const late = read(steps.slice(1), keyLog)
    expect(targets(late)).toEqual(['/a', '/b', '/c'])
    expect(late.anomalies).toEqual({})
    const behind = read(
      steps.filter((step, index) => step.direction === 1 || index > update),
      keyLog,
    )
    expect(targets(behind)).toEqual([])
    expect(behind.counts.decryptedConnections).toBe(1)
    expect(behind.anomalies).toMatchObject({ 'message.tls.not_placed': 1 })
    const alone = read(
      steps.filter((step, index) => step.direction === 0 && index > update),
      keyLog,
    )
    expect(targets(alone)).toEqual([])
    expect(alone.counts.decryptedConnections).toBe(0)
    expect(alone.anomalies).toEqual({ 'message.tls.no_hello': 1 })
  })

  test('early data is read, and where the log does not know its secret the rest is', async () => {
    const { connections, keyLog } = await opensslTalk(
      ['-tls1_3', '-early_data', '-no_anti_replay'],
      [
        { args: ['-tls1_3', '-sess_out', '{folder}/session'], says: [get('/first')] },
        {
          args: ['-tls1_3', '-sess_in', '{folder}/session', '-early_data', '{folder}/early'],
          file: get('/early'),
          says: [get('/later')],
        },
      ],
    )
    const [first = [], second = []] = connections.slice(-2)
    expect(targets(read(first, keyLog))).toEqual(['/first'])
    expect(keyLog).toContain('CLIENT_EARLY_TRAFFIC_SECRET')
    const outcome = read(second, keyLog)
    expect(targets(outcome)).toEqual(['/early', '/later'])
    expect(outcome.counts.undecryptableBytes).toBe(0)
    const without = keyLog.replaceAll(/CLIENT_EARLY_TRAFFIC_SECRET.*\n/g, '')
    const rest = read(second, without)
    expect(targets(rest)).toEqual(['/later'])
    expect(rest.counts.undecryptableBytes).toBeGreaterThan(0)
    // And where the hello in front of it is lost.
    const [hello, ...others] = numbered(second)
    if (hello?.kind !== 'push') throw new Error('no hello')
    const behind = 5 + hello.bytes.readUInt16BE(3)
    const early = { ...hello, bytes: hello.bytes.subarray(behind), offset: hello.offset + behind }
    const lost = [...(early.bytes.length > 0 ? [early] : []), ...others]
    const late = read(lost, keyLog)
    expect(targets(late)).toEqual(['/early', '/later'])
    expect(late.anomalies).toEqual({})
    expect(targets(read(lost, without))).toEqual(['/later'])
  })
})
