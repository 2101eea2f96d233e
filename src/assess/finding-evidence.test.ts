import { describe, expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../test/support/sent-facts.ts'
import { copyEvidence, receiptEvidence, unsentEvidence, waySeenEvidence } from './finding-evidence.ts'
import type { Receipt, Recipient, Transmission } from './types.ts'

const taken: Receipt = { status: 200, accepted: true, reason: 'status 200' }

function sends(...receipts: readonly (Partial<Receipt> | null)[]): Transmission[] {
  return receipts.map((receipt, exchange) =>
    sentTransmission(exchange, { receipt: receipt === null ? null : { ...taken, ...receipt } }),
  )
}

describe('what the server answered', () => {
  const goOn = 'only that it may go on: whether it was received is not shown'
  const early = 'before all was sent, or that it did not come whole: whether it was received is not shown'
  test.each<readonly [string, readonly (Partial<Receipt> | null)[], readonly string[]]>([
    ['speaks against nothing where it took all', [{}, {}], []],
    [
      'says that it refused',
      [{ accepted: false }],
      ['the server refused the transmission (it had received it by then)'],
    ],
    [
      'says how many it refused',
      [{ accepted: false }, {}, { accepted: null }],
      ['the server refused 1 of 3 transmissions (it had received them by then)'],
    ],
    ['is missing', [null, null], ['no answer was seen']],
    ['is missing to some', [null, {}], ['no answer was seen to 1 of 2 transmissions']],
    ['only lets it go on', [{ unshown: 'interim' }], [`the server answered ${goOn}`]],
    [
      'only lets some go on',
      [{ unshown: 'interim' }, {}],
      [`the server answered 1 of 2 transmissions ${goOn}`],
    ],
    ['came too early', [{ unshown: 'early' }, { unshown: 'not-whole' }], [`the server answered ${early}`]],
    [
      'differs from one to the next, and each is counted once',
      [{ unshown: 'early' }, { unshown: 'interim' }, null, {}],
      [
        'no answer was seen to 1 of 4 transmissions',
        `the server answered 1 of 4 transmissions ${goOn}`,
        `the server answered 1 of 4 transmissions ${early}`,
      ],
    ],
  ])('%s', (_name, receipts, evidence) => {
    expect(receiptEvidence(sends(...receipts))).toEqual(evidence)
  })

  test('is not asked of another copy of what the capture holds twice', () => {
    expect(receiptEvidence([sentTransmission(1, { copy: 'other' })])).toEqual([])
  })
})

test('requests that a browser gave up are counted', () => {
  const givenUp = sentTransmission(1)
  const unsent = { ...givenUp, summary: { ...givenUp.summary, mayBeUnsent: true as const } }
  expect(unsentEvidence([givenUp])).toEqual([])
  expect(unsentEvidence([unsent])).toEqual([
    'a browser gave the request up before it had a server: it may never have been sent',
  ])
  expect(unsentEvidence([unsent, givenUp])).toEqual([
    'a browser gave 1 of 2 requests up before they had a server: they may never have been sent',
  ])
})

test('what was seen as far as a proxy only is said not to be known further', () => {
  const proxy = { address: '192.0.2.7' }
  const way = (recipient: object, transmissions: readonly Transmission[]): string[] =>
    waySeenEvidence({ addresses: [], proxies: [], ...recipient } as unknown as Recipient, transmissions)
  expect(way({}, sends(null))).toEqual([])
  expect(way({ proxies: [proxy] }, sends(null))).toEqual([
    'it was seen as far as 192.0.2.7 only, a proxy or a redirect: whether it was handed on is not known',
  ])
  // An answer on what became of it, an address of its own, and what the proxy can not read.
  expect(way({ proxies: [proxy] }, sends({}))).toEqual([])
  expect(way({ proxies: [proxy], addresses: [{}] }, sends(null))).toEqual([])
  expect(way({ proxies: [proxy] }, [sentTransmission(1, { protection: 'tls' })])).toEqual([])
  expect(way({}, sends({ isOfNetwork: true }))).toEqual([
    'the network on the way answered, as one does that asks to log in: whether it was handed on is not known',
  ])
})

test('observations in bytes that the capture holds differently are counted', () => {
  const [one, other] = [sentObservation(1, 'imei', '1'), sentObservation(2, 'imei', '1', { copy: 'first' })]
  const end = 'in bytes of which the capture holds different copies: which one was received is not known'
  expect(copyEvidence([one])).toEqual([])
  expect(copyEvidence([one, other])).toEqual([`1 of 2 observations stand ${end}`])
  expect(copyEvidence([other])).toEqual([`what was observed stands ${end}`])
})
