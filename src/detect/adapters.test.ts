import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../test/support/decoded-tree.ts'
import { exampleOfEach, parseAdapter } from '../../tools/adapters.ts'
import { decodeInside } from '../decode/decode.ts'
import { adapters } from './adapters.gen.ts'
import { Detector } from './detector.ts'
import { isAdapterHost } from './adapter-type.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const examples = exampleOfEach(root)
const blind = new Detector(null, undefined, null, 'named', decodeInside)
const random = '3f1c9a72-6d5b-4e08-9a41-c7b20d8e5f63'

describe('each adapter finds in its example what it says', () => {
  test.each(examples)('%s', (id, example) => {
    expect(isAdapterHost(example.host)).toBe(true)
    const input = request(example.target, example.headers, Buffer.from(example.bodyBase64, 'base64'))
    const result = detect(blind, input, { host: example.host })
    const found = result.detections.filter(({ by, reasons }) => by === `adapter:${id}` || reasons.length > 0)
    const kinds = new Set(found.map(({ identifier }) => identifier))
    for (const kind of example.finds) expect(kinds, kind).toContain(kind)
    // One that only says what is none names nobody.
    if (example.finds.length === 0 && result.families.length === 0) {
      expect(result.detections).toEqual([])
      expect(result.dismissals).not.toEqual([])
    } else expect(result.families.map(({ family }) => family)).toContain(id)
  })
})

