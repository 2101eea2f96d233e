import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { sentObservation, sentTransmission } from '../../../test/support/sent-facts.ts'
import { readLawFolder, readLawSources } from '../../../tools/build-law.ts'
import type { Organisation } from '../../attribute/types.ts'
import type { Facts } from '../findings.ts'
import type { Finding, Observation, Recipient, Transmission } from '../types.ts'
import { assessLaw } from './evaluate.ts'
import { factNames, factsOf } from './facts.ts'
import { compileLaw } from './law-data.ts'
import type { LegalAssessment, LegalSetting } from './types.ts'

const law = readLawSources(fileURLToPath(new URL('../../../', import.meta.url)))
const at = (day: string): { sec: number; nsec: number } => ({
  sec: Date.parse(`${day}T06:00:00Z`) / 1_000,
  nsec: 0,
})

const chinaTelecom: Organisation = {
  id: 'china-telecom',
  name: 'China Telecom Group',
  parent: '',
  country: 'CN',
  seat: 'CN',
  seatSource: '',
  isSeatVerified: false,
  state: 'controls',
  kind: 'operator',
  use: '',
  matched: 'vnet.cn',
  source: 'press',
  confidence: 'certain',
  ownershipConfidence: 'certain',
  note: '',
  isSharedInfrastructure: false,
}

function recipientOf(organisation: Organisation | null, countries: readonly string[] = []): Recipient {
  return {
    id: 'r1',
    host: 'zzhc.vnet.cn',
    nameEvidence: 'host',
    domain: 'vnet.cn',
    addresses: [
      {
        address: '192.0.2.1',
        scope: 'public',
        networks: [],
        countries: countries.map((country) => ({ country, source: 'registry', builtOn: '2026-06-01' })),
        isCountryAgreed: true,
        ambiguity: '',
      },
    ],
    proxies: [],
    ports: [80],
    protocols: ['http'],
    organisation,
    ambiguity: '',
    flows: 1,
    bytesToServer: 100,
    bytesToClient: 100,
    hasEch: false,
    mayHideName: false,
    hasHiddenDns: false,
    apps: [],
    senders: [],
  }
}

function transmissionOf(day: string, changes: Partial<Transmission> = {}): Transmission {
  const identifiers = ['imei', 'iccid', 'cell-id']
  return sentTransmission(0, { at: at(day), identifiers, frames: [1], ...changes })
}

function observationOf(id: string, identifier: string, normal: string): Observation {
  return sentObservation(0, identifier, normal, {
    id,
    confidence: 'certain',
    by: 'profile',
    at: at('2024-05-01'),
  })
}

function findingOf(day: string, changes: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    title: 'imei, iccid, cell-id sent in clear text',
    severity: 'critical',
    confidence: 'certain',
    reasons: [],
    counterEvidence: [],
    recipient: 'r1',
    identifiers: ['imei', 'iccid', 'cell-id'],
    family: '',
    transmissions: 1,
    observations: [],
    first: at(day),
    last: at(day),
    ...changes,
  }
}

const list = { name: 'varde organisations', builtOn: '2026-11-30', licence: '', attribution: '' }

const founding: LegalSetting = {
  userCountry: 'NO',
  makerCountry: 'FI',
  maker: 'HMD Global Oy',
  awareAt: '',
  today: '2026-11-24',
}

function judge(
  day: string,
  setting: Partial<LegalSetting> = {},
  recipient: Recipient = recipientOf(chinaTelecom),
  transmissions: readonly Transmission[] = [transmissionOf(day)],
  finding: Partial<Finding> = {},
  observations: readonly Observation[] = [],
): LegalAssessment {
  const facts = { recipients: [recipient], observations, transmissions, contacts: [], dataSets: [list] }
  return assessLaw([findingOf(day, finding)], facts, { ...founding, ...setting }, law)
}

const engaged = (assessment: LegalAssessment): string[] =>
  assessment.findings.flatMap((finding) => finding.engaged.map(({ provision }) => provision.id))
const since = (assessment: LegalAssessment): string[] =>
  assessment.findings.flatMap((finding) => finding.sinceThen.map(({ provision }) => provision.id))

