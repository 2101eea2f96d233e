import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { uuid } from './app-world.ts'
import type { App, AppKind } from './app-world.ts'
import { device } from './http-content.ts'
import { protobufMessage } from './protobuf.ts'
import type { ProtobufField } from './protobuf.ts'
import type { Rng } from './rng.ts'

type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json }

/** What a form is filled with. */
export interface Filling {
  readonly rng: Rng
  readonly app: App
  /** When it is sent. */
  readonly at: Date
  /** An identifier of the device, where this request carries it. */
  readonly id: (name: string) => string | undefined
}

/** A request as far as its kind decides it. Where `body` is empty, it is a GET. */
export interface Form {
  readonly target: string
  readonly type: string
  readonly agent: string
  readonly body: Buffer
  readonly headers?: readonly string[]
}

const model = 'Example Phone'
const build = 'PPR1.180610.011'
const fingerprint = `example/phone/phone:9/${build}/4842:user/release-keys`
const dalvik = `Dalvik/2.1.0 (Linux; U; Android 9; ${model} Build/${build})`
const okhttp = 'okhttp/3.12.1'
const browser = `Mozilla/5.0 (Linux; Android 9; ${model} Build/${build}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/72.0.3626.121 Mobile Safari/537.36`
/** Android's own number of the phone: not one of the profile. */
const androidNumber = 3_842_917_530_284_117
/** What a phone sends as its advertising id whose owner does not want to be tracked. */
const noAdvertisingId = '00000000-0000-0000-0000-000000000000'
const screens = ['home', 'search', 'item', 'cart', 'checkout', 'profile', 'settings', 'offers', 'player']
const goods = ['shoes', 'jackets', 'hats', 'tents', 'lamps', 'chairs', 'coffee', 'tickets', 'books']

const urlencoded = 'application/x-www-form-urlencoded'
const json = 'application/json'

function form(fields: Readonly<Record<string, string | undefined>>): Buffer {
  const pairs = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return Buffer.from(new URLSearchParams(pairs).toString())
}

function jsonBytes(value: Json): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function digest(algorithm: 'md5' | 'sha1', value: string | undefined): string | undefined {
  return value === undefined ? undefined : createHash(algorithm).update(value).digest('hex')
}

/** Somewhere in the town where the phone is. */
function place(rng: Rng): { readonly lat: number; readonly lon: number } {
  return {
    lat: Number((59.9 + rng.fraction() / 20).toFixed(6)),
    lon: Number((10.7 + rng.fraction() / 10).toFixed(6)),
  }
}

function attribution({ rng, app, at, id }: Filling): Form {
  const advertisingId = id('advertising-id')
  const target = `/${rng.pick(['session', 'event', 'attribution', 'sdk_click'])}`
  const body = form({
    app_token: app.key.slice(0, 12),
    app_version: app.version,
    package_name: app.package,
    environment: 'production',
    gps_adid: advertisingId ?? noAdvertisingId,
    tracking_enabled: advertisingId === undefined ? '0' : '1',
    android_uuid: app.installId,
    android_id: id('android-id'),
    imei: id('imei'),
    mac_md5: digest('md5', id('wifi-mac')),
    mac: id('wifi-mac'),
    device_name: model,
    device_manufacturer: 'Example',
    device_type: 'phone',
    hardware_name: build,
    os_name: 'android',
    os_version: '9',
    api_level: '28',
    cpu_type: 'arm64-v8a',
    display_width: '1080',
    display_height: '2160',
    screen_density: 'high',
    screen_format: 'long',
    language: 'nb',
    country: 'NO',
    mcc: '242',
    mnc: '01',
    network_type: '13',
    connectivity_type: '1',
    installed_at: app.installedAt.toISOString().replace('Z', 'Z+0000'),
    created_at: at.toISOString().replace('Z', 'Z+0000'),
    sent_at: new Date(at.getTime() + 40).toISOString().replace('Z', 'Z+0000'),
    session_count: String(1 + (app.sent >> 3)),
    subsession_count: String(1 + (app.sent % 8)),
    session_length: String(rng.whole(1, 3_000)),
    time_spent: String(rng.whole(1, 2_000)),
    last_interval: String(rng.whole(1, 90_000)),
    event_token: target === '/event' ? rng.pick(['abc123', 'k2x8q1', 'f0a1z9']) : undefined,
    event_buffering_enabled: '0',
    needs_response_details: '1',
  })
  return { target, type: urlencoded, agent: dalvik, body, headers: ['Client-SDK: android4.17.0'] }
}