describe('adapters', () => {
  test('are many, and each has a source and a basis', () => {
    expect(adapters.length).toBeGreaterThanOrEqual(60)
    for (const { basis, source } of adapters) {
      expect(['read', 'seen', 'remembered']).toContain(basis)
      expect(source).not.toBe('')
    }
  })

  test('ask every host of Apple for the place alike', () => {
    const example = examples.find(([id]) => id === 'apple-location')?.[1]
    if (example === undefined) throw new Error('no example')
    const input = request(example.target, [], Buffer.from(example.bodyBase64, 'base64'))
    for (const host of ['gs-loc.apple.com', 'gs-loc-cn.apple.com'])
      expect(summary(detect(blind, input, { host })), host).toEqual([
        'bssid=3c5ab410531b (probable)',
        'cell-id=21004290 (probable)',
        'device-model=iPhone10,1 (probable)',
      ])
  })

  test('what is only remembered stays a hint', () => {
    const example = examples.find(([id]) => id === 'oneplus-oxygenos')?.[1]
    if (example === undefined) throw new Error('no example')
    const input = request(example.target, [], Buffer.from(example.bodyBase64, 'base64'))
    const { families } = detect(blind, input, { host: example.host })
    expect(families.find(({ family }) => family === 'oneplus-oxygenos')?.confidence).toBe('possible')
  })

  test('say nothing of other hosts', () => {
    const example = examples.find(([id]) => id === 'adjust')?.[1]
    if (example === undefined) throw new Error('no example')
    const input = request(example.target, [], Buffer.from(example.bodyBase64, 'base64'))
    const { families, detections } = detect(blind, input, { host: 'adjust.example' })
    expect(families).toEqual([])
    // What is recognised without an adapter is found all the same.
    expect(detections.map(({ identifier }) => identifier)).toContain('advertising-id')
  })

  test('what is sealed elsewhere and came in plain JSON, or with no body, is not called sealed', () => {
    const host = 'ms.applovin.com'
    const json =
      '{"device_info":{"idfa":"3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37","os":"14","brand":"nokia","model":"TA-1055"}}'
    const plain = detect(blind, request('/5.0/i', [], json), { host })
    expect(plain.families).toEqual([])
    expect(plain.detections.map(({ identifier }) => identifier)).toEqual(['advertising-id'])
    expect(detect(blind, request('/5.0/i'), { host }).families).toEqual([])
    const envelope = '{"data":"kTq0bXlbm5Zk1pQ7xw==","sign":"a0"}'
    expect(detect(blind, request('/5.0/i', [], envelope), { host }).families).toHaveLength(1)
    const few = '{"imei":"356938035643809","imsi":"242017391826405"}'
    expect(detect(blind, request('/5.0/i', [], few), { host }).families).toEqual([])
  })

  test('what is sealed beside fields that are read is named, too', () => {
    const sealed = Buffer.from(
      Array.from({ length: 600 }, (_, at) => (at * 197 + ((at * at * 31) % 251)) & 255),
    )
    const target = '/api/v6.3/androidevent?uid=1772438400000-8371029384756102938'
    const host = 't.appsflyer.com'
    expect(detect(blind, request(target, [], sealed), { host }).families[0]?.counterEvidence).toEqual([
      'newer bodies are sealed by the SDK: their size and the contact are all that shows; it may carry identifiers, and a comparison of runs (varde diff) may show which',
    ])
    const plain = '{"uid":"1772438400000-8371029384756102938","os":"14","brand":"nokia","model":"TA-1055"}'
    expect(detect(blind, request(target, [], plain), { host }).families[0]?.counterEvidence).toEqual([])
  })

  test('a number that the message itself calls made up is none', () => {
    const made = '048f96ec-220f-4860-95c4-62b2565dbbd3'
    const open = (body: string): string[] =>
      summary(detect(blind, request('/v1/open', [], body), { host: 'api2.branch.io' }))
    const input = request('/v1/open', [], `{"hardware_id":"${made}","is_hardware_id_real": false}`)
    const { detections, dismissals } = detect(blind, input, { host: 'api2.branch.io' })
    expect(detections).toEqual([])
    expect(dismissals.map(({ value, reason }) => `${value}: ${reason}`)).toEqual([
      `${made}: hardware_id of Branch: "is_hardware_id_real: false" beside it says that it is none`,
    ])
    expect(open(`hardware_id=${made}&is_hardware_id_real=false`)).toEqual([])
    expect(open(`{"hardware_id":"${made}","is_hardware_id_real":true}`)).toEqual([
      `device-id=${made} (probable)`,
    ])
    expect(open('{"is_hardware_id_real":true,"hardware_id":"9f3b6c1d2e4a5807"}')).toEqual([
      'android-id=9f3b6c1d2e4a5807 (probable)',
    ])
    // Elsewhere nobody says what the name means.
    expect(summary(detect(blind, input, { host: 'api.example.com' }))).toEqual([
      `device-id=${made} (probable)`,
    ])
  })

  test.each([
    ['places.googleapis.com', '/v1/places:autocomplete', `{"input":"Storgata","sessionToken":"${random}"}`],
    ['places.googleapis.com', `/v1/places/ChIJ?sessionToken=${random}`, ''],
    ['maps.googleapis.com', `/maps/api/place/autocomplete/json?input=Stor&sessiontoken=${random}`, ''],
    ['api.mapbox.com', `/search/searchbox/v1/suggest?q=stor&session_token=${random}`, ''],
  ])('a token by which searches for a place are billed opens no account: %s%s', (host, target, body) => {
    const { detections, dismissals, families } = detect(blind, request(target, [], body), { host })
    expect(detections).toEqual([])
    expect(families).toEqual([])
    expect(dismissals.map(({ identifier, value }) => `${identifier}=${value}`)).toEqual([
      `account-credential=${random}`,
    ])
  })

  test('one of another host may', () => {
    const found = (target: string): string[] =>
      summary(detect(blind, request(target), { host: 'api.shop.no' }))
    expect(found(`/cart?session_token=${random}`)).toEqual([`account-credential=${random} (probable)`])
    // Chats and forms send an input, too.
    expect(found(`/chat?input=Stor&session_token=${random}`)).toEqual([
      `account-credential=${random} (probable)`,
    ])
    // An app's own server may ask for places in its name.
    for (const search of ['place_id=ChIJ', 'input=Stor&strictbounds=true', 'input=Stor&locationBias=ipbias'])
      expect(found(`/places?${search}&session_token=${random}`)).toEqual([
        `account-credential=${random} (possible)`,
      ])
  })

  test('what Algolia calls a token of a user names one, and opens no account', () => {
    const found = (body: object, headers: string[] = []): string[] =>
      summary(
        detect(blind, request('/1/indexes/wares/query', headers, JSON.stringify(body)), {
          host: 'q7zm2vx9lt-dsn.algolia.net',
        }),
      )
    const made = [`install-id=${random} (probable)`]
    expect(found({ params: `query=sko&userToken=anonymous-${random}` })).toEqual(made)
    expect(found({ events: [{ userToken: `anonymous-${random}` }] })).toEqual(made)
    expect(found({}, [`X-Algolia-UserToken: anonymous-${random}`])).toEqual(made)
    expect(found({ userToken: '84712093' })).toEqual(['user-id=84712093 (probable)'])
    expect(found({ events: [{ authenticatedUserToken: 'u-88172634' }] })).toEqual([
      'user-id=u-88172634 (probable)',
    ])
    // Its documents ask apps for no such thing, which some send.
    const address = 'kari.nordmann@nordpost.no'
    const told = [`email=${address} (probable)`]
    expect(found({ events: [{ userToken: address }] })).toEqual(told)
    expect(found({ events: [{ authenticatedUserToken: address }] })).toEqual(told)
    expect(found({}, [`X-Algolia-UserToken: ${address}`])).toEqual(told)
  })

  test.each([
    ['d_cid=20914%01ID', 'advertising-id=ID'],
    ['d_cid=20914%01ID%010', 'advertising-id=ID'],
    ['d_cid_ic=DSID_20914%01ID%011', 'advertising-id=ID'],
    ['d_cid_ic=DSID_20915%2501ID%25011', 'advertising-id=ID'],
    ['d_cid_ic=customerid%0184712093%011', 'user-id=84712093'],
    ['d_cid=39217%0184712093', 'user-id=84712093'],
    ['d_cid_ic=email%01kari@nordpost.no%011', 'email=kari@nordpost.no'],
    [`d_cid_ic=email%01${'5d1c8f02b7e94a63'.repeat(4)}%011`, `email=${'5d1c8f02b7e94a63'.repeat(4)}`],
    ['d_cid_ic=DSID_20914%01%011', ''],
    ['d_cid_ic=DSID_20914%0100000000-0000-0000-0000-000000000000%011', ''],
  ])(
    'what Adobe is told stands behind the name of its source, in front of the state of the login: %s',
    (query, told) => {
      const ad = 'c7d1e4b2-5f38-4a96-8e07-13b5d92fa64c'
      const target = `/id?d_rtbd=json&d_ver=2&${query.replace('ID%', `${ad}%`).replace(/ID$/, ad)}`
      const { detections } = detect(blind, request(target), { host: 'dpm.demdex.net' })
      expect(
        detections.map(({ identifier, normal, confidence }) => `${identifier}=${normal} ${confidence}`),
      ).toEqual(told === '' ? [] : [`${told.replace(/ID$/, ad)} probable`])
      for (const { node, start, end, value } of detections)
        expect(node.bytes.toString('utf8', start, end)).toBe(value)
    },
  )

  test.each([
    [
      'o1.ingest.de.sentry.io',
      '/api/4508/store/',
      (id: string) => ({ contexts: { device: { id: random } }, user: { id } }),
    ],
    ['notify.bugsnag.com', '/', (id: string) => ({ events: [{ user: { id }, device: { id: random } }] })],
    ['sessions.bugsnag.com', '/', (id: string) => ({ sessions: [{ user: { id } }], device: { id: random } })],
  ])('a user without a login has the number of the installation: %s', (host, target, body) => {
    const found = (id: string): string[] => [
      ...new Set(summary(detect(blind, request(target, [], JSON.stringify(body(id))), { host }))),
    ]
    expect(found(random)).toEqual([`install-id=${random} (probable)`])
    expect(found('u-88172634').toSorted()).toEqual([
      `install-id=${random} (probable)`,
      'user-id=u-88172634 (probable)',
    ])
  })

  test.each([
    ['graph.facebook.com', '/v18.0/352099001761481/activities', ''],
    ['graph.facebook.com', '/352099001761481/activities', ''],
    ['graph.instagram.com', '/v18.0/352099001761481/media', ''],
    ['graph.facebook.com', '/v18.0/me/photos', '{"object_id":"352099001761481"}'],
  ])('the number of an object of the Graph API is no IMEI: %s%s', (host, target, body) => {
    const { detections, dismissals } = detect(blind, request(target, [], body), { host })
    expect(detections).toEqual([])
    expect(dismissals.map(({ value }) => value)).toEqual(['352099001761481'])
    const elsewhere = detect(blind, request(target, [], body), { host: 'api.shop.no' })
    expect(summary(elsewhere)).toEqual(['imei=352099001761481 (possible)'])
    // One that is known is found.
    const knowing = new Detector(profileOf({ imei: ['352099001761481'] }))
    expect(summary(detect(knowing, request(target, [], body), { host }))).toHaveLength(1)
  })

  test('what a field holds as a digest is called one, and what is no digest itself', () => {
    const host = 'de.ioam.de'
    const read = (value: string): string[] =>
      detect(blind, request('/tx.io', [], `{"client":{"uuids":{"advertisingIdentifier":"${value}"}}}`), {
        host,
      }).detections.map(({ identifier, normal, writtenAs }) => `${identifier}=${normal} as ${writtenAs}`)
    expect(read('5D1C8F02B7E94A63C05D7E18F2AB9C46')).toEqual([
      'advertising-id=5d1c8f02b7e94a63c05d7e18f2ab9c46 as MD5',
    ])
    expect(read('3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37')).toEqual([
      'advertising-id=3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37 as ',
    ])
    // Of nothing.
    expect(read('d41d8cd98f00b204e9800998ecf8427e')).toEqual([])
  })

  test('a value and its placeholder are told apart', () => {
    const input = request('/session', [], 'gps_adid=00000000-0000-0000-0000-000000000000')
    const { detections, dismissals } = detect(blind, input, { host: 'app.adjust.com' })
    expect(detections).toEqual([])
    expect(dismissals.length).toBeGreaterThan(0)
  })
})

