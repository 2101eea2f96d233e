import { expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../test/support/sent-facts.ts'
import { asContactsOneByOne } from './one-by-one.ts'
import type { Observation, Transmission } from './types.ts'

function observationOf(exchange: number, normal: string, more: Partial<Observation> = {}): Observation {
  const reasons = ['the key "phone" names the telephone number']
  const chain = [{ step: 'json', detail: `$.entries[${exchange}].phone` }] as const
  return sentObservation(exchange, 'msisdn', normal, { reasons, chain, ...more })
}

/** Each in a message of its own, beside an IMEI; the kinds that are told of them then, and of the first transmission. */
function kindsOf(observations: readonly Observation[], sender?: (exchange: number) => string): string[] {
  const transmissions = observations.map(({ exchange, identifier, recipient, capture }) =>
    sentTransmission(exchange, {
      capture,
      recipient,
      identifiers: ['imei', identifier].sort(),
      ...(sender === undefined ? {} : { sender: sender(exchange) }),
    }),
  )
  const imeis = observations.map((one) => observationOf(one.exchange, '1', { ...one, identifier: 'imei' }))
  const seen = asContactsOneByOne({ observations: [...imeis, ...observations], transmissions })
  return [
    ...new Set(seen.observations.slice(imeis.length).map(({ identifier, by }) => `${identifier} ${by}`)),
    (seen.transmissions[0] as Transmission).identifiers.join(' '),
  ]
}

const numbers = (
  count: number,
  more: (exchange: number) => Partial<Observation> = () => ({}),
): Observation[] => Array.from({ length: count }, (_, at) => observationOf(at, `+47917382${at}0`, more(at)))

test('what comes one in a message and is of several people is no longer the phone’s own', () => {
  expect(kindsOf(numbers(5))).toEqual(['contacts recogniser:contacts', 'contacts imei'])
  expect(
    kindsOf(numbers(5, (at) => ({ identifier: 'email', normal: `p${at}@fjord.no`, by: 'family:a' }))),
  ).toEqual(['contacts family:a', 'contacts imei'])
  const { observations } = asContactsOneByOne({ observations: numbers(6), transmissions: [] })
  expect(observations[0]?.reasons).toEqual([
    'the key "phone" names the telephone number',
    '6 different ones were sent in this field of several messages: most are of other people',
  ])
})

test.each<[string, Observation[], ((exchange: number) => string)?]>([
  ['as many as one person has', numbers(4)],
  ['one number again and again', numbers(9, () => ({ normal: '+4791738200' }))],
  ['what the profile knows', numbers(5, () => ({ by: 'profile' }))],
  ['numbers in fields of their own', numbers(5, (at) => ({ chain: [{ step: 'query', detail: `p${at}` }] }))],
  ['numbers of five captures', numbers(5, (at) => ({ capture: at }))],
  ['numbers to five recipients', numbers(5, (at) => ({ recipient: `r${at}` }))],
  ['numbers of five phones', numbers(5), (exchange) => `192.168.1.${exchange}`],
  ['numbers that came in answers', numbers(5, () => ({ direction: 'received' }))],
])('%s stay what they are', (_, observations, sender) => {
  expect(kindsOf(observations, sender)[0]).toMatch(/^msisdn/)
})

test('serial numbers and the like are counted by nobody', () => {
  expect(kindsOf(numbers(9, () => ({ identifier: 'imei', by: 'recogniser:imei' })))[0]).toMatch(/^imei/)
})