function analytics({ rng, app, at, id }: Filling): Form {
  const session = at.getTime() - rng.whole(1_000, 900_000)
  const events = Array.from({ length: rng.whole(1, 4) }, (_, index): Json => {
    const { lat, lon } = place(rng)
    return {
      device_id: `${app.installId}R`,
      user_id: rng.chance(0.5) ? app.userId : null,
      timestamp: at.getTime() - rng.whole(0, 30_000),
      event_id: app.sent * 4 + index,
      session_id: session,
      sequence_number: app.sent * 5 + index,
      event_type: rng.pick(['screen_view', 'tap', 'scroll', 'purchase', 'session_start']),
      uuid: uuid(rng),
      version_name: app.version,
      platform: 'Android',
      os_name: 'android',
      os_version: '9',
      device_brand: 'example',
      device_manufacturer: 'Example',
      device_model: model,
      carrier: 'Example Mobile',
      country: 'NO',
      language: 'nb',
      library: { name: 'analytics-android', version: '2.21.0' },
      api_properties: {
        androidADID: id('advertising-id'),
        android_id: id('android-id'),
        limit_ad_tracking: id('advertising-id') === undefined,
        gps_enabled: true,
        location: rng.chance(0.4) ? { lat, lng: lon } : undefined,
      },
      event_properties: {
        screen: rng.pick(screens),
        item: `${rng.pick(goods)}-${rng.whole(1, 9_000)}`,
        value: rng.whole(0, 5_000),
      },
      user_properties: { launches: app.sent, is_member: rng.chance(0.3) },
    }
  })
  const body = jsonBytes({ api_key: app.key, events, upload_time: at.toISOString() })
  return { target: '/2/httpapi', type: json, agent: okhttp, body }
}

function trackedForm({ rng, app, at, id }: Filling): Form {
  const events = jsonBytes([
    {
      event: rng.pick(['$ae_session', 'App Open', 'Item Viewed', 'Search']),
      properties: {
        token: app.key,
        time: Math.floor(at.getTime() / 1000),
        distinct_id: app.anonymousId,
        $insert_id: rng.hex(16),
        android_id: id('android-id'),
        imei: id('imei'),
        mp_lib: 'android',
        $lib_version: '5.5.4',
        $os: 'Android',
        $os_version: '9',
        $manufacturer: 'Example',
        $brand: 'example',
        $model: model,
        $carrier: 'Example Mobile',
        $app_version_string: app.version,
        $app_build_number: app.build,
        $screen_dpi: 420,
        $wifi: rng.chance(0.7),
        $ae_session_length: rng.whole(1, 900),
      },
    },
  ])
  const body = form({ data: events.toString('base64'), verbose: '1' })
  return { target: `/track/?ip=${rng.whole(0, 1)}`, type: urlencoded, agent: dalvik, body }
}