describe('each adapter knows the other hosts, paths and fields of its API', () => {
  const uuid = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
  const other = 'b1f8a3c4-2d5e-4f60-8a7b-9c0d1e2f3a4b'
  const fcm =
    'c9XbT2kQSg:APA91bHUHQqDA1_T9iDHsThB4W5RvAhYkzahCkuoEaluAW91bnYQmX3k8Lp2wZ7r5Tt9sQqDA1_T9iDHsThB4W5RvAhYkz'
  test.each<[id: string, host: string, target: string, fields: string[], body: string, found: string[]]>([
    [
      'adjust',
      'gdpr.adjust.com',
      '/gdpr_forget_device',
      [],
      `persistent_ios_uuid=${uuid}&ios_uuid=${other}`,
      [`device-id=${uuid}`, `install-id=${other}`],
    ],
    ['adjust', 'app.adjust.com', '/session', [], `fb_id=${uuid}`, [`install-id=${uuid}`]],
    [
      'airship',
      'combine.urbanairship.com',
      '/warp9/',
      [`X-UA-Channel-ID: ${uuid}`, 'X-UA-Contact-ID: u-4711-0815'],
      '[{"type":"app_foreground"}]',
      [`install-id=${uuid}`, 'user-id=u-4711-0815'],
    ],
    [
      'airship',
      'device-api.urbanairship.com',
      '/api/channels/',
      [],
      `{"channel":{"push_address":"${fcm}","contact_id":"u-4711-0815","named_user_id":"kari84"}}`,
      [`push-token=${fcm}`, 'user-id=u-4711-0815', 'user-id=kari84'],
    ],
    [
      'appmetrica',
      'report-1.appmetrica.yandex.net',
      '/report?deviceid=0123fedc4567ba98',
      [],
      '',
      ['device-id=0123fedc4567ba98'],
    ],
    [
      'branch',
      'api3-eu.branch.io',
      '/v2/event/standard',
      [],
      '{"user_data":{"developer_identity":"84712093","aaid":"3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37"}}',
      ['user-id=84712093', 'advertising-id=3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37'],
    ],
    ['branch', 'api2.branch.io', '/v1/install', [], `{"ios_vendor_id":"${uuid}"}`, [`install-id=${uuid}`]],
    [
      'bugsnag',
      'notify.bugsnag.smartbear.com',
      '/',
      [],
      `{"device":{"id":"${uuid}"}}`,
      [`install-id=${uuid}`],
    ],
    [
      'bytedance-requests',
      'mon.zijieapi.com',
      '/monitor/collect?iid=7098765432109876543',
      [],
      '',
      ['install-id=7098765432109876543'],
    ],
    [
      'clevertap',
      'eu1.clevertap-prod.com',
      '/a1',
      [],
      '[{"type":"profile","profile":{"Identity":"84712093"}}]',
      ['user-id=84712093'],
    ],
    [
      'facebook-graph',
      'graph.facebook.com',
      '/',
      [],
      `batch=${encodeURIComponent(`[{"method":"POST","body":"event=X&anon_id=XZ${uuid}"}]`)}`,
      [`install-id=XZ${uuid}`],
    ],
    [
      'facebook-graph',
      'ep1.facebook.com',
      '/v17.0/1093847562019384/activities',
      [],
      `anon_id=XZ${uuid}`,
      [`install-id=XZ${uuid}`],
    ],
    [
      'firebase-logging',
      'crashlyticsreports-pa.googleapis.com',
      '/v1/firelog/legacy/batchlog',
      [],
      '{"firebaseInstallationId":"cT7hQ2v9R0Cx1yZpLmNoPq","session":{"user":{"identifier":"84712093"}}}',
      ['install-id=cT7hQ2v9R0Cx1yZpLmNoPq', 'user-id=84712093'],
    ],
    [
      'google-mobile-ads',
      'pubads.g.doubleclick.net',
      `/gampad/ads?ppid=${uuid}`,
      [],
      '',
      [`user-id=${uuid}`],
    ],
    [
      'onesignal-users',
      'api.onesignal.com',
      '/apps/8f1d2c3b-4a59-4e68-b7f6-051423ab9cde/users/by/onesignal_id/x',
      [`OneSignal-Subscription-Id: ${uuid}`],
      '{"properties":{"language":"nb"}}',
      [`install-id=${uuid}`],
    ],
    [
      'applovin',
      'ms.applovin.com',
      '/5.0/i',
      [],
      `{"device_info":{"dnt":true,"brand":"samsung"},"app_info":{"package_name":"no.game.app","applovin_random_token":"${uuid}","compass_random_token":"${other}"}}`,
      [`install-id=${uuid}`, `install-id=${other}`],
    ],
    [
      'new-relic',
      'mobile-collector.eu01.nr-data.net',
      '/mobile/v5/connect',
      [],
      `[["Shop","4.12.7","${other}"],["Android","14","SM-S911B","AndroidAgent","7.3.0","${uuid}","","","samsung",{}]]`,
      ['device-model=SM-S911B', `install-id=${uuid}`],
    ],
    [
      'new-relic',
      'mobile-collector.newrelic.com',
      '/mobile/v3/data',
      [],
      `[[1,2],["iOS","18.1","iPhone15,2","iOSAgent","7.5.0","${uuid}","","","Apple",{}],0,[["x",[0,1,2,3,4,"${other}"]]]]`,
      ['device-model=iPhone15,2', `install-id=${uuid}`],
    ],
    [
      'comscore',
      'sb.scorecardresearch.com',
      '/p?c1=19&c2=6035250&cs_fpid=1729501846123_48190275&cs_fpit=c',
      [],
      '',
      ['install-id=1729501846123_48190275'],
    ],
    [
      'singular',
      'sdk-api-v1.singular.net',
      `/api/v2/start?a=x&p=Android&sdid=${uuid}&amid=${other}`,
      [],
      '',
      [`install-id=${uuid}`, `advertising-id=${other}`],
    ],
    [
      'launchdarkly',
      'clientsdk.eu.launchdarkly.com',
      `/msdk/evalx/contexts/${Buffer.from(`{"kind":"user","key":"${uuid}","anonymous":true}`).toString('base64url')}`,
      [],
      '',
      [`install-id=${uuid}`],
    ],
    [
      'launchdarkly',
      'events.launchdarkly.com',
      '/mobile/events/bulk',
      [],
      `[{"kind":"identify","context":{"kind":"user","key":"u-88172634"}},{"kind":"feature","key":"new-basket-2024","contextKeys":{"user":"u-88172634","ld_device":"${uuid}","ld_application":"${other}"}}]`,
      [`install-id=${uuid}`, 'user-id=u-88172634', 'user-id=u-88172634'],
    ],
    ['mixpanel', 'decide.mixpanel.com', `/decide?distinct_id=${uuid}`, [], '', [`install-id=${uuid}`]],
    [
      'mixpanel',
      'api.mixpanel.com',
      '/track',
      [],
      `{"distinct_id":"$device:${uuid}"}`,
      [`install-id=${uuid}`],
    ],
    ['mixpanel', 'api.mixpanel.com', '/track', [], '{"distinct_id":"8841027739"}', ['user-id=8841027739']],
    [
      'mixpanel',
      'api.mixpanel.com',
      '/engage',
      [],
      `[{"$distinct_id":"8841027739","$set":{"x":1}},{"$distinct_id":"${uuid}"},{"$distinct_id":"anonymous"}]`,
      [`install-id=${uuid}`, 'user-id=8841027739'],
    ],
    ['posthog', 'eu.i.posthog.com', '/batch', [], '{"distinct_id":"88410277"}', ['user-id=88410277']],
    ['branch', 'api2.branch.io', '/v1/profile', [], '{"identity":"88410277"}', ['user-id=88410277']],
    [
      'pushwoosh',
      'f8c1d-2a6e9.api.pushwoosh.com',
      '/json/1.3/registerDevice',
      [],
      `{"request":{"push_token":"${fcm}"}}`,
      [`push-token=${fcm}`],
    ],
    [
      'radar',
      'api-verified.radar.io',
      `/v1/config?installId=${uuid}&userId=84712093`,
      [],
      '',
      [`install-id=${uuid}`, 'user-id=84712093'],
    ],
    [
      'tencent-mta',
      'pingma.qq.com',
      '/mstat/report/',
      [],
      JSON.stringify([
        {
          wf: JSON.stringify({ bs: 'f4:92:bf:13:c8:5e', ss: 'Familien Berg' }),
          wflist: JSON.stringify([{ bs: 'f4:92:bf:21:37:c9', ss: 'Nabo' }]),
        },
      ]),
      ['bssid=f4:92:bf:13:c8:5e', 'ssid=Familien Berg', 'bssid=f4:92:bf:21:37:c9', 'ssid=Nabo'],
    ],
    [
      'segment',
      'events.eu1.segmentapis.com',
      '/v1/b',
      [],
      `{"batch":[{"anonymousId":"${uuid}"}]}`,
      [`install-id=${uuid}`],
    ],
    [
      'sensors-analytics',
      'shop.datasink.sensorsdata.cn',
      '/sa?project=shop',
      [],
      '{"identities":{"$identity_login_id":"84712093"}}',
      ['user-id=84712093'],
    ],
  ])('%s at %s%s', (id, host, target, fields, body, found) => {
    expect(isAdapterHost(host)).toBe(true)
    const { detections, families } = detect(blind, request(target, fields, body), { host })
    const by = detections.filter((one) => one.by === `adapter:${id}`)
    expect(by.map(({ identifier, value }) => `${identifier}=${value}`).toSorted()).toEqual(found.toSorted())
    expect(families.map(({ family }) => family)).toContain(id)
  })

  test('also where an app writes two slashes', () => {
    for (const target of ['/attribution', '//attribution', 'http://app.adjust.com//attribution']) {
      const { families } = detect(blind, request(`${target}?android_uuid=${uuid}`), {
        host: 'app.adjust.com',
      })
      expect(families.map(({ family }) => family)).toEqual(['adjust'])
    }
  })

  test.each([
    ['app.adjust.com.example.net', '/session'],
    ['notadjust.com', '/session'],
    ['api2.branch.io.example.net', '/v1/open'],
    ['app.adjust.com', '/dashboard'],
    ['api2.branch.io', '/assets/logo.png'],
  ])('and none that only looks like it: %s%s', (host, target) => {
    const input = request(`${target}?android_uuid=${uuid}&device_fingerprint_id=1130872563490217345`)
    const { detections, families } = detect(blind, input, { host })
    expect(detections.filter(({ by }) => by.startsWith('adapter:'))).toEqual([])
    expect(families).toEqual([])
  })

  test.each([
    ['tracking.eu.miui.com', '/track/v4', 'xiaomi-onetrack'],
    ['in-vcode-stsdk.vivoglobal.com', '/client/upload/reportSingle', 'vivo-telemetry'],
    ['metrics5.dt.hicloud.com', '/common/hmshioperqrt', 'huawei-hianalytics'],
    ['sis.jpush.io', '/v3/report', 'jpush'],
    ['bigdata.adsunflower.com', '/', 'adups-bigdata'],
  ])('what is sealed is named at %s, too', (host, target, id) => {
    const sealed = Buffer.from(
      Array.from({ length: 300 }, (_, at) => (at * 91 + ((at * at * 17) % 253)) & 255),
    )
    expect(detect(blind, request(target, [], sealed), { host }).families.map(({ family }) => family)).toEqual(
      [id],
    )
  })
})

