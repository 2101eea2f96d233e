import { expect, test } from 'vitest'
import type { Recipient, Transmission } from '../assess/types.ts'
import { receiptText, whoText } from './phrases.ts'

/** Transmissions of which each was answered so; null: not at all. */
const answered = (
  ...answers: (readonly [status: number, accepted: boolean | null] | null)[]
): Transmission[] =>
  answers.map(
    (answer) =>
      ({
        summary: { protocol: 'http' },
        receipt: answer === null ? null : { status: answer[0], accepted: answer[1], reason: '' },
      }) as Transmission,
  )

const direct = { addresses: [], proxies: [] }

test('what answers say of receipt is one sentence, of one message and of many', () => {
  expect(receiptText(direct, answered([200, null]))).toBe(
    'the server answered with status 200: it had received the message',
  )
  expect(receiptText(direct, answered([200, true]))).toBe(
    'the server answered with status 200 and accepted the data: it had received the message',
  )
  expect(receiptText(direct, answered([200, false], [200, false]))).toBe(
    'the server answered all 2 with status 200 and refused the data each time: it had received them',
  )
  expect(receiptText(direct, answered([0, null], [400, false], [200, true], null))).toBe(
    'the server answered 3 of 4 with status 400, 200 and refused the data 1×, accepted it 1×: it had received them',
  )
  expect(receiptText(direct, answered([200, null], null))).toBe(
    'the server answered 1 of 2 with status 200: it had received the message',
  )
  expect(receiptText(direct, answered(null))).toBe('no answer was seen')
  const frames = answered(null).map((one) => ({ ...one, summary: { ...one.summary, protocol: 'websocket' } }))
  expect(receiptText(direct, frames)).toBe(
    'messages of a WebSocket have no answers: whether they were received is not shown',
  )
  const silentBy = (protocol: 'mqtt' | 'sip'): Transmission[] =>
    answered(null).map((one) => ({
      ...one,
      summary: { ...one.summary, protocol, hasNoAnswer: true as const },
    }))
  const silent = silentBy('mqtt')
  expect(receiptText(direct, silent)).toBe(
    'the message asks for no answer (MQTT, quality of service 0): whether it was received is not shown',
  )
  expect(receiptText(direct, [...silent, ...answered([0, null])])).toBe(
    'of 2 messages 1 asks for no answer (MQTT, quality of service 0); of the others: the server answered: it had received the message',
  )
  expect(receiptText(direct, silentBy('sip'))).toBe(
    'the message asks for no answer (SIP: an ACK, or itself an answer): whether it was received is not shown',
  )
})

test('of many statuses it is said that there are more', () => {
  const many = answered(...[200, 201, 202, 204, 400, 500].map((status) => [status, null] as const))
  expect(receiptText(direct, many)).toBe(
    'the server answered all 6 with status 200, 201, 202, 204 and 2 more: it had received them',
  )
  expect(receiptText(direct, many.slice(0, 4))).toContain('with status 200, 201, 202, 204: ')
})

test('an answer that does not show receipt is not called one', () => {
  const unshown = (status: number, why: 'early' | 'interim' | 'not-whole'): Transmission[] =>
    answered([status, null]).map((one) => ({
      ...one,
      receipt: { status, accepted: null, reason: '', unshown: why },
    }))
  expect(receiptText(direct, unshown(413, 'early'))).toBe(
    'the server answered with status 413 before all of it was sent: whether it had received the message is not shown',
  )
  expect(receiptText(direct, unshown(100, 'interim'))).toBe(
    'the server answered with status 100 that it may go on, and no more: whether it had received the message is not shown',
  )
  expect(receiptText(direct, answered([100, null]))).toBe(
    'the server answered with status 100: it had received the head, with what identifies',
  )
  expect(receiptText(direct, [...unshown(408, 'not-whole'), ...answered(null)])).toBe(
    'the server answered 1 of 2 with status 408 that it did not come whole in time: whether it had received any of them is not shown',
  )
  expect(receiptText(direct, [...unshown(413, 'early'), ...answered([200, null])])).toBe(
    'the server answered 1 of 2 with status 200: it had received the message; to 1 more it answered before all of it was sent: whether this was received is not shown',
  )
})

test('who answers before a proxy or a redirect is not known, but where the answer says what became of the data', () => {
  const facts = {
    scope: 'private',
    networks: [],
    countries: [],
    isCountryAgreed: true,
    ambiguity: '',
  } as const
  const through = { addresses: [], proxies: [{ address: '192.0.2.1', ...facts }] }
  const clear = (...answers: Parameters<typeof answered>): Transmission[] =>
    answered(...answers).map((one) => ({ ...one, protection: 'plaintext' }))
  expect(receiptText(through, clear([403, null]))).toBe(
    'it was answered with status 403, by the server or by what is on the way there',
  )
  expect(receiptText(through, clear([200, null], null))).toBe(
    'it was answered in 1 of 2 with status 200, by the server or by what is on the way there',
  )
  expect(receiptText(through, clear([200, null], [200, null]))).toBe(
    'it was answered in all 2 with status 200, by the server or by what is on the way there',
  )
  for (const [recipient, all] of [
    [through, clear([200, true])],
    [through, answered([200, null]).map((one) => ({ ...one, protection: 'tls' as const }))],
    [{ ...through, addresses: through.proxies }, clear([200, null])],
  ] as const)
    expect(receiptText(recipient, all)).toContain('it had received the message')
})

test('who is not known is said once, and what else speaks against it stays', () => {
  const unknown = (ambiguity: string): string =>
    whoText({
      host: 'a.example',
      organisation: null,
      addresses: [],
      proxies: [],
      ambiguity,
    } as unknown as Recipient)
  const reason = 'the list of organisations does not have a.example'
  expect(unknown('')).toBe('organisation not known')
  expect(unknown(reason)).toBe('organisation not known')
  expect(unknown(`${reason}; hosted by Akamai`)).toBe(`organisation not known · ${reason}; hosted by Akamai`)
})

test('of several addresses the first is named, and every country', () => {
  const at = (address: string, ...countries: string[]): unknown => ({
    address,
    scope: 'public',
    networks: [],
    countries: countries.map((country) => ({ country })),
  })
  const where = (...addresses: unknown[]): string =>
    whoText({
      host: 'a.example',
      organisation: null,
      addresses,
      proxies: [],
      ambiguity: '',
    } as unknown as Recipient)
  const known = 'organisation not known · 192.0.2.1, DE'
  expect(where(at('192.0.2.1', 'DE'))).toBe(known)
  expect(where(at('192.0.2.1', 'DE'), at('192.0.2.2', 'DE'))).toBe(`${known} and 1 more address`)
  expect(where(at('192.0.2.1', 'DE'), at('192.0.2.2', 'CN'), at('192.0.2.3', 'US', 'DE'))).toBe(
    `${known} and 2 more addresses (also in CN, US)`,
  )
  expect(where(at('192.0.2.1', 'DE'), at('192.0.2.2', 'A', 'B', 'C', 'D', 'E', 'F'))).toBe(
    `${known} and 1 more address (also in A, B, C, D, E, …)`,
  )
})