function graphForm({ rng, app, at, id }: Filling): Form {
  const events = Array.from({ length: rng.whole(1, 3) }, () => ({
    _eventName: rng.pick(['fb_mobile_activate_app', 'fb_mobile_content_view', 'fb_mobile_search']),
    _logTime: Math.floor(at.getTime() / 1000) - rng.whole(0, 60),
    _ui: rng.pick(['MainActivity', 'ItemActivity', 'CartActivity']),
    _session_id: uuid(rng),
    _valueToSum: rng.whole(0, 900),
    fb_content: JSON.stringify([{ id: String(rng.whole(1, 90_000)), quantity: rng.whole(1, 3) }]),
  }))
  const facts = [
    'a2',
    app.package,
    app.build,
    app.version,
    '9',
    model,
    'nb_NO',
    'CET',
    'Example Mobile',
    1080,
    2160,
    '2.62',
    8,
    50,
    rng.whole(10, 40),
    'Europe/Oslo',
  ]
  const body = form({
    format: 'json',
    sdk: 'android',
    event: 'CUSTOM_APP_EVENTS',
    custom_events: JSON.stringify(events),
    anon_id: `XZ${app.anonymousId}`,
    advertiser_id: id('advertising-id'),
    advertiser_tracking_enabled: String(id('advertising-id') !== undefined),
    application_tracking_enabled: 'true',
    application_package_name: app.package,
    extinfo: JSON.stringify(facts),
  })
  const target = `/v3.2/${app.build}00712/activities`
  return { target, type: urlencoded, agent: 'FBAndroidSDK.4.39.0', body, headers: ['Accept-Language: nb_NO'] }
}

function stackFrame(rng: Rng, app: App): Json {
  return {
    module: `${app.package}.${rng.pick(screens)}.${rng.pick(['Presenter', 'Adapter', 'Loader', 'Activity'])}`,
    function: rng.pick(['run', 'onResume', 'load', 'bind', 'lambda$start$0', 'invoke']),
    filename: 'SourceFile',
    lineno: rng.whole(1, 900),
    in_app: rng.chance(0.6),
  }
}

/** An envelope: a line of JSON for itself, and two for each item. */
function crashReport({ rng, app, at, id }: Filling): Form {
  const eventId = uuid(rng).replaceAll('-', '')
  const contexts: Json = {
    device: {
      id: app.installId,
      android_id: id('android-id'),
      serial: id('serial'),
      manufacturer: 'Example',
      brand: 'example',
      model,
      arch: 'arm64-v8a',
      memory_size: 3_915_776_000,
      free_memory: rng.whole(1e8, 3e9),
      free_storage: rng.whole(1e8, 3e10),
      battery_level: rng.whole(5, 100),
      boot_time: new Date(at.getTime() - rng.whole(1e6, 1e9)).toISOString(),
      timezone: 'Europe/Oslo',
      orientation: 'portrait',
    },
    os: { name: 'Android', version: '9', build, kernel_version: '4.4.153' },
    app: { app_identifier: app.package, app_version: app.version, app_build: String(app.build) },
  }
  const session: Json = {
    sid: uuid(rng),
    did: app.installId,
    init: rng.chance(0.5),
    started: at.toISOString(),
    status: 'ok',
    seq: at.getTime(),
    errors: 0,
    attrs: { release: `${app.package}@${app.version}+${app.build}`, environment: 'production' },
  }
  const event: Json = {
    event_id: eventId,
    timestamp: at.toISOString(),
    platform: 'java',
    level: rng.pick(['error', 'warning', 'fatal']),
    exception: {
      values: [
        {
          type: 'IllegalStateException',
          value: `no ${rng.pick(goods)} in ${rng.pick(screens)} ${rng.whole(1, 900)}`,
          stacktrace: { frames: Array.from({ length: rng.whole(4, 14) }, () => stackFrame(rng, app)) },
        },
      ],
    },
    breadcrumbs: Array.from({ length: rng.whole(0, 5) }, () => ({
      timestamp: new Date(at.getTime() - rng.whole(0, 60_000)).toISOString(),
      category: 'ui.click',
      data: { 'view.id': `button_${rng.pick(screens)}` },
    })),
    contexts,
  }
  const isCrash = rng.chance(0.4)
  const lines: Json[] = [
    { event_id: eventId, sent_at: at.toISOString(), sdk: { name: 'sentry.java.android', version: '1.7.16' } },
    { type: isCrash ? 'event' : 'session', content_type: json },
    isCrash ? event : { ...session, contexts },
  ]
  const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return {
    target: `/api/${(app.build % 900) + 100}/envelope/`,
    type: 'application/x-sentry-envelope',
    agent: 'sentry.java.android/1.7.16',
    headers: [
      `X-Sentry-Auth: Sentry sentry_version=7,sentry_client=sentry.java.android/1.7.16,sentry_key=${app.key}`,
    ],
    body,
  }
}

