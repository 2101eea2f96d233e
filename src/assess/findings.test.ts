import { expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { objectionOf } from '../core/objections.ts'
import { observedObjections, observedReasons } from './finding-reasons.ts'
import { findingsOf } from './findings.ts'
import type { Facts } from './findings.ts'
import type { Observation } from './types.ts'

const at = { sec: 0, nsec: 0 }

/** What one exchange with one recipient gave: for each kind, so many observations with a reason of their own. */
function facts(kinds: readonly (readonly [string, number])[]): Facts {
  const observations = kinds.flatMap(([identifier, count]) =>
    Array.from({ length: count }, (_, index) => ({
      id: `o-${identifier}-${index}`,
      capture: 0,
      exchange: 1,
      identifier,
      normal: '0a005e102030',
      direction: 'sent',
      chain: [],
      confidence: 'certain',
      reasons: [`${identifier} is written in way ${index}`],
    })),
  )
  return {
    recipients: [
      { id: 'r1', addresses: [], proxies: [], protocols: [], apps: [], ambiguity: '', organisation: null },
    ],
    transmissions: [
      { capture: 0, exchange: 1, at, recipient: 'r1', families: [], receipt: null, summary: {} },
    ],
    observations,
    contacts: [],
  } as unknown as Facts
}

const reasonsOf = (given: Facts): readonly string[] =>
  findingsOf(given)
    .flatMap(({ reasons }) => reasons)
    .filter((reason) => / is written in |more reason/.test(reason))

test('every kind of a finding keeps a reason, however many another has; what is left out is counted', () => {
  const { reasonsMax } = limits.report
  const reasons = reasonsOf(
    facts([
      ['wifi-mac', 40],
      ['imei', 2],
      ['cell-id', 1],
    ]),
  )
  expect(reasons).toHaveLength(reasonsMax + 1)
  expect(reasons.slice(-4)).toEqual([
    'imei: imei is written in way 0',
    'imei: imei is written in way 1',
    'cell-id: cell-id is written in way 0',
    `${43 - reasonsMax} more reasons, of observations of the same kinds`,
  ])
})

test('as many as are listed are listed in their order, and nothing is said to be left out', () => {
  const reasons = reasonsOf(facts([['imei', limits.report.reasonsMax]]))
  expect(reasons).toHaveLength(limits.report.reasonsMax)
  expect(reasons[0]).toBe('imei is written in way 0')
})

test('what is not certain of the recipient speaks against a finding', () => {
  const given = facts([['imei', 1]])
  const counterOf = (ambiguity: string): readonly string[] =>
    findingsOf({ ...given, recipients: given.recipients.map((one) => ({ ...one, ambiguity })) }).flatMap(
      ({ counterEvidence }) => counterEvidence,
    )
  const certain = counterOf('')
  expect(counterOf('two names share this address')).toEqual([
    ...certain,
    'it is not certain who the recipient is: two names share this address',
  ])
})

test('a finding is as sure as the surest of what it shows, or as what knows the sender', () => {
  const given = facts([
    ['imei', 1],
    ['cell-id', 1],
  ])
  const confidenceOf = (imei: string, cell: string, family: string | null): string | undefined => {
    const families = family === null ? [] : [{ family: 'f', title: 'F', confidence: family, reasons: [] }]
    const one = {
      ...given,
      observations: given.observations.map((observation, index) => ({
        ...observation,
        chain: [],
        confidence: index === 0 ? imei : cell,
      })),
      transmissions: given.transmissions.map((transmission) => ({
        ...transmission,
        families: families.map((match) => ({ ...match, counterEvidence: [] })),
      })),
    } as unknown as Facts
    return findingsOf(one)[0]?.confidence
  }
  expect(confidenceOf('possible', 'probable', null)).toBe('probable')
  expect(confidenceOf('certain', 'possible', null)).toBe('certain')
  expect(confidenceOf('possible', 'possible', null)).toBe('possible')
  expect(confidenceOf('possible', 'possible', 'certain')).toBe('certain')
  expect(confidenceOf('probable', 'possible', 'possible')).toBe('probable')
})

test('a title says what is only possible as such, behind what is surer', () => {
  const titleOf = (...kinds: readonly (readonly [string, string, string])[]): string | undefined => {
    const given = facts(kinds.map(([identifier]) => [identifier, 1]))
    const observations = given.observations.map((one, index) => {
      const [, confidence, protection] = kinds[index] ?? []
      return { ...one, confidence, protection }
    })
    return findingsOf({ ...given, observations } as unknown as Facts)[0]?.title
  }
  const tls = 'encrypted'
  expect(titleOf(['imei', 'possible', tls])).toBe('possibly imei sent encrypted')
  expect(titleOf(['imei', 'possible', tls], ['email', 'probable', tls])).toBe(
    'email, possibly imei sent encrypted',
  )
  expect(titleOf(['imei', 'possible', tls], ['email', 'certain', 'plaintext'])).toBe(
    'email sent in clear text, possibly imei encrypted',
  )
  expect(titleOf(['imei', 'possible', 'plaintext'], ['imei', 'certain', tls])).toBe(
    'possibly imei sent in clear text',
  )
})

test('what is only possibly one in clear text says nothing of how a surer one travelled, unless it is the same', () => {
  const severityOf = (
    ...sent: readonly (readonly [normal: string, confidence: string, protection: string])[]
  ) => {
    const given = facts([['imei', sent.length]])
    const observations = given.observations.map((one, index) => {
      const [normal, confidence, protection] = sent[index] ?? []
      return { ...one, normal, confidence, protection }
    })
    const [finding] = findingsOf({ ...given, observations } as unknown as Facts)
    return [finding?.severity, finding?.reasons.some((reason) => reason.includes('in clear text'))]
  }
  const [one, other] = ['352099001761481', '357184092641738']
  expect(severityOf([one, 'certain', 'plaintext'])).toEqual(['high', true])
  expect(severityOf([one, 'certain', 'tls'])).toEqual(['medium', false])
  expect(severityOf([other, 'possible', 'plaintext'])).toEqual(['medium', false])
  expect(severityOf([one, 'certain', 'tls'], [other, 'possible', 'plaintext'])).toEqual(['medium', false])
  expect(severityOf([one, 'certain', 'tls'], [one, 'possible', 'plaintext'])).toEqual(['high', true])
  expect(severityOf([one, 'certain', 'tls'], [other, 'probable', 'plaintext'])).toEqual(['high', true])
})

test('what names one phone together is what one message has in clear text, without what is encrypted or only possible', () => {
  const togetherOf = (
    ...fourth: readonly [exchange: number, confidence: string, protection: string]
  ): boolean => {
    const given = facts(['imei', 'iccid', 'imsi', 'email'].map((kind) => [kind, 1] as const))
    const sent = [
      [1, 'certain', 'plaintext'],
      [1, 'certain', 'plaintext'],
      [2, 'certain', 'plaintext'],
      fourth,
    ]
    const observations = given.observations.map((one, index) => {
      const [exchange, confidence, protection] = sent[index] ?? []
      return { ...one, exchange, confidence, protection }
    })
    const transmissions = [1, 2].map((exchange) => ({ ...given.transmissions[0], exchange }))
    const [finding] = findingsOf({ ...given, observations, transmissions } as unknown as Facts)
    expect(finding?.severity).toBe('critical')
    return finding?.reasons.some((reason) => reason.includes('together in clear text')) === true
  }
  expect(togetherOf(1, 'certain', 'plaintext')).toBe(true)
  expect(togetherOf(2, 'certain', 'plaintext')).toBe(false)
  expect(togetherOf(1, 'possible', 'plaintext')).toBe(false)
  expect(togetherOf(1, 'certain', 'tls')).toBe(false)
})

test('more IMEIs than a phone has speak against one sender', () => {
  const of = (...imeis: readonly string[]): readonly string[] => {
    const given = facts([['imei', imeis.length]])
    const observations = given.observations.map((one, index) => ({ ...one, normal: imeis[index] ?? '' }))
    return findingsOf({ ...given, observations })
      .flatMap(({ counterEvidence }) => counterEvidence)
      .filter((text) => text.includes('IMEI'))
  }
  // The same number with its check digit, without it, and with a version.
  expect(of('357184092641738', '35718409264173', '3571840926417301', '352099001761481')).toEqual([])
  expect(of('357184092641738', '352099001761481', '867941043185278')).toEqual([
    '3 IMEIs were sent, and a phone has two at most: they are of several phones, or not all are the sender’s',
  ])
})

test('addresses of one network that no value joins speak against one sender', () => {
  const of = (
    ...sends: readonly (readonly [sender: string, kind: string, value: string])[]
  ): readonly string[] => {
    const [given] = [facts([['imei', 1]])]
    const [transmission] = given.transmissions
    const [observation] = given.observations
    if (transmission === undefined || observation === undefined) throw new Error('one of each')
    return findingsOf({
      ...given,
      transmissions: sends.map(([sender], exchange) => ({ ...transmission, exchange, sender })),
      observations: sends.map(([, identifier, normal], exchange) => ({
        ...observation,
        exchange,
        identifier,
        normal,
      })),
    })
      .flatMap(({ counterEvidence }) => counterEvidence)
      .filter((text) => text.includes('addresses'))
  }
  const [one, other] = ['357184092641738', '352099001761481']
  expect(of(['192.168.1.20', 'imei', one], ['192.168.1.21', 'imei', other])).toEqual([
    'it was sent from 2 addresses of one network (192.168.1.20, 192.168.1.21), which no value joins: by several devices, or by one whose address changed',
  ])
  const five = Array.from(
    { length: 5 },
    (_, at) => [`192.168.1.2${at}`, 'imei', `35718409264173${at}`] as const,
  )
  expect(of(...five)[0]).toContain(
    'from 5 addresses of one network (192.168.1.20, 192.168.1.21, 192.168.1.22 and 2 more)',
  )
  // The same phone under another address; two cards of one phone; Wi-Fi and mobile data; what says nothing of whose it is.
  expect(of(['192.168.1.20', 'imei', one], ['192.168.1.21', 'imei', one])).toEqual([])
  expect(of(['192.168.1.20', 'imei', one], ['192.168.1.20', 'imei', other])).toEqual([])
  expect(of(['192.168.1.20', 'imei', one], ['10.20.30.40', 'imei', other])).toEqual([])
  expect(of(['192.168.1.20', 'imei', one], ['192.168.1.21', 'ssid', 'home'])).toEqual([])
  const joined = of(
    ['192.168.1.20', 'imei', one],
    ['192.168.1.21', 'imei', other],
    ['192.168.1.21', 'ad-id', 'x'],
    ['192.168.1.20', 'ad-id', 'x'],
  )
  expect(joined).toEqual([])
})

test('a sender of other numbers than the profile’s, beside one that sent these, speaks against the phone', () => {
  const [given] = [facts([['imei', 1]])]
  const [transmission] = given.transmissions
  const [observation] = given.observations
  if (transmission === undefined || observation === undefined) throw new Error('one of each')
  const of = (
    kinds: readonly string[],
    ...sends: readonly (readonly [
      sender: string,
      by: 'profile' | 'form',
      confidence?: 'possible' | 'probable',
      normal?: string,
    ])[]
  ): readonly string[] =>
    findingsOf({
      ...given,
      deviceKinds: new Set(kinds),
      transmissions: sends.map(([sender], exchange) => ({ ...transmission, exchange, sender })),
      observations: sends.map(([, by, confidence = 'probable', normal = observation.normal], exchange) => ({
        ...observation,
        identifier: kinds[0] ?? '',
        normal,
        exchange,
        by,
        chain: [],
        confidence,
      })),
    })
      .flatMap(({ counterEvidence }) => counterEvidence)
      .filter((text) => text.includes('profile'))
  const [own, other] = [['192.168.1.20', 'profile'] as const, ['192.168.1.21', 'form'] as const]
  expect(of(['imei'], own, other, other)).toEqual([
    'of these transmissions, 2 of 3 came from a sender that sent other numbers of a device than those of the profile, and none of these: it may be another device',
  ])
  // A second IMEI of the same phone; a number that may be none; nobody sent the profile’s; the profile has none.
  expect(of(['imei'], own, ['192.168.1.20', 'form'])).toEqual([])
  expect(of(['imei'], own, ['192.168.1.21', 'form', 'possible'])).toEqual([])
  expect(of(['imei'], other, other)).toEqual([])
  expect(of([], own, other)).toEqual([])
  // A number that each app has of its own, that the user resets, or that is drawn for each network.
  expect(of(['android-id'], own, other)).toEqual([])
  expect(of(['advertising-id'], own, other)).toEqual([])
  expect(of(['widevine-id'], own, other)).toEqual([])
  const mac = (normal: string) => ['192.168.1.21', 'form', 'probable', normal] as const
  expect(of(['wifi-mac'], own, mac('027aeb1c2d3e'))).toEqual([])
  expect(of(['wifi-mac'], own, mac('007aeb1c2d3e'))).toHaveLength(1)
})

test('that no answer was seen speaks against nothing that no answer comes to', () => {
  const given = facts([['imei', 1]])
  const against = (hasNoAnswer: readonly boolean[]): readonly string[] =>
    findingsOf({
      ...given,
      transmissions: hasNoAnswer.flatMap((isSilent) =>
        given.transmissions.map((one) =>
          isSilent ? { ...one, summary: { ...one.summary, hasNoAnswer: true as const } } : one,
        ),
      ),
    }).flatMap(({ counterEvidence }) => counterEvidence.filter((text) => text.startsWith('no answer')))
  expect(against([true, true])).toEqual([])
  expect(against([true, false])).toEqual(['no answer was seen'])
})

type Told = readonly [kind: string, value: string, ...reasons: string[]]

function observationsOf(observations: readonly Told[]): readonly Observation[] {
  const [one] = facts([['imei', 1]]).observations
  if (one === undefined) throw new Error('no observation')
  return observations.map(([identifier, normal, ...reasons], index) => ({
    ...one,
    id: `o${index + 1}`,
    identifier,
    normal,
    reasons,
  }))
}

function told(...observations: readonly Told[]): readonly string[] {
  return observedReasons(observationsOf(observations))
}

function doubted(...observations: readonly Told[]): readonly string[] {
  return observedObjections(observationsOf(observations))
}

test('a reason of a finding of several kinds says which it means', () => {
  const named = 'the key "a" names the IMEI (number of the phone)'
  expect(
    told(
      ['imei', '1', named, 'its check digit is right', 'it stands beside others'],
      ['iccid', '2', 'its check digit is right', 'it begins with 89'],
    ),
  ).toEqual([
    `imei: ${named}`,
    'imei, iccid: its check digit is right',
    'imei: it stands beside others',
    'iccid: it begins with 89',
  ])
  expect(told(['imei', '1', 'its check digit is right'])).toEqual(['its check digit is right'])
})

test('a reason that holds for some values of a kind only says for how many', () => {
  expect(
    told(
      ['imei', '1', 'it has 15 digits'],
      ['imei', '2', 'it has 15 digits', 'its check digit is right'],
      ['imei', '2', 'its check digit is right'],
    ),
  ).toEqual(['it has 15 digits', 'imei (1 of 2 values): its check digit is right'])
})

test('what speaks against a value says of which kind and of how many values, as what speaks for it does', () => {
  const wrong = objectionOf('its check digit is wrong')
  expect(
    doubted(
      ['imei', '1', 'it has 15 digits', wrong],
      ['imei', '2', 'it has 15 digits'],
      ['iccid', '3', wrong, objectionOf('the key is of something else')],
    ),
  ).toEqual(['imei (1 of 2 values), iccid: its check digit is wrong', 'iccid: the key is of something else'])
  expect(doubted(['imei', '1', wrong])).toEqual(['its check digit is wrong'])
  expect(doubted(['imei', '1', 'it has 15 digits'])).toEqual([])
})

test('of more doubts than are listed, each kind keeps its first, and the rest are counted', () => {
  const { reasonsMax } = limits.report
  const many = Array.from({ length: reasonsMax + 2 }, (_, at) => objectionOf(`it is odd in way ${at}`))
  const doubts = doubted(['imei', '1', ...many], ['iccid', '2', objectionOf('it is short')])
  expect(doubts).toHaveLength(reasonsMax + 1)
  expect(doubts).toContain('iccid: it is short')
  expect(doubts.at(-1)).toBe('3 more reasons, of observations of the same kinds')
})
