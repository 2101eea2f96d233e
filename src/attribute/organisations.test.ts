import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adapters } from '../detect/adapters.gen.ts'
import { compileOperators, compileOrganisations, parseOrganisations } from '../../tools/build-data.ts'
import { dataFileNames } from './data-formats.ts'
import { inMemoryData } from '../../test/support/in-memory-data.ts'
import { OrganisationList } from './organisations.ts'
import type { HostSource } from '../../tools/build-data.ts'

const source = parseOrganisations(
  readFileSync(new URL('../../data/organisations.yaml', import.meta.url), 'utf8'),
)
const operators = compileOperators(
  [
    {
      mcc: '242',
      mnc: '01',
      brand: 'Telenor',
      operator: 'Telenor Norge AS',
      countryCode: 'NO',
      status: 'Operational',
    },
    {
      mcc: '310',
      mnc: '410',
      brand: 'Liberty',
      operator: 'Liberty',
      countryCode: 'VI',
      status: 'Operational',
    },
    {
      mcc: '310',
      mnc: '410',
      brand: 'AT&T',
      operator: 'AT&T Mobility',
      countryCode: 'US',
      status: 'Operational',
    },
    {
      mcc: '310',
      mnc: '260',
      brand: 'T-Mobile US',
      operator: null,
      countryCode: 'US',
      status: 'Operational',
    },
    {
      mcc: '460',
      mnc: '03',
      brand: 'China Telecom',
      operator: null,
      countryCode: 'CN',
      status: 'Operational',
    },
    {
      mcc: '410',
      mnc: '04',
      brand: 'Zong',
      operator: 'China Mobile',
      countryCode: 'PK',
      status: 'Operational',
    },
    {
      mcc: '452',
      mnc: '04',
      brand: 'Viettel Mobile',
      operator: 'Viettel Telecom',
      countryCode: 'VN',
      status: 'Operational',
    },
    {
      mcc: '456',
      mnc: '08',
      brand: 'Metfone',
      operator: 'Viettel',
      countryCode: 'KH',
      status: 'Operational',
    },
    { mcc: '240', mnc: '07', brand: 'Tele2', operator: 'Tele2', countryCode: 'SE', status: 'Operational' },
    { mcc: '250', mnc: '20', brand: 'Tele2', operator: 'Tele2', countryCode: 'RU', status: 'Operational' },
    { mcc: '290', mnc: '05', brand: 'Old', operator: null, countryCode: 'AA', status: 'Not operational' },
    { mcc: '290', mnc: '05', brand: null, operator: 'New', countryCode: 'AB', status: 'Operational' },
    // Codes of nobody.
    {
      mcc: '001',
      mnc: '01',
      brand: 'TEST',
      operator: 'Test network',
      countryCode: null,
      status: 'Operational',
    },
    {
      mcc: '999',
      mnc: '99',
      brand: null,
      operator: 'Internal use',
      countryCode: null,
      status: 'Operational',
    },
    { mcc: '999', mnc: '70', brand: null, operator: 'A company', countryCode: null, status: 'Unknown' },
    {
      mcc: '901',
      mnc: '02',
      brand: null,
      operator: 'Unassigned',
      countryCode: null,
      status: 'Returned spare',
    },
    { mcc: '242', mnc: '70', brand: null, operator: 'test networks', countryCode: 'NO', status: 'Unknown' },
    {
      mcc: '242',
      mnc: '71',
      brand: null,
      operator: 'private networks',
      countryCode: 'NO',
      status: 'Unknown',
    },
    { mcc: '206', mnc: '71', brand: null, operator: 'test', countryCode: 'BE', status: 'Not operational' },
    { mcc: '208', mnc: '50144', brand: 'Five digits', operator: null, countryCode: 'FR', status: 'Unknown' },
  ],
  source,
)
const { readData, reads } = inMemoryData({
  [dataFileNames.organisations]: JSON.stringify(compileOrganisations(source)),
  [dataFileNames.operators]: JSON.stringify(operators),
})
const list = new OrganisationList(readData)

test('vnet.cn is China Telecom, which the Chinese state controls', () => {
  expect(list.find('vnet.cn')).toMatchObject({
    id: 'china-telecom',
    name: 'China Telecom Group',
    parent: 'China (central SASAC)',
    country: 'CN',
    state: 'controls',
    kind: 'operator',
    confidence: 'certain',
    ownershipConfidence: 'certain',
    isSharedInfrastructure: false,
  })
  expect(list.find('vnet.cn')?.source).toContain('public client code')
})