/** Events of a log service: a head that says which phone it is, and what happened, as Protocol Buffers in gzip. */
function packedLog({ rng, app, at, id }: Filling): Form {
  const carried = Object.keys(device).flatMap((name): ProtobufField[] => {
    const value = id(name)
    return value === undefined
      ? []
      : [
          [
            3,
            protobufMessage([
              [1, name.replaceAll('-', '_')],
              [2, value],
            ]),
          ],
        ]
  })
  const phone = protobufMessage([
    [1, androidNumber],
    [3, 28],
    [4, model],
    [5, 'phone'],
    [6, build],
    [17, fingerprint],
  ])
  const events = Array.from({ length: rng.whole(3, 16) }, (_, index): ProtobufField => {
    const content = protobufMessage([
      [1, rng.pick(screens)],
      [2, rng.whole(0, 60_000)],
      [4, rng.pick(['view', 'tap', 'request', 'frame-drop', 'battery'])],
      [5, rng.bytes(8)],
      ...(index === 0 ? carried : []),
    ])
    return [
      3,
      protobufMessage([
        [1, at.getTime() - rng.whole(0, 90_000)],
        [2, app.package],
        [6, content],
        [11, index],
      ]),
    ]
  })
  const head = protobufMessage([
    [1, 4],
    [2, phone],
  ])
  const body = gzipSync(protobufMessage([[1, head], [2, rng.whole(1, 900)], ...events, [4, at.getTime()]]))
  const agent = `${app.package} (${model}; ${build})`
  // Some say by the one field that it is zipped, some by the other.
  return rng.chance(0.5)
    ? { target: '/log/batch', type: 'application/x-gzip', agent, body }
    : {
        target: '/log/batch',
        type: 'application/x-protobuf',
        agent,
        body,
        headers: ['Content-Encoding: gzip'],
      }
}

/** What a shop's server asks to be signed: MD5 of the fields in order and of a secret that is not sent. */
function signedCall({ rng, app, at, id }: Filling): Form {
  const fields: Record<string, string> = {
    method: `shop.${rng.pick(goods)}.${rng.pick(['list', 'get', 'price', 'stock'])}`,
    app_key: app.key.slice(0, 8),
    v: '2.0',
    format: 'json',
    sign_method: 'md5',
    timestamp: String(Math.floor(at.getTime() / 1000)),
    nonce: rng.hex(16),
    session: app.anonymousId.replaceAll('-', ''),
    ttid: `${rng.whole(1, 9)}00${app.build}@shop_android_${app.version}`,
    biz: JSON.stringify({ page: rng.whole(1, 20), size: 20, sort: rng.pick(['price', 'new', 'sold']) }),
    ...Object.fromEntries(
      ['imei', 'imsi', 'wifi-mac', 'android-id'].flatMap((name) => {
        const value = id(name)
        return value === undefined ? [] : [[name.replace('wifi-', '').replaceAll('-', '_'), value]]
      }),
    ),
  }
  const secret = createHash('sha256').update(`secret of ${app.package}`).digest('hex')
  const sorted = Object.keys(fields).toSorted()
  const sign = createHash('md5')
    .update(`${secret}${sorted.map((name) => `${name}${fields[name]}`).join('')}${secret}`)
    .digest('hex')
    .toUpperCase()
  const signed = form({ ...fields, sign })
  const isQuery = rng.chance(0.5)
  return {
    target: isQuery ? `/gateway/rest?${signed.toString()}` : '/gateway/rest',
    type: urlencoded,
    agent: okhttp,
    body: isQuery ? Buffer.alloc(0) : signed,
  }
}