test.each([
  ['{"device":{"id":"7c9e6679742540de"}}', ['install-id']],
  ['{"events":[{"device":{"id":"7c9e6679742540de"}}]}', ['install-id']],
  ['{"event":{"device":"{\\"id\\":\\"7c9e6679742540de\\"}"}}', ['install-id']],
  // The id of something in it, or of what only ends like it.
  ['{"device":{"chip":{"id":"7c9e6679742540de"}}}', []],
  ['{"sourcedevice":{"id":"7c9e6679742540de"}}', []],
])('a path names the object that holds the value: %s', (body, kinds) => {
  const { detections } = detect(blind, request('/', [], body), { host: 'notify.bugsnag.com' })
  const by = detections.filter((found) => found.by === 'adapter:bugsnag')
  expect(by.map(({ identifier }) => identifier)).toEqual(kinds)
})

describe('what an adapter knows of a field outdoes what its name says in general', () => {
  const uuid = '0e9e1d1b-7f1f-4a0b-8a8c-1b2d3e4f5a6b'
  test.each([
    // The number of the check-in, which Android calls its id as it calls the SSAID.
    ['android.googleapis.com', '/auth', 'androidId=3c2a8d1c7b644e08', ['gsf-id=3c2a8d1c7b644e08 (probable)']],
    ['startup.mobile.yandex.net', '/x', `deviceid=${uuid}`, [`device-id=${uuid} (probable)`]],
    // The token is that of the app: all its phones send it.
    [
      'in1.clevertap-prod.com',
      '/a1',
      `[{"type":"meta","g":"__i${uuid.replaceAll('-', '')}","tk":"a1b-c2d4-5678"}]`,
      [`install-id=__i${uuid.replaceAll('-', '')} (probable)`],
    ],
    // Branch's number for who uses the app, logged in or not: what later versions call randomized_bundle_token.
    [
      'api2.branch.io',
      '/v1/open',
      '{"identity_id":"1172860168363571074"}',
      ['install-id=1172860168363571074 (probable)'],
    ],
    [
      'api.onesignal.com',
      '/apps/x/users',
      `{"identity":{"onesignal_id":"${uuid}"}}`,
      [`install-id=${uuid} (probable)`],
    ],
  ])('%s%s: %s', (host, target, body, expected) => {
    expect(summary(detect(blind, request(target, [], body), { host }))).toEqual(expected)
  })

  test('a registration of ByteDance is called one, and what follows it is not', () => {
    const families = (target: string, body: string): string[] =>
      detect(blind, request(target, [], body), { host: 'log.byteoversea.com' }).families.map(
        ({ family }) => family,
      )
    const body = '{"header":{"openudid":"9f3b6c1d2e4a5807","cdid":"0e9e1d1b-7f1f-4a0b-8a8c-1b2d3e4f5a6b"}}'
    expect(families('/service/2/device_register/?iid=7098765432109876543', body)).toEqual([
      'bytedance-register',
    ])
    expect(families('/service/2/app_log/?openudid=9f3b6c1d2e4a5807', '')).toEqual(['bytedance-requests'])
  })
})