test('of names that others registered it is not known who receives what is sent there', () => {
  for (const host of ['oyag.prugskh.com', 'oyag.prugskh.net', 'oyag.lhzbdvm.com'])
    expect(list.find(host), host).toMatchObject({ id: 'ragentek', confidence: 'possible' })
})

test('whether a state controls a parent that is in the list is told of both alike', () => {
  const byName = new Map(source.organisations.map((entry) => [entry.name, entry]))
  const differing = source.organisations.filter(({ parent, state }) => {
    const owner = byName.get(parent)
    return owner !== undefined && owner.state !== state
  })
  expect(differing.map(({ id }) => id)).toEqual([])
})

test('iCloud in mainland China is operated by a company of a province, and is not Apple’s', () => {
  for (const host of ['icloud.com.cn', 'gateway.icloud.com.cn', 'cvws.icloud-content.com.cn'])
    expect(list.find(host), host).toMatchObject({ id: 'gcbd', country: 'CN', state: 'controls' })
  expect(list.find('gateway.icloud.com')?.id).toBe('apple')
})

test('the longest suffix says what a host is for', () => {
  for (const host of [
    'zzhc.vnet.cn',
    'ZZHC.vnet.cn.',
    'zzhc.vnet.cn:80',
    'register.vnet.cn',
    'a.register.vnet.cn',
  ]) {
    expect(list.find(host), host).toMatchObject({ id: 'china-telecom', use: 'self-registration' })
  }
  expect(list.find('www.vnet.cn')).toMatchObject({ matched: 'vnet.cn', use: '' })
  expect(list.find('storage.googleapis.com')?.id).toBe('gcp')
  expect(list.find('firebaseinstallations.googleapis.com')?.id).toBe('google')
  expect(list.find('browser-intake-datadoghq.eu')?.id).toBe('datadog')
  expect(list.find('metrics1.data.hicloud.com')).toMatchObject({
    id: 'huawei',
    use: 'statistics (HiAnalytics)',
  })
})

test.each([
  ['dapi.hmdglobal.net', 'hmd', 'daily contact'],
  ['www.hmdglobal.com', 'hmd', ''],
  ['backend.hmdfota.com', 'hmd', 'firmware updates, is sent the IMEI'],
  ['fota5p.adups.com', 'adups', 'firmware updates: checks and reports'],
  ['app.chat.global.xiaomi.net', 'xiaomi', 'push, port 5222'],
  ['b.fxltsbl.com', 'china-mobile', 'terminal registration'],
  ['nisportal.10010.com', 'china-unicom', 'check of the phone number'],
  ['app-measurement.com', 'google', ''],
  ['abc-launches.appsflyersdk.com', 'appsflyer', 'launches of one app'],
  ['8.8.8.8', 'google', 'DNS resolver'],
  ['tracker-api.vk-analytics.ru', 'vk', 'myTracker'],
  ['log-sdk.ksapisrv.com', 'kuaishou', ''],
  ['owner-api.teslamotors.com', 'tesla', ''],
  ['log-config.samsungacr.com', 'samsung', 'what televisions show'],
  ['api-mifit.zepp.com', 'zepp-health', ''],
  ['u.expo.dev', 'expo', ''],
])('%s is of %s', (host, id, use) => {
  expect(list.find(host)).toMatchObject({ id, use, isSharedInfrastructure: false })
})

test.each([
  'd1.cloudfront.net',
  'bucket.s3.eu-west-1.amazonaws.com',
  'www.example.com.edgekey.net',
  'www.example.com.lxdns.com',
  'x.fastly.net',
  'lh3.googleusercontent.com',
  'g.alicdn.com',
  'a.volces.com',
  '0.android.pool.ntp.org',
])('%s is shared infrastructure', (host) => {
  expect(list.find(host)?.isSharedInfrastructure).toBe(true)
})

test('a vendor that collects under a shared provider is a recipient all the same', () => {
  expect(list.find('c.go-mpulse.net')).toMatchObject({ id: 'akamai', isSharedInfrastructure: false })
  expect(list.find('cloudflare-dns.com')).toMatchObject({ id: 'cloudflare', isSharedInfrastructure: false })
})

