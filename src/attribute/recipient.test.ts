import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileOrganisations, parseOrganisations } from '../../tools/build-data.ts'
import { dataFileNames, dataFormat } from './data-formats.ts'
import { inMemoryData } from '../../test/support/in-memory-data.ts'
import { OrganisationList } from './organisations.ts'
import { recipientOf } from './recipient.ts'

const source = parseOrganisations(
  readFileSync(new URL('../../data/organisations.yaml', import.meta.url), 'utf8'),
)
const list = new OrganisationList(
  inMemoryData({
    [dataFileNames.organisations]: JSON.stringify(compileOrganisations(source)),
    [dataFileNames.operators]: JSON.stringify({
      format: dataFormat,
      operators: { '310-410': ['AT&T', 'US', 'att', 'Liberty (VI)'] },
    }),
  }).readData,
)

function recipient(host: string, ...cnames: string[]): [string | null, string] {
  const { organisation, ambiguity } = recipientOf(host, cnames, list)
  return [organisation?.id ?? null, ambiguity]
}

test("a tenant's own name is the recipient, wherever it is hosted", () => {
  expect(recipient('zzhc.vnet.cn')).toEqual(['china-telecom', ''])
  expect(recipient('dapi.hmdglobal.net', 'd1.cloudfront.net')).toEqual(['hmd', ''])
  expect(recipient('api.example.com', 'api.example.com.edgekey.net', 'e1.a.akamaiedge.net')).toEqual([
    null,
    'the list of organisations does not have api.example.com; hosted by Akamai',
  ])
})

test('names that steer traffic, and those under the domain of a company, are the company’s', () => {
  const names = [
    '1-courier.push-apple.com.akadns.net',
    '17.courier-push-apple.com.akadns.net',
    'itunes-apple.com.akadns.net',
    'safebrowsing.apple',
    'www.apple.com.cn',
  ]
  for (const name of names) expect(recipient(name), name).toEqual(['apple', ''])
  // Who is called so elsewhere may be anybody.
  expect(recipient('secure-apple.com')[0]).toBeNull()
  expect(recipient('pine-apple.example')[0]).toBeNull()
  expect(recipient('apple-relay.cloudflare.com')[0]).toBe('cloudflare')
})

test('behind a shared name, the first name of the chain that is not shared', () => {
  expect(
    recipient('d1.cloudfront.net', 'x.awsglobalaccelerator.com', 'log.xiaomi.com', 'www.baidu.com'),
  ).toEqual([
    'xiaomi',
    'the phone was told that d1.cloudfront.net is log.xiaomi.com, hosted by Amazon Web Services',
  ])
  // The first that is not shared decides, listed or not: the next may be its host's host.
  const [id, ambiguity] = recipient('d1.cloudfront.net', 'origin.example.com', 'log.xiaomi.com')
  expect(id).toBeNull()
  expect(ambiguity).toContain('origin.example.com, a name that the list of organisations does not have')
})

