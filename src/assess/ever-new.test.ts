import { expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../test/support/sent-facts.ts'
import { withoutEverNew } from './ever-new.ts'
import type { Observation, Transmission } from './types.ts'

const named = 'the key "device_id" may hold the device ID'

function observationOf(exchange: number, normal: string, more: Partial<Observation> = {}): Observation {
  const chain = [{ step: 'json', detail: `$[${exchange}].device_id` }] as const
  return sentObservation(exchange, 'device-id', normal, { reasons: [named], chain, ...more })
}

const several = (
  count: number,
  valueOf: (at: number) => string = (at) => `value ${at}`,
  more: (at: number) => Partial<Observation> = () => ({}),
): Observation[] => Array.from({ length: count }, (_, at) => observationOf(at, valueOf(at), more(at)))

const sent = (observations: readonly Observation[], senderOf: (at: number) => string): Transmission[] =>
  observations.map(({ capture, exchange, recipient, at, identifier, protection }) =>
    sentTransmission(exchange, {
      capture,
      at,
      recipient,
      identifiers: [identifier],
      protection,
      sender: senderOf(exchange),
    }),
  )

test.each([
  ['another in each message', several(16)],
  ['another in nearly each', several(100, (at) => `value ${Math.min(at, 90)}`)],
])('what is %s is only possible, and the reason says why', (_, observations) => {
  const [first] = withoutEverNew(observations, [])
  expect(first?.confidence).toBe('possible')
  const count = new Set(observations.map(({ normal }) => normal)).size
  expect(first?.reasons).toEqual([
    named,
    `but ${count} different ones were sent in this field, hardly any of them twice: they may number other things than the phone`,
  ])
})

test.each<[string, Observation[], ((at: number) => string)?]>([
  ['fewer than several phones have', several(15)],
  ['one value again and again', several(99, () => 'value')],
  ['those of several phones, each of which comes again', several(99, (at) => `value ${at % 20}`)],
  ['what the profile knows', several(20, undefined, () => ({ by: 'profile' }))],
  ['what an adapter knows', several(20, undefined, () => ({ by: 'adapter:a' }))],
  ['what came in answers', several(20, undefined, () => ({ direction: 'received' }))],
  ['telephone numbers', several(20, undefined, () => ({ identifier: 'msisdn' }))],
  ['addresses of radios', several(20, undefined, () => ({ identifier: 'wifi-mac' }))],
  ['what is said in several fields', several(20, undefined, (at) => ({ reasons: [`the key "k${at % 2}"`] }))],
  ['what was sent to several', several(20, undefined, (at) => ({ recipient: `r${at}` }))],
  ['what several phones sent', several(20), (at) => `192.168.1.${at}`],
])('%s stays what it is', (_, observations, senderOf = () => '') => {
  expect(withoutEverNew(observations, sent(observations, senderOf))).toEqual(observations)
})
