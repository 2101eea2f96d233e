import { describe, expect, test } from 'vitest'
import { Collector, testFlow } from '../../../test/support/playbook.ts'
import { clientHello } from '../../../test/support/tls-hello.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { KeyLog } from '../key-log.ts'
import { MessageLayer } from '../message-layer.ts'
import type { MessageCounts } from '../types.ts'
import { ConnectionAnomalies } from './connection-anomalies.ts'
import { ConnectionSecrets } from './connection-secrets.ts'
import type { Secrets } from './connection-secrets.ts'
import { Negotiation } from './negotiation.ts'
import { recordTypes } from './parse.ts'
import { RecordSide } from './record-side.ts'

const { changeCipherSpec, handshake } = recordTypes
const side = new RecordSide(0, true)

function begun(kind: Exclude<Secrets, 'searched'>): { secrets: ConnectionSecrets; counts: MessageCounts } {
  const keys = new KeyLog()
  const log = new AnomalyLog()
  const { context, counts } = new MessageLayer(new Collector(), log, [], undefined, keys)
  const hello = clientHello({ sni: 'a.example.com' })
  const negotiation =
    kind === 'unseen' ? Negotiation.withoutHello(keys) : new Negotiation(keys, hello, 0, hello.length)
  const anomalies = new ConnectionAnomalies(testFlow('tcp'), log)
  return { secrets: new ConnectionSecrets(context, anomalies, negotiation, kind), counts }
}

describe('what is known decides what is read', () => {
  test.each<[Exclude<Secrets, 'searched'>, Partial<ConnectionSecrets>]>([
    ['known', { isUnknown: false, isTrying: false, isHandshakeOnly: false }],
    ['awaited', { areAwaited: true, isUnknown: false, isTrying: false, isHandshakeOnly: true }],
    ['none', { areNone: true, isUnknown: false, isTrying: false, isHandshakeOnly: true }],
    ['unseen', { isUnseen: true, isUnknown: true, isTrying: true, isHandshakeOnly: false }],
  ])('%s', (kind, expected) => {
    expect(begun(kind).secrets).toMatchObject(expected)
  })

  test('searched: of a hello that was seen it is known which connection it is, of none it is not', () => {
    const { secrets } = begun('none')
    secrets.search()
    expect(secrets).toMatchObject({ areSearched: true, isTrying: true, isUnknown: false })
    secrets.negotiation.forgetHello()
    expect(secrets.isUnknown).toBe(true)
  })

  test('without the ServerHello, secrets of TLS 1.3 tell that it is spoken', () => {
    const { secrets } = begun('known')
    expect(secrets.isTls13).toBe(false)
    secrets.isGuessing = true
    expect(secrets.isTls13).toBe(true)
  })
})

describe('a record in clear is read', () => {
  test('of secrets that are known, or of none, but not of those that are searched', () => {
    for (const kind of ['known', 'none'] as const)
      expect(begun(kind).secrets.isRead(side, changeCipherSpec)).toBe(true)
    const { secrets } = begun('none')
    secrets.search()
    expect(secrets.isRead(side, handshake)).toBe(false)
  })

  test('of those that are awaited until keys are in use', () => {
    const { secrets } = begun('awaited')
    const types = [handshake, changeCipherSpec, handshake]
    expect(types.map((type) => secrets.isRead(side, type))).toEqual([true, false, false])
  })
})

test('what was awaited or searched is known once it is found: bytes in clear that passed before count anew', () => {
  for (const isSearched of [false, true]) {
    const { secrets, counts } = begun('awaited')
    if (isSearched) secrets.search()
    secrets.clear.unread(40)
    secrets.found()
    expect(secrets).toMatchObject({ areAwaited: false, areSearched: false, isTrying: false })
    expect(counts).toMatchObject({ framingBytes: 40, undecryptableBytes: 0 })
  }
  const none = begun('none')
  none.secrets.found()
  expect(none.secrets.areNone).toBe(true)
})

test('one is awaited for so many records; one that did not come is a hello without a key, once', () => {
  const { secrets, counts } = begun('awaited')
  const most = limits.message.tlsAwaitedRecordsMax
  expect(Array.from({ length: most + 1 }, () => secrets.passed())).toEqual([
    ...Array.from({ length: most }, () => false),
    true,
  ])
  secrets.missed()
  secrets.missed()
  expect(secrets.areAwaited).toBe(false)
  expect(counts.hellosWithoutKey).toBe(1)
})