test.each([
  ['tiktokv.com.edgekey.net', 'bytedance'],
  ['valid.origin-apple.com.akadns.net', 'apple'],
  ['www.apple.com.edgekey.net.globalredir.akadns.net', 'apple'],
  ['www.samsung.com.edgesuite.net', 'samsung'],
  ['metrics.icloud.com.cdn.cloudflare.net', 'apple'],
  ['hmdglobal.net.lxdns.com', 'hmd'],
  ['fota.redstone.net.cn.kunlunca.com', 'redstone'],
  ['www.vivo.com.cn.wscdns.com', 'vivo'],
])('%s shows its tenant', (host, id) => {
  const [found, ambiguity] = recipient(host)
  expect(found).toBe(id)
  expect(ambiguity).toMatch(/^by the tenant's host in the name/)
})

test('the tenant may be shown by a shared name of the chain', () => {
  expect(recipient('d1.cloudfront.net', 'log.xiaomi.com.edgekey.net')[0]).toBe('xiaomi')
})

test('a load balancer’s name is a hint, and said to be one', () => {
  const host = 'fr-app-chat-global-xiaomi-net-1234567.eu-central-1.elb.amazonaws.com'
  const { organisation, ambiguity } = recipientOf(host, [], list)
  expect(organisation).toMatchObject({ id: 'xiaomi', confidence: 'possible' })
  expect(ambiguity).toMatch(/only hinted at/)
  expect(recipient('my-balancer-1234567.eu-central-1.elb.amazonaws.com')[0]).toBeNull()
})

test.each([
  ['d1.cloudfront.net', 'unknown tenant of Amazon Web Services'],
  ['ab12.execute-api.eu-west-1.amazonaws.com', 'unknown tenant of Amazon Web Services'],
  ['e1.a.akamaiedge.net', 'unknown tenant of Akamai'],
  [
    'my-bucket.s3.eu-west-1.amazonaws.com',
    'tenant "my-bucket" of Amazon Web Services, whom the list of organisations does not have',
  ],
  [
    'my-bucket.s3.amazonaws.com',
    'tenant "my-bucket" of Amazon Web Services, whom the list of organisations does not have',
  ],
  ['my-app.appspot.com', 'tenant "my-app" of Google Cloud, whom the list of organisations does not have'],
  [
    'www.example.com.lxdns.com',
    'tenant "www.example.com" of Wangsu (ChinaNetCenter), whom the list of organisations does not have',
  ],
  ['lxdns.com', 'unknown tenant of Wangsu (ChinaNetCenter)'],
  ['0.android.pool.ntp.org', 'unknown tenant of NTP Pool'],
])('%s names nobody', (host, ambiguity) => {
  expect(recipient(host)).toEqual([null, ambiguity])
})

test('a vendor stays the recipient; the label names the account', () => {
  expect(recipient('abc-launches.appsflyersdk.com')).toEqual([
    'appsflyer',
    '"abc-launches" names the account of an app\'s maker, who receives as well',
  ])
  expect(recipient('o12.ingest.us.sentry.io')[0]).toBe('sentry')
})

test('a host of the vendor itself names no account', () => {
  // The first of a name is a cluster of the vendor (Braze, "API and SDK endpoints") or one of its services.
  for (const host of [
    'launches.appsflyersdk.com',
    'us.sentry.io',
    'sdk.iad-03.braze.com',
    'sdk.fra-01.braze.eu',
  ])
    expect(recipient(host)[1], host).toBe('')
})

test('a service that a cloud runs for apps receives itself; other names under it are tenants', () => {
  expect(recipient('adash-emas.cn-hangzhou.aliyuncs.com')).toEqual(['alibaba-cloud', ''])
  expect(recipient('shop.cn-hangzhou.aliyuncs.com')[0]).toBeNull()
})

test.each([
  ['analytics.tiktok.com', 'bytedance'],
  ['e1.whatsapp.com', 'facebook'],
  ['app-analytics-services.com', 'google'],
  ['outlook.office365.com', 'microsoft'],
  ['analytics.twitter.com', 'x-corp'],
  ['geo.yahoo.com', 'yahoo'],
  // Of another company than yahoo.com.
  ['yahoo.co.jp', null],
  // Names of customers in a cloud stay nobody's.
  ['shop.azurewebsites.net', null],
])('%s is of %s', (host, id) => expect(recipient(host)[0]).toBe(id))

test('a collector behind the name of its customer is named, and so is the customer', () => {
  const [id, ambiguity] = recipient('metrics.example.com', 'example.d1.sc.omtrdc.net')
  expect(id).toBe('adobe')
  expect(ambiguity).toContain('the owner of metrics.example.com receives as well')
  const listed = recipient('stats.hmdglobal.com', 'hmd.d1.sc.omtrdc.net')
  expect(listed[0]).toBe('hmd')
  expect(listed[1]).toContain('Adobe receives as well')
})

test('without a name nobody is named', () => {
  expect(recipient('')).toEqual([null, 'no name of the server is known'])
  expect(recipient('198.51.100.7')).toEqual([null, 'only an address is known, no name'])
  expect(recipient('[2001:db8::1]:443')).toEqual([null, 'only an address is known, no name'])
  expect(recipient('a.'.repeat(200))[0]).toBeNull()
})

test('an operator that shares its network code says so', () => {
  expect(recipient('ims.mnc410.mcc310.3gppnetwork.org')).toEqual([
    'att',
    'the network code is also used by Liberty (VI)',
  ])
})

test('shared infrastructure is never the recipient, whatever the host and its chain', () => {
  const shared = source.organisations
    .filter((entry) => entry.shared === true)
    .flatMap((entry) =>
      Object.entries(entry.hosts).flatMap(([suffix, value]) =>
        typeof value === 'string' || value.recipient !== true ? [suffix.replaceAll('*', 'x')] : [],
      ),
    )
  const other = fc.constantFrom('www.example.com', 'log.xiaomi.com', 'vnet.cn', 'sentry.io', '198.51.100.1')
  const front = fc.constantFrom('', 'a.', 'a-b.', 'xiaomi-net-1.eu.', 'www.example.com.', 'x.s3.eu.')
  const name = fc.oneof(
    fc.tuple(front, fc.constantFrom(...shared)).map(([head, suffix]) => head + suffix),
    other,
    fc.domain(),
    fc.string({ maxLength: 40 }),
  )
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 5 }), (host, cnames) => {
      const { organisation, ambiguity } = recipientOf(host, cnames, list)
      if (organisation === null) expect(ambiguity).not.toBe('')
      else expect(organisation.isSharedInfrastructure).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
