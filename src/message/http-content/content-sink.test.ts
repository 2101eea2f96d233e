import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../../../test/support/dns-message.ts'
import { clientStart, data, headers, requestFields, settings } from '../../../test/support/http2.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { client, playLayer, server } from '../../../test/support/playbook.ts'

const question = dnsMessage({ id: 0, questions: [dnsQuestion('asked.example.com')] })
const answer = dnsMessage({
  id: 0,
  flags: 0x8180,
  questions: [dnsQuestion('asked.example.com')],
  answers: [dnsRecord('asked.example.com', dnsTypes.a, Buffer.from([192, 0, 2, 7]))],
})
const type = [['content-type', 'application/dns-message']] as const

function dnsOf(...steps: Step[]): { outcome: Outcome; dns: unknown[] } {
  const outcome = playLayer(steps)
  expectBalanced(outcome)
  const dns = outcome.events.filter((event) => event.kind === 'dns').map((event) => event.message)
  return { outcome, dns }
}

const asked = {
  isLocal: false,
  isResponse: false,
  resolver: 'dns.example.com',
  questions: [{ name: 'asked.example.com', type: 1 }],
}
const answered = { isResponse: true, records: [{ name: 'asked.example.com', value: '192.0.2.7' }] }
const get = (query: string): string => `GET /dns-query?${query} HTTP/1.1\r\nHost: DNS.example.com:443\r\n\r\n`
const text = question.toString('base64url')

describe('DNS over HTTPS', () => {
  test('by GET over HTTP/1, and the request itself is handed on', () => {
    const { outcome, dns } = dnsOf(
      client(get(`dns=${text}`)),
      server(
        Buffer.concat([
          Buffer.from(
            `HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: ${answer.length}\r\n\r\n`,
          ),
          answer,
        ]),
      ),
    )
    expect(dns).toMatchObject([{ ...asked, frame: 1, sec: 1 }, answered])
    expect(outcome.messages.map(({ kind, protocol }) => [kind, protocol])).toEqual([
      ['request', 'http'],
      ['response', 'http'],
    ])
    expect(outcome.counts.dnsMessages).toBe(2)
  })

  test('by POST over HTTP/2', () => {
    const { dns } = dnsOf(
      client(
        Buffer.concat([
          clientStart,
          headers(1, requestFields('/dns-query', type, 'POST', 'dns.example.com')),
          data(1, question, true),
        ]),
      ),
      server(Buffer.concat([settings(), headers(1, [[':status', '200'], ...type]), data(1, answer, true)])),
    )
    expect(dns).toMatchObject([asked, answered])
  })

  test.each([
    ['behind another parameter', `ct=application/dns-message&dns=${text}`],
    ['with another behind it', `dns=${text}&x=y`],
    ['with padding', `dns=${question.toString('base64')}`],
  ])('the parameter %s', (_name, query) => {
    expect(dnsOf(client(get(query))).dns).toMatchObject([asked])
  })

  test.each([
    ['no message', 'dns='],
    ['a short one', 'dns=AAAA'],
    ['another parameter', `xdns=${text}`],
    ['none', ''],
  ])('%s is none', (_name, query) => {
    const { dns, outcome } = dnsOf(client(get(query)))
    expect(dns).toEqual([])
    expect(outcome.anomalies).toEqual({})
  })

  test('what is no DNS message is said', () => {
    const { outcome } = dnsOf(
      client(
        'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/dns-message\r\nContent-Length: 3\r\n\r\nabc',
      ),
    )
    expect(Object.keys(outcome.anomalies)).toHaveLength(1)
    expect(outcome.messages).toMatchObject([{ body: 'abc' }])
  })
})