/** A bid request as OpenRTB 2.5 has it: the advertising id in clear, the others as digests. */
function bidRequest({ rng, app, at, id }: Filling): Form {
  const advertisingId = id('advertising-id')
  const { lat, lon } = place(rng)
  const [width, height] = rng.pick([
    [320, 50],
    [300, 250],
    [728, 90],
  ] as const)
  const body = jsonBytes({
    id: uuid(rng),
    imp: Array.from({ length: rng.whole(1, 2) }, (_, index) => ({
      id: String(index + 1),
      banner: { w: width, h: height, pos: rng.whole(0, 7), api: [3, 5], btype: [4] },
      displaymanager: 'example-sdk',
      displaymanagerver: '5.5.0',
      instl: 0,
      tagid: `${app.build}-${rng.whole(1, 9)}`,
      bidfloor: rng.whole(1, 300) / 100,
      bidfloorcur: 'EUR',
      secure: 0,
    })),
    app: {
      id: app.key.slice(0, 10),
      name: app.package.slice(12),
      bundle: app.package,
      ver: app.version,
      cat: ['IAB22', 'IAB12'],
      storeurl: `https://store.example.com/details?id=${app.package}`,
      publisher: { id: String(app.build), name: 'Example Apps' },
      content: { keywords: `${rng.pick(goods)},${rng.pick(goods)}`, language: 'nb' },
    },
    device: {
      ua: browser,
      geo: { lat, lon, type: 1, accuracy: rng.whole(10, 90), country: 'NOR', city: 'Oslo', utcoffset: 60 },
      lmt: advertisingId === undefined ? 1 : 0,
      dnt: 0,
      devicetype: 4,
      make: 'Example',
      model,
      os: 'Android',
      osv: '9',
      w: 1080,
      h: 2160,
      ppi: 403,
      pxratio: 2.62,
      js: 1,
      language: 'nb',
      carrier: 'Example Mobile',
      mccmnc: '242-01',
      connectiontype: rng.pick([2, 6]),
      ifa: advertisingId ?? noAdvertisingId,
      didsha1: digest('sha1', id('imei')),
      dpidmd5: digest('md5', id('android-id')),
    },
    user: {
      id: rng.hex(20),
      buyeruid: app.anonymousId,
      ext: { consent: `BO${rng.bytes(24).toString('base64url')}` },
    },
    regs: { coppa: 0, ext: { gdpr: 1 } },
    source: { tid: uuid(rng), fd: 0 },
    at: 1,
    tmax: 500,
    cur: ['EUR'],
    bcat: ['IAB25', 'IAB26', 'IAB7-39'],
    ext: { sent: at.getTime() },
  })
  return {
    target: '/openrtb2/auction',
    type: json,
    agent: browser,
    headers: ['x-openrtb-version: 2.5'],
    body,
  }
}

/** What a shop's own app asks for: nothing in it says which phone it is. */
function shop({ rng, at }: Filling): Form {
  if (rng.chance(0.5)) {
    const query = `q=${rng.pick(goods)}&page=${rng.whole(1, 9)}&sort=price&size=${rng.whole(36, 46)}&w=1080`
    return { target: `/v1/${rng.pick(screens)}?${query}`, type: json, agent: okhttp, body: Buffer.alloc(0) }
  }
  const body = jsonBytes({
    query: rng.pick(goods),
    page: rng.whole(1, 9),
    sort: rng.pick(['price', 'new', 'sold']),
    filters: { size: [rng.whole(36, 40), rng.whole(41, 46)], color: rng.pick(['red', 'blue', 'black']) },
    items: Array.from({ length: rng.whole(0, 6) }, () => ({
      sku: `${rng.pick(goods)}-${rng.whole(1, 9_000)}`,
      count: rng.whole(1, 3),
      price: rng.whole(10, 9_000) / 100,
    })),
    sent: at.toISOString(),
  })
  return { target: `/v1/${rng.pick(screens)}`, type: json, agent: okhttp, body }
}

/** How a request of each kind is made. */
export const appForms: Readonly<Record<AppKind, (filling: Filling) => Form>> = {
  attribution,
  analytics,
  'tracked-form': trackedForm,
  'graph-form': graphForm,
  'crash-report': crashReport,
  'packed-log': packedLog,
  'signed-call': signedCall,
  'bid-request': bidRequest,
  shop,
}
