import { expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { clientHello, handshakeMessage, serverHello } from '../../../test/support/tls-hello.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { KeyLog } from '../key-log.ts'
import { MessageLayer } from '../message-layer.ts'
import { tlsAnomalies } from './anomalies.ts'
import { ConnectionAnomalies } from './connection-anomalies.ts'
import { ConnectionSecrets } from './connection-secrets.ts'
import type { Secrets } from './connection-secrets.ts'
import { HandshakeFollower } from './handshake-follower.ts'
import { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import { RecordRuns } from './record-runs.ts'
import { RecordSides } from './record-sides.ts'

const hello = clientHello({ sni: 'a.example.com' })
const aes = 0x002f
const clear = 0x003b
const unread = 0x0099

/** A connection behind its hello; `acts`: what its owner was asked for, in order. */
function begun(kind: Exclude<Secrets, 'searched'>): {
  acts: string[]
  log: AnomalyLog
  secrets: ConnectionSecrets
  sides: RecordSides
  /** A record in clear of either. */
  read: (isClient: boolean, content: Buffer, type?: number) => void
  follower: HandshakeFollower
} {
  const acts: string[] = []
  const act = (name: string) => (): void => {
    acts.push(name)
  }
  const log = new AnomalyLog()
  const keys = new KeyLog()
  const { context } = new MessageLayer(new Collector(), log, [], undefined, keys)
  const flow = testFlow('tcp')
  const anomalies = new ConnectionAnomalies(flow, log)
  const secrets = new ConnectionSecrets(
    context,
    anomalies,
    new Negotiation(keys, hello, 0, hello.length),
    kind,
  )
  const sides = new RecordSides(0, context.counts)
  const owner = {
    without: act('without'),
    giveUp: act('giveUp'),
    giveUpLate: act('giveUpLate'),
    closeBoth: act('closeBoth'),
    joinLate: act('joinLate'),
    readWaiting: act('readWaiting'),
    finishInner: act('finishInner'),
  }
  const follower = new HandshakeFollower(owner, flow, context, sides, secrets, anomalies, true)
  const read = (isClient: boolean, content: Buffer, type: number = recordTypes.handshake): void => {
    const side = isClient ? sides.client : sides.server
    follower.read(side, type, content, 0, content.length, new RecordRuns(), 0, false)
  }
  return { acts, log, secrets, sides, read, follower }
}

test('what waited for the ServerHello is read behind it, under the suite that it settles', () => {
  const { acts, secrets, read } = begun('known')
  read(false, serverHello(0x1301, true))
  expect(acts).toEqual(['readWaiting'])
  expect(secrets.isTls13).toBe(true)
  expect(secrets.recordKeys.suite).toBe(secrets.negotiation.suite)
})

test('one of the client is none', () => {
  const { acts, secrets, read } = begun('known')
  read(true, serverHello(0x1301, true))
  expect(acts).toEqual([])
  expect(secrets.negotiation.version).toBe(0)
})

test.each([
  ['known', 'closeBoth', 1],
  ['awaited', 'giveUp', 0],
] as const)('a suite that is not read, of secrets that are %s: %s', (kind, act, noted) => {
  const { acts, log, read } = begun(kind)
  read(false, serverHello(unread))
  expect(acts).toEqual([act])
  expect(log.count(tlsAnomalies.suiteUnsupported)).toBe(noted)
})

test('the same of secrets that are searched: none is found', () => {
  const { acts, secrets, read } = begun('none')
  secrets.search()
  read(false, serverHello(unread))
  expect(acts).toEqual(['giveUpLate'])
})

test('a suite that encrypts nothing is said, and read without any secret', () => {
  const { acts, log, secrets, sides, read } = begun('none')
  read(false, serverHello(clear))
  expect(acts).toEqual(['readWaiting'])
  expect(log.count(tlsAnomalies.unencrypted)).toBe(1)
  read(true, Buffer.from([1]), recordTypes.changeCipherSpec)
  expect(secrets.isUnencrypted).toBe(true)
  expect(sides.client.opener).not.toBe(null)
  expect(sides.server.opener).toBe(null)
})

test.each([
  ['known', ['readWaiting', 'without']],
  ['awaited', ['readWaiting']],
] as const)('a change of ciphers without a key, of secrets that are %s', (kind, expected) => {
  const { acts, sides, read } = begun(kind)
  read(false, serverHello(aes))
  read(true, Buffer.from([1]), recordTypes.changeCipherSpec)
  expect(acts).toEqual(expected)
  expect([sides.client.isProtected, sides.server.isProtected]).toEqual([true, false])
})

test('what is proposed under keys holds once the server agrees', () => {
  const { secrets, sides, read, follower } = begun('known')
  const first = secrets.negotiation
  sides.client.isProtected = true
  read(true, hello)
  expect([follower.isProposing, secrets.negotiation === first]).toEqual([true, true])
  read(false, serverHello(aes))
  expect([follower.isProposing, secrets.negotiation === first]).toEqual([false, false])
})

test('before keys are in use, another hello holds at once', () => {
  const { secrets, read, follower } = begun('known')
  const first = secrets.negotiation
  read(true, hello)
  expect([follower.isProposing, secrets.negotiation === first]).toEqual([false, false])
})

test('of alerts, close_notify alone ends a direction', () => {
  const { acts, read } = begun('known')
  read(true, Buffer.from([2, 40]), recordTypes.alert)
  expect(acts).toEqual([])
  read(true, Buffer.from([1, 0]), recordTypes.alert)
  expect(acts).toEqual(['finishInner'])
})

test('messages over the limit are said', () => {
  const { log, read } = begun('known')
  const long = handshakeMessage(20, Buffer.alloc(10))
  long.writeUIntBE(0xff_ffff, 1, 3)
  read(false, long)
  expect(log.count(tlsAnomalies.handshakeLimit)).toBe(1)
})