test('a name of an operator’s core network is the operator’s, by its network code', () => {
  expect(list.find('epdg.epc.mnc001.mcc242.pub.3gppnetwork.org')).toMatchObject({
    id: 'telenor',
    name: 'Telenor ASA',
    country: 'NO',
    state: 'controls',
    use: 'core network of Telenor (242-01)',
  })
  expect(list.find('ims.mnc410.mcc310.3gppnetwork.org')).toMatchObject({ id: 'att', country: 'US' })
  expect(list.operator('ims.mnc410.mcc310.3gppnetwork.org')?.others).toBe('Liberty (VI)')
  expect(list.find('xcap.ims.mnc003.mcc460.pub.3gppnetwork.org')?.state).toBe('controls')
  expect(list.find('x.mnc005.mcc290.pub.3gppnetwork.org')).toMatchObject({
    id: 'operator-290-05',
    name: 'New',
    parent: '',
  })
  // Of one that is not listed its own name and country are told, and that a licence binds it there.
  expect(list.find('epc.mnc260.mcc310.pub.3gppnetwork.org')).toMatchObject({
    name: 'T-Mobile US',
    seat: 'US',
  })
  expect(list.find('epc.mnc005.mcc290.pub.3gppnetwork.org')?.seat).toBe('AB')
  expect(list.find('epc.mnc001.mcc242.pub.3gppnetwork.org')?.source).toMatch(/^[^;]+; [^;]+/)
  expect(list.find('epc.mnc05.mcc290.3gppnetwork.org')?.id).toBe('operator-290-05')
  // Only a zero that fills the label is none of the code's.
  expect(list.find('epc.mnc103.mcc460.pub.3gppnetwork.org')).toBeNull()
  expect(list.find('x.mnc777.mcc242.pub.3gppnetwork.org')).toBeNull()
  expect(list.find('xmnc001.mcc242.3gppnetwork.org')).toBeNull()
  expect(list.find('mnc001.mcc242.3gppnetwork.org.example.com')).toBeNull()
})

test('an operator of a state is known under its other names, and in other countries', () => {
  const state = (mnc: string, mcc: string): unknown[] => {
    const found = list.find(`ims.mnc${mnc}.mcc${mcc}.3gppnetwork.org`)
    return [found?.id, found?.name, found?.parent, found?.country, found?.seat, found?.state, found?.note]
  }
  expect(state('004', '452')).toEqual(['viettel', 'Viettel', '', 'VN', 'VN', 'controls', 'Of the army.'])
  expect(state('020', '250')).toEqual(['t2-ru', 'T2', 'Rostelecom', 'RU', 'RU', 'controls', ''])
  expect(state('004', '410')).toEqual([
    'operator-410-04',
    'Zong',
    'China Mobile Group',
    'CN',
    'PK',
    'controls',
    '',
  ])
  const note = 'Viettel: Of the army.'
  expect(state('008', '456')).toEqual(['operator-456-08', 'Metfone', 'Viettel', 'VN', 'KH', 'controls', note])
  // The same brand of another company, in another country.
  expect(state('007', '240')).toEqual(['operator-240-07', 'Tele2', '', 'SE', 'SE', 'none-known', ''])
})

test('networks of operators are named once, by country', () => {
  const named = source.organisations.flatMap(({ networks, kinds }) => {
    if (networks !== undefined) expect(kinds).toContain('operator')
    return Object.entries(networks ?? {}).flatMap(([country, names]) =>
      names.map((name) => `${country} ${name}`),
    )
  })
  expect(new Set(named).size).toBe(named.length)
  for (const name of named) expect(name).toMatch(/^[A-Z]{2} \S/)
})

test('codes that are none do not come into the table', () => {
  expect(Object.keys(operators.operators).sort()).toEqual([
    '240-07',
    '242-01',
    '250-20',
    '290-05',
    '310-260',
    '310-410',
    '410-04',
    '452-04',
    '456-08',
    '460-03',
  ])
})

test('what the list of organisations does not have is null, and no text is too odd to ask for', () => {
  for (const host of [
    '',
    '.',
    'example.com',
    '192.0.2.1',
    '2001:db8::1',
    '9.8.8.8.8',
    'a'.repeat(5000),
    '__proto__',
    'notvnet.cn',
  ]) {
    expect(list.find(host), host.slice(0, 20)).toBeNull()
  }
})

test('the provider of a network is told by a word in its name', () => {
  expect(list.sharedNetwork('AMAZON-02 - Amazon.com, Inc., US')).not.toBe('')
  expect(list.sharedNetwork('Amazon-02')).toBe(list.sharedNetwork('AMAZON-02'))
  expect(list.sharedNetwork('Example Telecom AS')).toBe('')
})

