import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readLawSources } from '../../../tools/build-law.ts'
import type { Organisation } from '../../attribute/types.ts'
import type { Facts } from '../findings.ts'
import type { Finding, Recipient, Transmission } from '../types.ts'
import { assessLaw } from './evaluate.ts'
import { factNames } from './facts.ts'
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
    ports: [80],
    protocols: ['http'],
    organisation,
    ambiguity: '',
    flows: 1,
    bytesToServer: 100,
    bytesToClient: 100,
    hasEch: false,
    hasHiddenDns: false,
    apps: [],
    senders: [],
  }
}

function transmissionOf(day: string, changes: Partial<Transmission> = {}): Transmission {
  return {
    capture: 0,
    exchange: 0,
    at: at(day),
    recipient: 'r1',
    identifiers: ['imei', 'iccid', 'cell-id'],
    frames: [1],
    protection: 'plaintext',
    receipt: null,
    families: [],
    summary: {
      protocol: 'http',
      method: 'POST',
      host: 'zzhc.vnet.cn',
      path: '/',
      port: 80,
      status: 0,
      communityId: '',
    },
    ...changes,
  }
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

const founding: LegalSetting = {
  userCountry: 'NO',
  makerCountry: 'FI',
  maker: 'HMD Global Oy',
  today: '2026-11-24',
}

function judge(
  day: string,
  setting: Partial<LegalSetting> = {},
  recipient: Recipient = recipientOf(chinaTelecom),
  transmissions: readonly Transmission[] = [transmissionOf(day)],
  finding: Partial<Finding> = {},
): LegalAssessment {
  const facts: Facts = { recipients: [recipient], observations: [], transmissions, contacts: [] }
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

  test('where one place is covered and the other is not, the one that is not counts', () => {
    const assessment = judge('2024-05-01', {}, recipientOf(chinaTelecom, ['JP']))
    expect(engaged(assessment)).toContain('gdpr-44')
    expect(engaged(assessment)).not.toContain('gdpr-45')
    expect(assessment.findings[0]?.places.map(({ role, country }) => `${role} ${country}`)).toEqual([
      'server JP',
      'parent CN',
    ])
  })
})

describe('facts', () => {
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
    expect(roles({ userCountry: 'FI' })).toEqual(['lead', 'complaint'])
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
  const rest = {
    adequacy: { decisions: [] },
    authorities: { asOf: '2026-01-01', authorities: [] },
  }
  expect(() => compileLaw({ provisions, ...rest })).toThrow(/^law: x/)
  expect(() => compileLaw({ provisions: null, ...rest })).toThrow(/provisions\.yaml is no mapping/)
})