describe('an API that any host may have is known by its path and its fields', () => {
  const mid = '61827364509182736450918273645091827364'
  const told = (host: string, target: string, body = ''): string[] => {
    const input = request(target, [], body)
    return isWorthDecoding(blind, input) || isAdapterHost(host) ? summary(detect(blind, input, { host })) : []
  }
  const hit = '/b/ss/shopprod/0/JAVA-3.1.0-AN2.1.2/s73829105'

  test('Adobe Analytics', () => {
    const aid = '2F3A9C7D4E5B6A01-40000B2C1D3E4F5A'
    const body = `ndh=1&ce=UTF-8&mid=${mid}&aid=${aid}&vid=u-88172634&ts=1732110837`
    const all = [
      `install-id=${aid} (probable)`,
      `install-id=${mid} (probable)`,
      'user-id=u-88172634 (probable)',
    ]
    expect(told('shop.d3.sc.omtrdc.net', hit, body).toSorted()).toEqual(all)
    expect(told('metrics.shop.no', hit, body).toSorted()).toEqual(all)
    expect(told('metrics.shop.no', `${hit}?AQB=1&ndh=1&fid=${aid}&AQE=1`)).toEqual([
      `install-id=${aid} (probable)`,
    ])
    expect(told('shop.d3.sc.omtrdc.net', hit, `mid=${mid}`)).toEqual([`install-id=${mid} (probable)`])
    expect(told('metrics.shop.no', hit, `mid=${mid}`)).toEqual([])
    expect(told('metrics.shop.no', '/other', body)).not.toContain(`install-id=${mid} (probable)`)
  })

  test('Matomo', () => {
    const visit = 'idsite=4&rec=1&_id=9ad0816ac071552a&url=https%3A%2F%2Fkommune.no%2F'
    const all = ['install-id=9ad0816ac071552a (probable)']
    for (const target of ['/matomo.php', '/piwik.php', '/analyse/matomo.php'])
      expect(told('analyse.kommune.no', `${target}?${visit}`)).toEqual(all)
    expect(told('kommune.matomo.cloud', `/matomo.php?${visit}`)).toEqual(all)
    expect(told('analyse.kommune.no', '/matomo.php', visit)).toEqual(all)
    const bulk = JSON.stringify({ requests: [`?${visit}&uid=u-88172634`, `?${visit}&new_visit=1`] })
    expect(new Set(told('analyse.kommune.no', '/matomo.php', bulk))).toEqual(
      new Set([...all, 'user-id=u-88172634 (probable)']),
    )
    expect(told('analyse.kommune.no', `/article.php?${visit}`)).toEqual([])
    expect(told('analyse.kommune.no', '/matomo.php?idsite=4&_id=9ad0816ac071552a')).toEqual([])
  })
})