test('the files are read once', () => {
  expect([...reads.values()]).toEqual([1, 1])
})

test('a file of another version or no JSON is a fault that says what to do', () => {
  for (const text of ['{"format":0}', '{"format"', '']) {
    const broken = new OrganisationList(inMemoryData({ [dataFileNames.organisations]: text }).readData)
    expect(() => broken.find('example.com')).toThrow(/Build varde again/)
  }
})

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

test('every entry of data/organisations.yaml is whole', () => {
  const ids = new Set<string>()
  const suffixes = new Map<string, string>()
  for (const entry of source.organisations) {
    const where = entry.id
    expect(where).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(ids.has(where), `${where} twice`).toBe(false)
    ids.add(where)
    expect(entry.name.length, where).toBeGreaterThan(1)
    for (const country of [entry.country, ...(entry.alsoIn ?? [])]) {
      expect(country, where).toMatch(/^[A-Z]{2}$/)
      if (country !== 'ZZ') expect(countries.of(country), `${where}: ${country}`).toBeDefined()
    }
    expect(['controls', 'stake', 'none-known'], where).toContain(entry.state)
    expect(entry.kinds.length, where).toBeGreaterThan(0)
    expect(entry.sources.length, where).toBeGreaterThan(0)
    for (const key of entry.sources) expect(Object.keys(source.sources), where).toContain(key)
    for (const level of [entry.confidence.domains, entry.confidence.ownership]) {
      expect(['high', 'medium', 'low'], where).toContain(level)
    }
    // What a block list alone knows is never sure.
    if (entry.sources.every((key) => key === 'block-list'))
      expect(entry.confidence.domains, where).not.toBe('high')
    const hosts = Object.entries(entry.hosts)
    if (hosts.length === 0) expect(entry.note, `${where} has neither hosts nor a note`).toBeTruthy()
    for (const [suffix, value] of hosts) {
      expect(suffixes.get(suffix), `${suffix}: ${where}`).toBeUndefined()
      suffixes.set(suffix, where)
      expect(suffix, where).toMatch(/^[a-z0-9*-]+(\.[a-z0-9*-]+)+$|^apple$/)
      for (const label of suffix.split('.')) expect(label.split('*').length, suffix).toBeLessThan(3)
      const host: HostSource = typeof value === 'string' ? { use: value } : value
      expect(typeof host.use, suffix).toBe('string')
      for (const key of host.sources ?? []) expect(Object.keys(source.sources), suffix).toContain(key)
      if (host.recipient !== undefined)
        expect(entry.shared, `${suffix} is no exception to anything`).toBe(true)
    }
  }
})

test('whose fields an adapter knows has an organisation', () => {
  const unknown = adapters.flatMap(({ id, hosts }) =>
    // One of any host knows whose program it is, not who got it.
    hosts
      .filter((host) => host !== '*' && list.find(host.replaceAll('*', 'x')) === null)
      .map((host) => `${id}: ${host}`),
  )
  expect(unknown).toEqual([])
})

test('every rule for tenants is known, and stands under a listed suffix', () => {
  for (const [suffix, rule] of Object.entries(source.tenants)) {
    expect(['host', 'label', 'opaque', 'hints', 'account'], suffix).toContain(rule)
    const organisation = list.find(suffix.replaceAll('*', 'x'))
    expect(organisation, suffix).not.toBeNull()
    expect(organisation?.isSharedInfrastructure, suffix).toBe(rule !== 'account')
  }
})

test('of what came to its parent later it is told where it is established itself', () => {
  const owned = source.organisations.filter(({ parentSince }) => parentSince !== undefined)
  expect(owned.length).toBeGreaterThan(5)
  expect(owned.flatMap(({ id, seat }) => (seat === undefined ? [id] : []))).toEqual([])
})

test('a seat says who states it, or that nobody was read', () => {
  const stated = source.organisations.flatMap(({ id, seat }) => (seat === undefined ? [] : [{ id, ...seat }]))
  expect(stated.length).toBeGreaterThan(40)
  for (const { id, country, source: text, verified } of stated) {
    expect(country, id).toMatch(/^[A-Z]{2}$/)
    // Who, and when or where it can be read.
    expect(text, id).toMatch(verified ? /^.{20,}$/ : /^$/)
  }
  const found = list.find('zzhc.vnet.cn')
  expect(found).toMatchObject({ seat: 'CN', isSeatVerified: true })
  expect(found?.seatSource).toContain('Form 6-K')
})