describe('the law of the day of the capture', () => {
  test('2019 is judged by the law of 2019, and what came later stands apart', () => {
    const assessment = judge('2019-02-11')
    expect(engaged(assessment)).toEqual(
      expect.arrayContaining(['gdpr-4-1', 'gdpr-5-1-f', 'gdpr-6', 'gdpr-33', 'gdpr-44', 'eprivacy-no-2003']),
    )
    expect(engaged(assessment)).not.toContain('eprivacy-no-2024')
    expect(engaged(assessment)).not.toContain('red-2022-30')
    expect(since(assessment)).toEqual(['eprivacy-no-2024', 'red-2022-30'])
    const old = assessment.findings[0]?.engaged.find(({ provision }) => provision.id === 'eprivacy-no-2003')
    expect(old).toMatchObject({ isReplaced: true, provision: { isVerified: false } })
  })

  test.each([
    ['2018-07-19T21:30:00Z', 'Europe/Oslo', '2018-07-19', []],
    ['2018-07-19T22:30:00Z', 'Europe/Oslo', '2018-07-20', ['gdpr-6']],
    ['2018-07-19T22:30:00Z', undefined, '2018-07-19', []],
    ['2018-07-20T03:30:00Z', 'America/New_York', '2018-07-19', []],
  ])('what was sent at %s is of the day that it was in %s', (time, dayZone, day, under) => {
    const moment = { sec: Date.parse(time) / 1_000, nsec: 0 }
    const sent = [transmissionOf(day, { at: moment })]
    const zone = dayZone === undefined ? {} : { dayZone }
    const of = judge(day, zone, recipientOf(chinaTelecom), sent, { first: moment, last: moment })
    expect([of.captureDay, engaged(of).filter((id) => id === 'gdpr-6')]).toEqual([day, under])
    const told = dayZone === undefined ? `(${day})` : `(${day} in ${dayZone})`
    expect(of.reservations.join(' ')).toContain(`the day of the capture ${told} was applied`)
  })

  test('no day is after today that has begun where it is today', () => {
    const of = (setting: Partial<LegalSetting>): boolean =>
      judge('2024-01-02', { today: '2024-01-01', ...setting })
        .reservations.join(' ')
        .includes('is after today')
    expect([of({}), of({ latestDay: '2024-01-02' }), of({ latestDay: '2024-01-01' })]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('what is not in force yet today has not been replaced', () => {
    const ahead = judge('2019-02-11', { userCountry: 'DE', today: '2018-01-01' })
    const gdpr = ahead.findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-6')
    expect(gdpr).toMatchObject({ isReplaced: false, isAhead: true })
    const later = judge('2019-02-11').findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-6')
    expect(later).toMatchObject({ isReplaced: false, isAhead: false })
  })

  test.each([
    ['2018-05-25', false],
    ['2018-05-24', true],
    [undefined, true],
  ])(
    'with %s as the last day that has begun, the GDPR is ahead on the eve of it: %s',
    (latestDay, isAhead) => {
      const eve = {
        userCountry: 'DE',
        today: '2018-05-24',
        ...(latestDay === undefined ? {} : { latestDay }),
      }
      const gdpr = judge('2018-05-25', eve).findings[0]?.engaged.find(
        ({ provision }) => provision.id === 'gdpr-6',
      )
      expect(gdpr?.isAhead).toBe(isAhead)
    },
  )

  test('what came later is told as such until its own last day', () => {
    const laterOn = (today: string): string[] => since(judge('2018-05-01', { userCountry: 'GB', today }))
    expect(laterOn('2020-12-31')).toContain('gdpr-6')
    expect(laterOn('2021-01-01')).not.toContain('gdpr-6')
  })

  test('what came later is told as such from its own first day', () => {
    const laterOn = (today: string): string[] => since(judge('2019-02-11', { today }))
    expect(laterOn('2024-12-31')).not.toContain('eprivacy-no-2024')
    expect(laterOn('2025-01-01')).toContain('eprivacy-no-2024')
  })

  test('days count to the day, and for Norway from its own first day of the GDPR', () => {
    expect(engaged(judge('2018-07-19'))).not.toContain('gdpr-6')
    expect(engaged(judge('2018-07-20'))).toContain('gdpr-6')
    expect(engaged(judge('2018-07-19', { userCountry: 'FI' }))).toContain('gdpr-6')
    expect(engaged(judge('2024-12-31'))).toContain('eprivacy-no-2003')
    expect(engaged(judge('2025-01-01'))).toContain('eprivacy-no-2024')
    expect(engaged(judge('2025-01-01'))).not.toContain('eprivacy-no-2003')
  })

  test.each([
    ['NO', 'eprivacy-no-2024'],
    ['FI', 'eprivacy-fi'],
    ['SE', 'eprivacy-se'],
    ['DK', 'eprivacy-dk'],
    ['DE', 'eprivacy-de'],
    ['GB', 'pecr'],
    ['CH', 'ch-fmg-45c'],
  ])('access to the device in %s is under its own rule', (userCountry, id) => {
    const rules = engaged(judge('2026-05-01', { userCountry })).filter((rule) =>
      /^(eprivacy|pecr|ch-fmg)/.test(rule),
    )
    expect(rules).toEqual([id])
  })

  test.each([
    ['2030-01-01', 'after today (2026-11-24)'],
    ['1970-01-02', 'no such capture can be'],
    ['2019-02-11', null],
    ['2026-11-24', null],
  ])('a capture of %s: whether its clock can be right', (day, said) => {
    const text = judge(day).reservations.join(' ')
    if (said === null) expect(text).not.toContain('the clock of the machine')
    else expect(text).toMatch(new RegExp(`${said.replaceAll(/[()]/g, '\\$&')}.*the clock of the machine`))
  })

  describe('each transmission is judged by its own day', () => {
    const over = (
      days: readonly string[],
      setting: Partial<LegalSetting> = {},
      recipient: Recipient = recipientOf(chinaTelecom),
      of: (index: number) => Partial<Transmission> = () => ({}),
    ): LegalAssessment =>
      judge(
        days[0] ?? '',
        setting,
        recipient,
        days.map((day, index) => transmissionOf(day, { exchange: index + 1, ...of(index) })),
        { last: at(days.at(-1) ?? ''), transmissions: days.length },
      )
    const partOf = (assessment: LegalAssessment, id: string): unknown =>
      assessment.findings[0]?.engaged.find(({ provision }) => provision.id === id)?.part

    test('a law that came in between counts for what was sent since then', () => {
      const monthly = ['2018-05-20', '2019-01-20', '2019-02-20', '2019-03-20', '2019-04-20']
      const assessment = over(monthly, { userCountry: 'DE' })
      expect(engaged(assessment)).toEqual(expect.arrayContaining(['gdpr-15', 'gdpr-44', 'eprivacy-de-2007']))
      expect(since(assessment)).not.toContain('gdpr-15')
      expect(partOf(assessment, 'gdpr-15')).toEqual({
        first: '2019-01-20',
        last: '2019-04-20',
        transmissions: 4,
      })
      expect(partOf(assessment, 'eprivacy-de-2007')).toBeUndefined()
      expect(assessment).toMatchObject({ captureDay: '2018-05-20', lastDay: '2019-04-20' })
      expect(assessment.reservations.join(' ')).toContain(
        'of each transmission (2018-05-20 to 2019-04-20) was applied',
      )
    })

    test('a law that another one followed counts beside it', () => {
      const assessment = over(['2024-12-30', '2025-01-20'])
      expect(partOf(assessment, 'eprivacy-no-2003')).toMatchObject({ last: '2024-12-30', transmissions: 1 })
      expect(partOf(assessment, 'eprivacy-no-2024')).toMatchObject({ first: '2025-01-20', transmissions: 1 })
      expect(partOf(assessment, 'gdpr-15')).toBeUndefined()
    })

    test('an adequacy decision that was annulled in between covers nothing later', () => {
      const assessment = over(
        ['2020-07-10', '2020-08-10', '2020-09-10'],
        { userCountry: 'DE' },
        recipientOf(null, ['US']),
      )
      expect(partOf(assessment, 'gdpr-45')).toMatchObject({ last: '2020-07-10', transmissions: 1 })
      expect(engaged(assessment)).toContain('gdpr-44')
      expect(assessment.findings[0]?.places).toMatchObject([
        { adequacy: { number: '(EU) 2016/1250' }, days: { first: '2020-07-10', last: '2020-07-10' } },
        { adequacy: null, days: { first: '2020-08-10', last: '2020-09-10' } },
      ])
      const facts = assessment.findings[0]?.facts.map(({ sentence }) => sentence)
      expect(facts).toContain('no adequacy decision for US on the days of 2020-08-10 to 2020-09-10')
    })

    test('what was over before a law came is no fact under it, and stands apart', () => {
      const assessment = over(
        ['2018-05-20', '2018-06-20'],
        { userCountry: 'DE' },
        recipientOf(chinaTelecom),
        (index) => (index === 0 ? {} : { protection: 'tls', identifiers: ['imei'] }),
      )
      expect(engaged(assessment)).toContain('gdpr-6')
      expect(engaged(assessment)).not.toContain('gdpr-5-1-f')
      expect(since(assessment)).toContain('gdpr-5-1-f')
      const basis = assessment.findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-6')
      expect(basis?.facts[0]?.sentence).toBe('imei (possible) sent in 1 transmission')
    })

    test('what may never have been sent is said to be so', () => {
      const days = ['2018-06-20', '2018-06-21']
      const sentences = (perhaps: number): string[] =>
        over(days, { userCountry: 'DE' }, recipientOf(chinaTelecom), (index) => {
          const { summary } = sentTransmission(index)
          return index < perhaps ? { summary: { ...summary, mayBeUnsent: true } } : {}
        }).findings[0]?.facts.map(({ sentence }) => sentence) ?? []
      expect(sentences(1)[0]).toMatch(
        /sent in 2 transmissions, of which 1 was given up and may never have been sent$/,
      )
      expect(sentences(0)[0]).toMatch(/sent in 2 transmissions$/)
    })

    test('of a name alone the first and the last day are known', () => {
      const xk = { ...law, provisions: law.provisions.map((one) => ({ ...one, needs: [], anyOf: [] })) }
      const contact = findingOf('2018-05-20', { last: at('2019-01-20'), identifiers: [], transmissions: 0 })
      const facts: Facts = {
        recipients: [recipientOf(null)],
        observations: [],
        transmissions: [],
        contacts: [],
      }
      const assessment = assessLaw([contact], facts, { ...founding, userCountry: 'DE' }, xk)
      expect(partOf(assessment, 'gdpr-15')).toEqual({
        first: '2019-01-20',
        last: '2019-01-20',
        transmissions: 0,
      })
    })
  })

  test('outside of the EEA the GDPR is not named', () => {
    expect(engaged(judge('2026-05-01', { userCountry: 'GB' })).filter((id) => id.startsWith('gdpr'))).toEqual(
      [],
    )
    expect(engaged(judge('2026-05-01', { userCountry: 'CH' }))).toEqual(
      expect.arrayContaining(['fadp-6-8', 'fadp-16']),
    )
  })
})

describe('transfers', () => {
  const placesOf = (country: string, day: string): LegalAssessment =>
    judge(day, {}, recipientOf(null, [country]))

  test('by decisions in force on the day, each country apart', () => {
    expect(engaged(placesOf('CN', '2019-02-11'))).toContain('gdpr-44')
    expect(engaged(placesOf('JP', '2019-02-11'))).toContain('gdpr-45')
    expect(engaged(placesOf('US', '2019-02-11'))).toContain('gdpr-45')
    expect(engaged(placesOf('US', '2021-02-11'))).toContain('gdpr-44')
    expect(engaged(placesOf('US', '2024-02-11'))).toContain('gdpr-45')
    expect(engaged(placesOf('DE', '2024-02-11'))).not.toContain('gdpr-44')
    expect(engaged(placesOf('DE', '2024-02-11'))).not.toContain('gdpr-45')
    expect(engaged(placesOf('GB', '2020-06-01'))).not.toContain('gdpr-45')
    expect(engaged(placesOf('GB', '2022-06-01'))).toContain('gdpr-45')
  })

  test.each([
    ['NO', 'US', '2024-02-11', true],
    ['NO', 'US', '2019-02-11', true],
    ['NO', 'CA', '2024-02-11', true],
    ['NO', 'JP', '2024-02-11', false],
    ['NO', 'BR', '2026-10-10', true],
    ['DE', 'BR', '2026-10-10', false],
  ])(
    'for a user in %s a decision on %s (%s) that may not cover the recipient leaves both questions open: %s',
    (userCountry, country, day, isUnsure) => {
      const assessment = judge(day, { userCountry, today: '2026-11-24' }, recipientOf(null, [country]))
      expect(engaged(assessment)).toContain('gdpr-45')
      expect(engaged(assessment).includes('gdpr-44')).toBe(isUnsure)
      const [finding] = assessment.findings
      expect(finding?.places).toMatchObject([{ isAdequacyUnsure: isUnsure }])
      const transfer = finding?.engaged.find(({ provision }) => provision.id === 'gdpr-44')
      expect(transfer?.against.map(({ name }) => name)).toEqual(isUnsure ? ['adequacy'] : undefined)
    },
  )

  test('on its last day a decision holds, and a member is none outside', () => {
    expect(engaged(placesOf('US', '2020-07-16'))).toContain('gdpr-45')
    expect(engaged(placesOf('US', '2020-07-17'))).toContain('gdpr-44')
    const third = (day: string): boolean | undefined =>
      placesOf('GB', day).findings[0]?.places[0]?.isThirdCountry
    expect([third('2020-12-31'), third('2021-01-01')]).toEqual([false, true])
  })

  test.each([
    ['2019-02-11', '2021-04-20', false],
    ['2021-04-20', '2021-04-20', true],
    ['2019-02-11', undefined, true],
  ])('of what was sent on %s a parent since %s is told: %s', (day, since, isTold) => {
    const own = { ...chinaTelecom, name: 'A', parent: 'B', country: 'US', seat: 'DE' }
    const owned = since === undefined ? own : { ...own, parentSince: since }
    const assessment = judge(day, { userCountry: 'FI' }, recipientOf(owned, ['DE']))
    const [finding] = assessment.findings
    const told = finding?.places.filter(({ role }) => role === 'parent')
    const source = 'varde organisations, 2026-11-30; certain'
    expect(told).toMatchObject(isTold ? [{ country: 'US', source }] : [])
    expect(engaged(assessment).includes('gdpr-44-parent')).toBe(isTold)
    const control = finding?.facts.find(({ name }) => name === 'state-controlled')?.sentence
    if (isTold)
      expect(control).toMatch(/^A is controlled by a state \(varde organisations, 2026-11-30; certain\)/)
    else expect(control).toBeUndefined()
    expect(assessment.reservations.join(' ').includes('(varde organisations, 2026-11-30): on the day')).toBe(
      isTold,
    )
  })

  test.each([
    ['FI', 'AX', '2024-05-01', false],
    ['FI', 'RE', '2024-05-01', false],
    ['NO', 'GP', '2019-02-11', false],
    ['FI', 'GI', '2020-12-31', false],
    ['FI', 'GI', '2021-01-01', true],
    ['FI', 'GL', '2024-05-01', true],
    ['FI', 'NC', '2024-05-01', true],
  ])(
    'for a user in %s a server in %s on %s is in a third country: %s',
    (userCountry, country, day, isThird) => {
      const assessment = judge(day, { userCountry }, recipientOf(null, [country]))
      expect(assessment.findings[0]?.places).toMatchObject([{ country, isThirdCountry: isThird }])
      expect(engaged(assessment).includes('gdpr-44')).toBe(isThird)
    },
  )

  test.each([
    ['DE', '2020-12-31', false, false],
    ['DE', '2021-01-01', false, true],
    ['DE', '2021-06-27', false, true],
    ['DE', '2021-06-28', true, false],
    ['NO', '2021-03-10', true, true],
    ['CH', '2021-03-10', true, false],
  ])(
    'of what went from %s to the United Kingdom on %s: third country %s, agreement of the half-year %s',
    (userCountry, day, isThirdCountry, isBridged) => {
      const assessment = judge(day, { userCountry }, recipientOf(null, ['GB']))
      const [finding] = assessment.findings
      expect(finding?.places).toMatchObject([{ isThirdCountry }])
      expect(finding?.places[0]?.bridge !== null).toBe(isBridged)
      expect(assessment.reservations.join(' ').includes('Article 782')).toBe(isBridged)
      const isAsked = engaged(assessment).includes('gdpr-44')
      expect(isAsked).toBe(userCountry === 'NO')
      const transfer = finding?.engaged.find(({ provision }) => provision.id === 'gdpr-44')
      if (isAsked) expect(transfer?.against.map(({ name }) => name)).toEqual(['bridge-unsure'])
    },
  )

  test('the country of a private address is no place of the server', () => {
    const recipient = recipientOf(null, ['CN'])
    const addresses = recipient.addresses.map((address) => ({ ...address, scope: 'private' as const }))
    const [finding] = judge('2024-02-11', {}, { ...recipient, addresses }).findings
    expect(finding?.places).toEqual([])
  })

  test('where one place is covered and the other is not, the one that is not counts', () => {
    const assessment = judge('2024-05-01', {}, recipientOf(chinaTelecom, ['JP']))
    expect(engaged(assessment)).toContain('gdpr-44')
    expect(engaged(assessment)).not.toContain('gdpr-45')
    expect(assessment.findings[0]?.places.map(({ role, country }) => `${role} ${country}`)).toEqual([
      'server JP',
      'operator CN',
    ])
  })
})

describe('facts', () => {
  test('clear text is no fact of what only a log of the device tells', () => {
    const clear = (protocol: string): string | undefined => {
      const sent = transmissionOf('2019-02-11')
      return factsOf({
        finding: findingOf('2019-02-11'),
        recipient: recipientOf(null),
        transmissions: [{ ...sent, summary: { ...sent.summary, protocol } }],
        observations: [],
        owners: '',
        places: [],
        days: null,
        maker: '',
      }).find(({ name }) => name === 'clear-text')?.sentence
    }
    expect(clear('http')).toBe('it travelled in clear text')
    expect(clear('device-log')).toBeUndefined()
  })

  test('an address that software set is not called permanent, nor a password, as the severity does not call it so', () => {
    const observed = (identifier: string, normal: string): Observation => ({
      id: identifier,
      capture: 0,
      identifier,
      value: normal,
      normal,
      writtenAs: 'plain',
      confidence: 'certain',
      by: 'profile',
      reasons: [],
      recipient: 'r1',
      protection: 'plaintext',
      direction: 'sent',
      at: at('2019-02-11'),
      spans: [],
      chain: [],
      exchange: 0,
    })
    const permanent = (mac: string, ...others: readonly string[]): string | undefined => {
      const observations = [observed('wifi-mac', mac), ...others.map((name) => observed(name, '1'))]
      const identifiers = observations.map(({ identifier }) => identifier)
      return factsOf({
        finding: findingOf('2019-02-11', { identifiers, observations: identifiers }),
        recipient: recipientOf(null),
        transmissions: [transmissionOf('2019-02-11', { identifiers })],
        observations,
        owners: '',
        places: [],
        days: null,
        maker: '',
      }).find(({ name }) => name === 'permanent-identifier')?.sentence
    }
    expect(permanent('021122334455', 'imei')).toMatch(/^imei cannot be reset/)
    expect(permanent('021122334455')).toBeUndefined()
    expect(permanent('001122334455')).toMatch(/^wifi-mac cannot be reset/)
    expect(permanent('021122334455', 'account-credential')).toBeUndefined()
    expect(permanent('021122334455', 'email')).toMatch(/^email cannot be reset/)
  })

  test('a list of installed apps may be of a special category', () => {
    const of = (...identifiers: string[]): string[] =>
      engaged(judge('2019-02-11', {}, recipientOf(chinaTelecom), undefined, { identifiers }))
    expect(of('installed-apps')).toContain('gdpr-9')
    expect(of('imei')).not.toContain('gdpr-9')
  })

  test('only the same value in several messages is sent more than once', () => {
    const sent = [1, 2, 3].map((exchange) => transmissionOf('2019-02-11', { exchange }))
    const judged = (...observed: readonly [string, string, number][]): LegalAssessment => {
      const observations = observed.map(([identifier, normal, exchange], index) => ({
        ...observationOf(`o${index}`, identifier, normal),
        exchange,
      }))
      return judge(
        '2019-02-11',
        {},
        recipientOf(chinaTelecom),
        sent,
        { observations: observations.map(({ id }) => id) },
        observations,
      )
    }
    const sentenceOf = (assessment: LegalAssessment): string | undefined =>
      assessment.findings[0]?.facts.find(({ name }) => name === 'repeated')?.sentence
    const once = judged(['imei', '1', 1], ['imei', '1', 1], ['imei', '2', 2], ['iccid', '3', 3])
    expect(sentenceOf(once)).toBeUndefined()
    expect(engaged(once)).not.toContain('gdpr-5-1-d-e')
    const again = judged(['imei', '1', 1], ['imei', '1', 2], ['iccid', '3', 3])
    expect(sentenceOf(again)).toBe('the same value of imei was sent 2 times in this capture')
    expect(engaged(again)).toContain('gdpr-5-1-d-e')
    expect(
      sentenceOf(
        judged(['imei', '1', 1], ['imei', '1', 2], ['iccid', '3', 1], ['iccid', '3', 2], ['iccid', '3', 3]),
      ),
    ).toBe('the same value of imei, iccid was sent up to 3 times in this capture')
  })

  test('because-sentences say no more than the facts', () => {
    const becauseOf = (id: string): string | undefined => law.provisions.find((one) => one.id === id)?.because
    expect(becauseOf('gdpr-5-1-b')).toMatch(/is asked\.$/)
    expect(becauseOf('gdpr-5-1-c')).toMatch(/is asked\.$/)
  })

  test('what was not sent engages nothing', () => {
    const assessment = judge('2019-02-11', {}, recipientOf(chinaTelecom), [], { identifiers: [] })
    expect(engaged(assessment)).toEqual([])
  })

  test('encrypted transmissions raise no question of confidentiality on the way', () => {
    const sent = [transmissionOf('2019-02-11', { protection: 'tls' })]
    expect(engaged(judge('2019-02-11', {}, recipientOf(chinaTelecom), sent))).not.toContain('gdpr-5-1-f')
  })

  test('what speaks against is said beside it', () => {
    const refused = { status: 500, accepted: false, reason: 'refused' }
    const sent = [transmissionOf('2019-02-11', { receipt: refused })]
    const assessment = judge('2019-02-11', {}, recipientOf(chinaTelecom), sent)
    const damages = assessment.findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-82')
    expect(damages?.against.map(({ name }) => name)).toEqual(['refused', 'single-transmission'])
  })

  test('one place tells, two tell', () => {
    const sentenceOf = (...identifiers: string[]): string =>
      judge('2019-02-11', {}, recipientOf(chinaTelecom), undefined, { identifiers }).findings[0]?.facts.find(
        ({ name }) => name === 'location-sent',
      )?.sentence ?? ''
    expect(sentenceOf('cell-id')).toBe(
      'where the phone was, as an area or a point, can be told from: cell-id',
    )
    expect(sentenceOf('cell-id', 'location')).toMatch(/told from: cell-id, location$/)
  })

  test('what one program of the device told another did not leave it, and passed nobody', () => {
    const [address] = recipientOf(null).addresses
    const onDevice: Recipient = {
      ...recipientOf(null),
      addresses: [
        { ...(address as Recipient['addresses'][number]), address: '127.0.0.1', scope: 'loopback' },
      ],
    }
    const [finding] = judge('2019-02-11', {}, onDevice).findings
    const facts = new Map(finding?.facts.map(({ name, sentence }) => [name, sentence]))
    expect(facts.get('local-recipient')).toBe('the recipient is a program on the device itself')
    expect([...facts.keys()]).not.toContain('device-read')
    expect([...facts.keys()]).not.toContain('clear-text')
  })

  test.each([
    ['HMD Global Oy', true],
    ['小米科技', true],
    ['China Telecom', false],
    ['China Wireless Technologies', true],
  ])('for the maker “%s”: whether the recipient is another', (maker, isOther) => {
    const owned = { ...chinaTelecom, parent: 'China (central SASAC)' }
    const assessment = judge('2026-05-01', { maker }, recipientOf(owned))
    const named = assessment.findings[0]?.facts.some(({ name }) => name === 'other-organisation')
    expect(named).toBe(isOther)
    expect(engaged(assessment).includes('gdpr-28')).toBe(isOther)
  })

  test('without the name of the maker nothing says that the recipient is another', () => {
    const assessment = judge('2026-05-01', { maker: '' })
    const facts = new Map(assessment.findings[0]?.facts.map(({ name, sentence }) => [name, sentence]))
    expect(facts.get('other-organisation')).toBeUndefined()
    expect(facts.get('maybe-other-organisation')).toBe(
      'the recipient is China Telecom Group; the maker was not named, so that they may be the same',
    )
    const roles = assessment.findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-28')
    expect(roles?.provision.because).toMatch(/^Where the recipient is another organisation than the maker,/)
    const unknown = judge('2026-05-01', { maker: '' }, recipientOf(null))
    expect(engaged(unknown)).not.toContain('gdpr-28')
  })

  test('what a user may have typed in speaks against access to the device', () => {
    const against = (...identifiers: string[]): string[] | undefined =>
      judge('2026-05-01', {}, recipientOf(chinaTelecom), undefined, { identifiers })
        .findings[0]?.engaged.find(({ provision }) => provision.id === 'eprivacy-no-2024')
        ?.against.map(({ sentence }) => sentence)
    expect(against('email')).toEqual([
      'email may have been typed in by the user, and not read from the device',
    ])
    expect(against('email', 'android-id')).toEqual([])
    for (const { needs, because, against: speaking } of law.provisions)
      if (needs.includes('device-read')) {
        expect(because).toContain('may have been')
        expect(speaking).toContain('may-be-typed')
      }
  })

  test('scope and a representative are asked where the operator is abroad, an assessment where a place was sent', () => {
    const atHome = { ...chinaTelecom, country: 'DE', seat: 'DE' }
    expect(engaged(judge('2026-05-01'))).toContain('gdpr-3-27')
    expect(engaged(judge('2026-05-01', {}, recipientOf(atHome, ['CN'])))).not.toContain('gdpr-3-27')
    const sending = (...identifiers: string[]): string[] =>
      engaged(judge('2026-05-01', {}, recipientOf(chinaTelecom), undefined, { identifiers }))
    expect(sending('location')).toContain('gdpr-35')
    expect(sending('imei')).not.toContain('gdpr-35')
    expect(judge('2026-05-01').reservations.join(' ')).toContain(
      'such as health or beliefs, was not looked for',
    )
  })

  test('every fact that the data names exists, and every entry that is not verified is counted', () => {
    for (const { needs, anyOf, against } of law.provisions)
      for (const name of [...needs, ...anyOf, ...against]) expect(factNames).toContain(name)
    expect(judge('2019-02-11').reservations.join(' ')).toMatch(/2 of the provisions .* not checked/)
  })
})

describe('authorities', () => {
  test('for the founding case the Finnish ombudsman leads and the Norwegian authority is concerned', () => {
    expect(judge('2019-02-11').authorities.map(({ role, authority }) => `${role} ${authority.host}`)).toEqual(
      ['lead tietosuoja.fi', 'concerned datatilsynet.no', 'complaint datatilsynet.no'],
    )
  })

  test('there is no lead without a maker in the EEA, nor for a user outside', () => {
    const roles = (setting: Partial<LegalSetting>): string[] =>
      judge('2024-02-11', setting).authorities.map(({ role }) => role)
    expect(roles({ makerCountry: '' })).toEqual(['complaint'])
    expect(roles({ userCountry: 'GB' })).toEqual(['complaint'])
    // Nothing crosses a border.
    expect(roles({ userCountry: 'FI' })).toEqual(['complaint'])
  })

  test('what is about a lead is engaged unless user and maker are in one country', () => {
    const ids = (setting: Partial<LegalSetting>): string[] => engaged(judge('2024-02-11', setting))
    for (const setting of [{}, { makerCountry: '' }, { makerCountry: 'CN' }])
      expect(ids(setting)).toEqual(expect.arrayContaining(['gdpr-56', 'gdpr-77']))
    expect(ids({ userCountry: 'FI' })).not.toContain('gdpr-56')
    expect(ids({ userCountry: 'FI' })).toContain('gdpr-77')
  })

  test('reasons name countries as people do, and no rule that does not hold there', () => {
    const reasons = (setting: Partial<LegalSetting>): string[] =>
      judge('2024-02-11', setting).authorities.map(({ reason }) => reason)
    const [lead, concerned, complaint] = reasons({})
    expect(lead).toContain('main establishment in Finland (GDPR Article 56)')
    expect(concerned).toBe('the user is in Norway (GDPR Article 4(22))')
    expect(complaint).toContain('(GDPR Article 77), and rules on access')
    expect(reasons({ userCountry: 'CH' })).toEqual([
      'takes the complaint of a user who lives there, under the law of that country',
    ])
  })

  test('before the GDPR none leads, no article of it is cited, and the law of that day is said to be missing', () => {
    const told = (day: string, setting: Partial<LegalSetting> = {}): string => {
      const { authorities, reservations } = judge(day, setting)
      return [...authorities.map(({ role, reason }) => `${role}: ${reason}`), ...reservations].join(' ')
    }
    const missing = 'that applied in Norway before 2018-07-20 (in the EEA the one by which'
    for (const day of ['2017-06-10', '2018-07-19']) {
      expect(told(day)).toContain(missing)
      expect(told(day)).toMatch(/^complaint: takes the complaint of a user who lives there, under the law of/)
      expect(told(day)).toContain('That one authority leads came with the GDPR')
      expect(told(day)).not.toMatch(/Article (?:4|56|77)/)
    }
    expect(told('2018-07-20')).not.toContain('is not in the data: what was sent until then')
    expect(told('2018-07-20')).toMatch(/^lead: .*GDPR Article 56/)
    // Of a clock that was wrong nothing is said but that.
    expect(told('1970-01-01')).not.toContain('that applied in')
    for (const day of ['1970-01-01', '2035-01-01']) {
      expect(told(day)).not.toContain('came with the GDPR')
      expect(told(day)).toMatch(/^lead: .*GDPR Article 56.* complaint: .*GDPR Article 77/)
    }
    expect(told('2020-06-01', { userCountry: 'CH' })).not.toContain('that applied in')
    expect(told('2017-06-01', { userCountry: 'GB' })).toContain('in the United Kingdom before 2018-05-25 is')
    expect(
      assessLaw(
        [],
        { recipients: [], observations: [], transmissions: [], contacts: [] },
        founding,
        law,
      ).authorities.map(({ role }) => role),
    ).toEqual(['lead', 'concerned', 'complaint'])
  })

  test('why no authority leads is said where one could', () => {
    const told = (setting: Partial<LegalSetting>): string =>
      judge('2024-02-11', setting)
        .reservations.filter((text) => text.includes('no lead'))
        .join(' ')
    expect(told({})).toBe('')
    expect(told({ makerCountry: '' })).toBe(
      'The maker’s main establishment was not given: no lead authority is named.',
    )
    expect(told({ makerCountry: 'GB' })).toBe(
      'The maker is said to have its main establishment in the United Kingdom, outside the EEA: no lead authority is named (GDPR Article 56).',
    )
    expect(told({ userCountry: 'CH', makerCountry: '' })).toBe('')
    expect(told({ userCountry: 'FI' })).toContain('both said to be in Finland: no lead authority is named')
  })
})

test('nothing says that anybody did wrong', () => {
  const words =
    /\b(illegal|unlawful|violat\w*|guilty|crime|criminal|spied|spying|stole|backdoor|will be fined)\b/i
  expect(JSON.stringify(law)).not.toMatch(words)
  expect(JSON.stringify(judge('2019-02-11'))).not.toMatch(words)
})

test('data that does not hold is refused by the name of its entry', () => {
  const provisions = {
    asOf: '2026-01-01',
    places: { EEA: ['NO'] },
    laws: {},
    provisions: [{ id: 'x', law: 'X', authority: 'lead' }],
  }
  const compile = (value: unknown): unknown => compileLaw([{ name: 'a.yaml', value }])
  expect(() => compile(provisions)).toThrow(/^law: x/)
  expect(() => compile(null)).toThrow(/a\.yaml is no mapping/)
  expect(() => compile({ ...provisions, extra: 1 })).toThrow(/a\.yaml: there is no field extra/)
  expect(() => compile({ laws: {} })).toThrow(/a\.yaml: asOf/)
  const authority = { country: 'XA', name: 'A', english: 'A', languages: ['en'], verified: true }
  for (const place of [{}, { host: 'a.example', regional: true }])
    expect(() => compile({ asOf: '2026-01-01', authorities: [{ ...authority, ...place }] })).toThrow(
      /XA: either a host or regional/,
    )
})

test('the articles that matter each have an entry', () => {
  const cited = (name: string): string =>
    law.provisions
      .filter((provision) => provision.law === name)
      .map(({ citation }) => citation)
      .join('; ')
  const gdpr = numbersIn(cited('GDPR'))
  for (const article of [
    3, 6, 9, 12, 13, 14, 15, 21, 24, 25, 27, 28, 32, 33, 34, 35, 44, 45, 46, 47, 48, 49, 56, 77, 82, 83,
  ])
    expect(gdpr, `Article ${article}`).toContain(article)
  for (const paragraph of ['4(1)', '5(1)(a)', '5(1)(b)', '5(1)(c)', '5(1)(d)', '(e)', '5(1)(f)', '5(2)'])
    expect(cited('GDPR')).toContain(paragraph)
  for (const country of [...law.eea, 'GB', 'CH']) {
    const rules = law.provisions.filter(
      ({ id, places }) => /^(eprivacy|pecr|ch-fmg)/.test(id) && places.includes(country),
    )
    expect(rules.length, country).toBeGreaterThan(0)
    const authorities = law.authorities.filter((authority) => authority.country === country)
    expect(authorities, country).toHaveLength(1)
    // Of Germany each Land has one.
    expect(authorities[0]?.host).toMatch(country === 'DE' ? /^$/ : /^[a-z0-9.-]+\.[a-z]+$/)
    for (const language of authorities[0]?.languages ?? ['']) expect(language).toMatch(/^[a-z]{2}$/)
  }
  expect(law.eea).toHaveLength(30)
})

/** Numbers of articles in a citation, also within "12 to 14". */
function numbersIn(citation: string): number[] {
  const plain = citation.replaceAll(/\([^)]*\)/g, '')
  const ranges = [...plain.matchAll(/(\d+) to (\d+)/g)].flatMap(([, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
  )
  return [...ranges, ...[...plain.matchAll(/\d+/g)].map(([number]) => Number(number))]
}

describe('a place and its days', () => {
  test('the United Kingdom is under the GDPR until the end of the transition, and then under its own', () => {
    const during = judge('2019-02-11', { userCountry: 'GB' })
    expect(engaged(during)).toEqual(expect.arrayContaining(['gdpr-6', 'gdpr-44', 'pecr']))
    expect(engaged(during)).not.toContain('ukgdpr-6')
    expect(since(during)).toEqual(expect.arrayContaining(['ukgdpr-6', 'ukgdpr-44', 'ukgdpr-33']))
    const gdpr = during.findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-6')
    expect(gdpr).toMatchObject({ isReplaced: true, provision: { to: '2020-12-31' } })
    expect(engaged(judge('2020-12-31', { userCountry: 'GB' }))).toContain('gdpr-6')
    expect(engaged(judge('2021-01-01', { userCountry: 'GB' })).filter((id) => id.startsWith('gdpr'))).toEqual(
      [],
    )
    const inEea = judge('2019-02-11', { userCountry: 'GB' }, recipientOf(null, ['DE']))
    expect(inEea.findings[0]?.places).toMatchObject([{ country: 'DE', isThirdCountry: false }])
  })

  test('Switzerland and Germany have the law of the day, too', () => {
    expect(engaged(judge('2019-02-11', { userCountry: 'CH' }))).toEqual([
      'ch-fmg-45c',
      'dsg-1992',
      'dsg-1992-8',
    ])
    expect(engaged(judge('2023-09-01', { userCountry: 'CH' }))).not.toContain('dsg-1992')
    expect(engaged(judge('2019-02-11', { userCountry: 'DE' }))).toContain('eprivacy-de-2007')
    expect(engaged(judge('2021-12-01', { userCountry: 'DE' }))).not.toContain('eprivacy-de-2007')
  })

  test('in Switzerland the right of access is none that what was sent touches, and a breach needs what may be one', () => {
    const of = (protection: 'plaintext' | 'tls'): string[][] => {
      const sent = [transmissionOf('2024-05-01', { protection })]
      const judged = judge('2024-05-01', { userCountry: 'CH' }, recipientOf(null), sent)
      return [true, false].map((isProcedure) =>
        judged.findings.flatMap((finding) =>
          finding.engaged
            .filter(({ provision }) => provision.isProcedure === isProcedure)
            .map(({ provision }) => provision.id),
        ),
      )
    }
    expect(of('tls')).toEqual([['fadp-25'], ['ch-fmg-45c', 'fadp-6-8']])
    expect(of('plaintext')).toEqual([['fadp-25'], ['ch-fmg-45c', 'fadp-6-8', 'fadp-24']])
  })

  test('where the list of adequate countries is not in the data, nothing is said of what covers one', () => {
    const assessment = judge('2023-08-31', { userCountry: 'CH' })
    expect(assessment.findings[0]?.places).toMatchObject([{ role: 'operator', hasAdequacyList: false }])
    expect(assessment.findings[0]?.facts.map(({ name }) => name)).not.toContain('no-adequacy')
    expect(assessment.reservations.join(' ')).toContain(
      'recognised as adequate for a user in Switzerland on that day is not in the data',
    )
  })

  test.each<[string, string, string, string | null]>([
    ['GB', '2021-01-01', 'DE', 'Data Protection Act 2018, Schedule 21'],
    ['GB', '2024-02-11', 'AX', 'Data Protection Act 2018, Schedule 21'],
    ['CH', '2024-02-11', 'RE', 'DSV (SR 235.11), Annex 1'],
    ['GB', '2024-02-11', 'NO', 'Data Protection Act 2018, Schedule 21'],
    ['GB', '2022-12-18', 'KR', null],
    ['GB', '2022-12-19', 'KR', 'SI 2022/1213'],
    ['GB', '2023-10-11', 'US', null],
    ['GB', '2023-10-12', 'US', 'SI 2023/1028'],
    ['GB', '2024-02-11', 'CN', null],
    ['CH', '2023-09-01', 'FI', 'DSV (SR 235.11), Annex 1'],
    ['CH', '2023-09-01', 'MC', 'DSV (SR 235.11), Annex 1'],
    ['CH', '2023-09-01', 'JP', null],
    ['CH', '2024-09-14', 'US', null],
    ['CH', '2024-09-15', 'US', 'DSV (SR 235.11), Annex 1'],
    ['CH', '2024-09-15', 'CN', null],
  ])(
    'for a user in %s on %s, %s is covered by %s; marked as not verified',
    (userCountry, day, country, number) => {
      const assessment = judge(day, { userCountry }, recipientOf(null, [country]))
      const [place] = assessment.findings[0]?.places ?? []
      expect(place).toMatchObject({ country, isThirdCountry: true, hasAdequacyList: true })
      expect(place?.adequacy?.number ?? null).toBe(number)
      if (number !== null)
        expect(assessment.reservations.join(' ')).toContain(`decisions ${number} were not checked`)
      else expect(assessment.findings[0]?.facts.map(({ name }) => name)).toContain('no-adequacy')
    },
  )

  test('product law of the Union is pointed at, where and when it applies', () => {
    expect(engaged(judge('2026-09-10', { userCountry: 'FI' }))).not.toContain('cra-14')
    expect(engaged(judge('2026-09-11', { userCountry: 'FI' }))).toContain('cra-14')
    expect(engaged(judge('2026-09-11', { userCountry: 'NO' }))).not.toContain('cra-14')
    expect(engaged(judge('2027-12-11', { userCountry: 'FI', today: '2027-12-11' }))).toContain('cra-annex-1')
  })
})

test('a jurisdiction is one more data file and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'varde-law-'))
  try {
    cpSync(fileURLToPath(new URL('../../../data/law', import.meta.url)), folder, { recursive: true })
    writeFileSync(
      join(folder, 'xk.yaml'),
      `
format: 1
asOf: '2026-10-01'
laws:
  XL: { title: Law of nowhere, places: [XK], from: '2015-01-01', source: 'https://law.example/xl' }
provisions:
  - id: xl-1
    law: XL
    citation: section 1
    title: disclosure abroad
    verified: false
    needs: [third-country, no-adequacy]
    because: It was sent abroad.
    asks: [On which ground?]
    missing: []
    clocks: [{ hours: 48, what: notification }]
    authority: user
decisions:
  - { country: NO, for: [XK], number: XL 7, from: '2016-01-01', to: null, limit: '', verified: false }
authorities:
  - { country: XK, name: Byrå, english: Office, host: office.example, languages: [sq], verified: false }
`,
    )
    const facts: Facts = {
      recipients: [recipientOf(chinaTelecom, ['NO'])],
      observations: [],
      transmissions: [transmissionOf('2019-02-11')],
      contacts: [],
    }
    const setting = { ...founding, userCountry: 'XK', makerCountry: '', awareAt: '2019-03-01T22:30:00+01:00' }
    const assessment = assessLaw([findingOf('2019-02-11')], facts, setting, readLawFolder(folder))
    expect(engaged(assessment)).toEqual(['xl-1'])
    expect(assessment.findings[0]?.places).toMatchObject([
      { role: 'server', country: 'NO', adequacy: { number: 'XL 7' } },
      { role: 'operator', country: 'CN', adequacy: null },
    ])
    expect(assessment.clocks).toMatchObject([{ due: '2019-03-03T22:30+01:00', hours: 48, isOver: true }])
    expect(assessment.authorities).toMatchObject([
      { role: 'complaint', authority: { host: 'office.example' } },
    ])
    expect(assessment.reservations.join(' ')).toMatch(/XL 7 were not checked against an official text/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('places of a recipient', () => {
  test('server, operator and parent stand apart', () => {
    const owned: Organisation = { ...chinaTelecom, parent: 'Holding', country: 'MX', seat: 'AT' }
    expect(
      judge('2024-05-01', {}, recipientOf(owned, ['US'])).findings[0]?.places.map(
        ({ role, country, isThirdCountry }) => [role, country, isThirdCountry],
      ),
    ).toEqual([
      ['server', 'US', true],
      ['operator', 'AT', false],
      ['parent', 'MX', true],
    ])
  })

  test('a parent abroad makes no third country of a recipient that is in none, and is asked about by itself', () => {
    const owned: Organisation = { ...chinaTelecom, parent: 'Holding', country: 'US', seat: 'DE' }
    const transfers = (organisation: Organisation, userCountry = 'NO', countries = ['DE']): string[] =>
      engaged(judge('2026-10-10', { userCountry }, recipientOf(organisation, countries))).filter((id) =>
        /^(?:uk)?gdpr-4[45]|^fadp-16/.test(id),
      )
    expect(transfers(owned)).toEqual(['gdpr-44-parent'])
    // Where the operator itself is established is not known: no transfer to it is.
    expect(transfers({ ...owned, seat: '', country: 'CN' }, 'NO', [])).toEqual(['gdpr-44-parent'])
    expect(transfers({ ...owned, country: 'FI' })).toEqual([])
    // What is true of the recipient itself is not said twice.
    expect(transfers({ ...owned, seat: 'CN', country: 'CN' })).toEqual(['gdpr-44'])
    expect(transfers({ ...owned, seat: 'CN' })).toEqual(['gdpr-44', 'gdpr-44-parent'])
    expect(transfers(owned, 'GB')).toEqual(['ukgdpr-44'])
    expect(transfers({ ...owned, seat: 'CH' }, 'CH', ['CH'])).toEqual(['fadp-16'])
    const [finding] = judge('2026-10-10', {}, recipientOf(owned, ['DE'])).findings
    expect(finding?.facts.find(({ name }) => name === 'parent-abroad')?.sentence).toBe(
      'the seat of the parent is in US (varde organisations, 2026-11-30; certain): that it can get at the data is not shown by traffic',
    )
  })

  test('who says where the operator is established is named, and that nobody was read', () => {
    const read: Organisation = { ...chinaTelecom, seatSource: 'the register', isSeatVerified: true }
    const known = judge('2024-05-01', {}, recipientOf(read))
    expect(known.findings[0]?.places).toMatchObject([{ source: 'the register', isVerified: true }])
    expect(known.reservations.join(' ')).not.toMatch(/Where an operator is established/)
    const unread = judge('2024-05-01', {}, recipientOf(chinaTelecom))
    expect(unread.findings[0]?.places).toMatchObject([
      { source: 'varde organisations, 2026-11-30', isVerified: false },
    ])
    const facts = unread.findings[0]?.facts.map(({ sentence }) => sentence).join(' ')
    expect(facts).toContain('the operator is in CN (varde organisations, 2026-11-30; not verified)')
    expect(unread.reservations.join(' ')).toMatch(/Where an operator is established was checked/)
  })

  test('that the operator’s own place is not known is said', () => {
    const unknown: Organisation = { ...chinaTelecom, parent: 'Holding', seat: '' }
    const assessment = judge('2024-05-01', {}, recipientOf(unknown))
    expect(assessment.findings[0]?.places.map(({ role }) => role)).toEqual(['parent'])
    expect(assessment.reservations.join(' ')).toMatch(/operator itself is established is not in the data/)
  })

  test.each([
    ['before it had the parent that the list has', { parentSince: '2025-12-31' }, true],
    ['of a parent of which no place is known either', { country: 'ZZ' }, true],
    ['with that parent', { parentSince: '2024-05-01' }, false],
    ['of one in the Union, which is no country', { parent: '', country: 'EU', seat: 'EU' }, false],
    ['of an operator whose own place is known', { parentSince: '2025-12-31', seat: 'DE' }, false],
  ])('that neither it nor a parent’s is known is said %s', (_, own, isSaid) => {
    const owned: Organisation = { ...chinaTelecom, parent: 'Holding', country: 'US', seat: '', ...own }
    const { reservations } = judge('2024-05-01', {}, recipientOf(owned))
    expect(reservations.some((one) => one.startsWith('Of some recipients neither'))).toBe(isSaid)
  })
})

describe('the clock of a breach', () => {
  test('counts from awareness, through weekends, and only where it was said', () => {
    expect(judge('2024-05-01').clocks).toEqual([])
    const [clock] = judge('2024-05-01', { awareAt: '2024-05-03T23:10:00+02:00', today: '2024-05-06' }).clocks
    expect(clock).toMatchObject({ law: 'GDPR', hours: 72, due: '2024-05-07T00:00+02:00', isOver: false })
  })
})

describe('whether a breach had to be notified by now', () => {
  const over = (awareAt: string, today: string, timeZone?: string): [string, boolean][] =>
    judge('2024-05-01', { awareAt, today, ...(timeZone === undefined ? {} : { timeZone }) }).clocks.map(
      (clock) => [clock.due, clock.isOver],
    )

  test.each([
    // The hour in which it became aware is not counted, and what ends at midnight is over with the day before.
    ['2026-11-27T00:30:00+01:00', '2026-11-30', '2026-11-30T01:00+01:00', false],
    ['2026-11-27T00:30:00+01:00', '2026-12-01', '2026-11-30T01:00+01:00', true],
    ['2026-11-27T10:00:00+01:00', '2026-11-30', '2026-11-30T11:00+01:00', false],
    ['2026-11-27T10:59:59.9+01:00', '2026-11-30', '2026-11-30T11:00+01:00', false],
    ['2026-11-26T23:30Z', '2026-11-29', '2026-11-30T00:00Z', false],
    ['2026-11-26T23:30Z', '2026-11-30', '2026-11-30T00:00Z', true],
    ['2026-11-26T23:30+00:00', '2026-11-30', '2026-11-30T00:00Z', true],
    ['2026-11-26T20:30-05:30', '2026-11-29', '2026-11-29T21:00-05:30', false],
  ])('aware at %s, on %s: due at %s, over %s', (awareAt, today, due, isOver) => {
    expect(over(awareAt, today)).toEqual([[due, isOver]])
  })

  test('where it is known whose day it is, the hours have to be over there, too', () => {
    expect(over('2026-11-26T23:30Z', '2026-11-30', 'Europe/Oslo')).toEqual([['2026-11-30T00:00Z', false]])
    expect(over('2026-11-26T23:30Z', '2026-12-01', 'Europe/Oslo')).toEqual([['2026-11-30T00:00Z', true]])
  })

  test('in the United Kingdom hours count from the minute: the data has no rule of it on how they are counted', () => {
    const aware = { userCountry: 'GB', awareAt: '2026-11-27T10:20Z', today: '2026-11-28' }
    expect(judge('2024-05-01', aware).clocks).toMatchObject([
      { law: 'UK GDPR', due: '2026-11-30T10:20Z', wholeHours: false },
    ])
  })
})

test('a series of points is asked about, few, cells, and one place again and again are not', () => {
  const series = (identifier: string, count: number, values: readonly string[]): string[] => {
    const observations = values.map((normal, index) => observationOf(`o${index}`, identifier, normal))
    return engaged(
      judge(
        '2024-05-01',
        {},
        recipientOf(chinaTelecom),
        Array.from({ length: count }, () => transmissionOf('2024-05-01', { identifiers: [identifier] })),
        { identifiers: [identifier], observations: observations.map(({ id }) => id) },
        observations,
      ),
    )
  }
  const moving = ['52.5321,13.4127', '52.5322,13.4128', '52.4975,13.3911']
  expect(series('location', 5, moving)).toContain('gdpr-9')
  expect(series('location', 4, moving)).not.toContain('gdpr-9')
  expect(series('location', 50, moving.slice(0, 2))).not.toContain('gdpr-9')
  expect(series('bssid', 5, ['0a11bb33cc44', '0a11bb33cc55', '4a77bb33cc44'])).toContain('gdpr-9')
  expect(series('bssid', 5, ['0a11bb33cc44', '4a11bb33cc45'])).not.toContain('gdpr-9')
  expect(series('cell-id', 50, ['242-1-7-1', '242-1-7-2'])).not.toContain('gdpr-9')
})

test('that no account was among it speaks against, and is no fact where one was', () => {
  const against = (identifiers: string[]): string[] =>
    judge('2019-02-11', {}, recipientOf(chinaTelecom), [transmissionOf('2019-02-11', { identifiers })], {
      identifiers,
    })
      .findings[0]?.engaged.find(({ provision }) => provision.id === 'gdpr-4-1')
      ?.against.map(({ name }) => name) ?? []
  expect(against(['imei'])).toEqual(['no-account'])
  expect(against(['imei', 'email'])).toEqual([])
})

describe('what the user can do today', () => {
  test.each([
    ['2015-03-01', 'NO', '2026-11-24', ['GDPR']],
    ['2015-03-01', 'DE', '2018-05-24', []],
    ['2019-03-01', 'GB', '2026-11-24', ['UK GDPR']],
    ['2019-03-01', 'CH', '2026-11-24', ['FADP']],
    ['2019-03-01', 'CH', '2020-01-01', ['DSG 1992']],
  ])('is so by the law of today: sent on %s in %s, on %s', (day, userCountry, today, laws) => {
    const { rightsToday } = judge(day, { userCountry, today })
    expect([...new Set(rightsToday.map(({ law: name }) => name))]).toEqual(laws)
    expect(rightsToday.every(({ isProcedure }) => isProcedure)).toBe(true)
  })
})
