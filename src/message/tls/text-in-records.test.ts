/** Records that look sealed and are not: a suite without encryption joined late, and programs that only pretend. */
import { describe, expect, test } from 'vitest'
import { byteByByte, expectBalanced } from '../../../test/support/conform.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, numbered, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import { conversation, targets } from '../../../test/support/tls-conversation.ts'
import { clientHello, serverHello, tlsRecord } from '../../../test/support/tls-hello.ts'
import { keysOf } from '../../../test/support/tls-reading.ts'
import { suites } from '../../../test/support/tls-suites.ts'
import { KeyLog } from '../key-log.ts'

const request = 'POST /r HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 20\r\n\r\nimei=356938035643809'
const reply = 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nwell, thanks'
const data = (content: Buffer | string): Buffer => tlsRecord(Buffer.from(content as string), 23, 0x0303)
const sealed = data(Buffer.alloc(300, 0xe7))
const others = keysOf(`CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`)

function read(steps: readonly Step[], keys = new KeyLog(), isRoleGuessed = false): Outcome {
  const outcome = playLayer(steps, undefined, testFlow('tcp', { serverPort: 443, isRoleGuessed }), keys)
  expectBalanced(outcome)
  return outcome
}

describe('a suite that encrypts nothing, joined behind its handshake', () => {
  test.for(suites.filter(([name]) => name.includes('NULL')))('%s', async ([, both]) => {
    const { steps } = await conversation({ both })
    const plain = numbered(steps)
    const first = plain.findIndex(
      (step) => step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23,
    )
    const late = plain.slice(first)
    for (const keys of [new KeyLog(), others]) {
      const outcome = read(late, keys, true)
      // Of the codes behind records, which are random, some bytes may be text: in the body, or behind a message, where they
      // are one that never ends.
      const all = targets(outcome)
      const own = [...all.keys()].filter((index) => !/^ {2}\d$/.test(all[index] as string))
      expect(own.map((index) => all[index]?.replace(/ (400|50)[01]\d$/, ' $100'))).toEqual([
        'POST /report?imei=1 40000',
        'GET /b 0',
        '200 5000',
      ])
      expect(own.every((index) => outcome.messages[index]?.isComplete)).toBe(true)
      expect(outcome.anomalies).toMatchObject({ 'message.tls.text_in_records': 1 })
      expect(outcome.counts.decryptedBytes).toBe(0)
    }
  })
})

describe('text in records of what only pretends to be TLS is read', () => {
  const change = tlsRecord(Buffer.from([1]), 20, 0x0303)
  const hellos = [
    client(tlsRecord(clientHello({ sni: 'a.example.com' }))),
    server(tlsRecord(serverHello(0x1301, true))),
  ]

  test.each<[string, Step[]]>([
    ['behind hellos', [...hellos, client(data(request))]],
    [
      'behind a change of ciphers in the same segment',
      [...hellos, client(Buffer.concat([change, data(request)]))],
    ],
    ['behind a sealed record', [...hellos, client(Buffer.concat([change, sealed, data(request)]))]],
    ['without a hello', [client(data(request))]],
    ['behind sealed records without a hello', [client(sealed), server(sealed), client(data(request))]],
    ['in several records', [client(data(request.slice(0, 40))), client(data(request.slice(40)))]],
  ])('%s', (_, steps) => {
    const outcome = read(steps)
    expect(outcome.messages.map(({ target, body }) => `${target} ${body}`)).toEqual([
      '/r imei=356938035643809',
    ])
    expect(outcome.anomalies).toEqual({ 'message.tls.text_in_records': 1 })
  })

  test('with its answer, however it is cut', () => {
    const steps = [client(data(request)), server(data(reply))]
    for (const given of [steps, byteByByte(steps)]) {
      const outcome = read(given)
      expect(outcome.messages.map(({ body, status }) => `${status} ${body}`)).toEqual([
        '0 imei=356938035643809',
        '200 well, thanks',
      ])
      expect(outcome.counts.undecryptableBytes).toBe(0)
    }
  })

  test('what is no text stays encrypted', () => {
    const outcome = read([...hellos, client(sealed)])
    expect(outcome.messages).toEqual([])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts.undecryptableBytes).toBe(sealed.length)
  })
})