describe('an adapter that is not sound is refused with one line', () => {
  const sound = `id: a-b
title: A
basis: read
source: s
endpoints: { hosts: [a.example] }
fields: [{ path: x, identifier: imei, reason: r }]
example: { host: a.example, target: /, finds: [imei] }
`
  test('the sound one is taken', () => {
    expect(parseAdapter('a-b.yaml', sound, ['imei']).id).toBe('a-b')
  })
  test.each([
    ['an unknown key', sound.replace('source: s', 'source: s\nrun: x'), '"run" is not known'],
    [
      'any host, and nothing that must be there',
      sound.replace('hosts: [a.example]', 'hosts: ["*"], paths: [/x]'),
      'the host "*" goes with paths',
    ],
    [
      'an unknown identifier',
      sound.replace('identifier: imei', 'identifier: shoe'),
      '"shoe" is no identifier',
    ],
    ['another name', sound.replace('id: a-b', 'id: c'), 'is not the name of the file'],
    [
      'an unknown step',
      sound.replace('example:', 'decode: { field: d, steps: [eval] }\nexample:'),
      'a group of keys is expected',
    ],
    [
      'a dismissal from memory',
      sound.replace('basis: read', 'basis: remembered').replace('reason: r', 'none: true, reason: r'),
      'what is only remembered dismisses nothing',
    ],
    [
      'a field that is like none',
      sound.replace('reason: r', 'like: y, reason: r'),
      '"y" is no other field of it',
    ],
    ['no fields', sound.replace(/fields.*\n/, ''), 'an adapter has fields'],
    ['an unknown basis', sound.replace('basis: read', 'basis: guessed'), 'basis must be one of'],
    ['a host that is none', sound.replace('a.example]', '"http://a"]'), 'is not of its form'],
  ])('%s', (_what, yaml, message) => {
    expect(() => parseAdapter('a-b.yaml', yaml, ['imei'])).toThrow(message)
  })
})
