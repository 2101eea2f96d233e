import { expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../test/support/sent-facts.ts'
import { mayBeSignature } from '../core/message-signature.ts'
import { objectionOf } from '../core/objections.ts'
import { withoutSignatureDoubt } from './repeated-credential.ts'
import type { Observation } from './types.ts'

const named = 'the key "authorization" names the account credential'
const doubt = objectionOf(mayBeSignature)
const token = 'q3v0Zp2m8sYkX1bN5tR7uW9eJ4hL6cA0dFgHiKoMlPs='

interface Sent {
  readonly path: string
  readonly more?: Partial<Observation>
}

/** What is made of the header in requests, one after the other: its confidence, and whether it is still doubted. */
function judged(sent: readonly Sent[]): string[] {
  const observations = sent.map(({ more }, index) =>
    sentObservation(index + 1, 'account-credential', token, {
      confidence: 'possible',
      reasons: [named, doubt],
      chain: [{ step: 'header', detail: 'Authorization' }],
      ...more,
    }),
  )
  const transmissions = sent.map(({ path, more }, index) => {
    const transmission = sentTransmission(index + 1, { recipient: more?.recipient ?? 'r1' })
    return { ...transmission, summary: { ...transmission.summary, method: 'GET', path } }
  })
  return withoutSignatureDoubt(observations, transmissions).map(
    ({ confidence, reasons }) => `${confidence}${reasons.includes(doubt) ? ', doubted' : ''}`,
  )
}

const doubted = 'possible, doubted'

test('the same one in requests for two things is no signature of one', () => {
  expect(judged([{ path: '/me' }, { path: '/orders' }, { path: '/me' }])).toEqual(Array(3).fill('probable'))
})

test('it stays doubted in one request, also sent again, and where each has another', () => {
  expect(judged([{ path: '/me' }])).toEqual([doubted])
  expect(judged([{ path: '/me' }, { path: '/me' }])).toEqual([doubted, doubted])
  expect(judged([{ path: '/me' }, { path: '/orders', more: { normal: 'another' } }])).toEqual([
    doubted,
    doubted,
  ])
  expect(judged([{ path: '/me' }, { path: '/orders', more: { recipient: 'r2' } }])).toEqual([
    doubted,
    doubted,
  ])
})

test('what else speaks against it, or stands in answers, is left as it is', () => {
  const other = { reasons: [named, doubt, objectionOf('it is shorter than most')] }
  expect(judged([{ path: '/me', more: other }, { path: '/orders' }])).toEqual(['possible', 'probable'])
  expect(judged([{ path: '/me', more: { direction: 'received' } }, { path: '/orders' }])).toEqual([
    doubted,
    doubted,
  ])
})
