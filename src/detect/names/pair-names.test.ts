import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const find = (body: string, type = 'application/json'): string[] => {
  const input = request('/x', [`Content-Type: ${type}`], body)
  const found = summary(detect(blind, input))
  if (found.length > 0) expect(isWorthDecoding(blind, input), body).toBe(true)
  return found
}
const imsi = ['imsi=262023849105762 (probable)']

const uuid = '7be1c2d3-4f5a-4b6c-8d7e-9f0a1b2c3d4e'
test.each([
  ['a tag of an id', `{"aliases":[{"id":"${uuid}","tag":"aaid"}]}`, `advertising-id=${uuid} (probable)`],
  ['a namespace', `{"ids":[{"namespace":"GAID","id":"${uuid}"}]}`, `advertising-id=${uuid} (probable)`],
  ['a list of such ids', `{"identityMap":{"GAID":[{"id":"${uuid}"}]}}`, `advertising-id=${uuid} (possible)`],
  ['the name of a user', '{"usr":{"id":"1","name":"Kari Solberg"}}', 'person-name=Kari Solberg (possible)'],
])('%s', (_, body, wanted) => expect(find(body)).toEqual([wanted]))

test('a name of something else is none of a person', () => {
  expect(find('{"device":{"name":"Pixel Five"}}')).toEqual([])
  expect(find('{"users":[{"name":"Kari Solberg"}]}')).toEqual([])
  expect(find(`{"ids":[{"tag":"session","id":"${uuid}"}]}`)).toEqual([])
})

describe('a name that stands beside its value', () => {
  test.each([
    ['name and value', '{"attrs":[{"name":"imsi","value":"262023849105762"}]}'],
    ['with blanks', '{ "attrs": [ { "name": "imsi", "value": "262023849105762" } ] }'],
    ['key and val', '{"a":[{"key":"device_imsi","n":1,"val":"262023849105762"}]}'],
    ['the value first', '{"a":[{"v":"262023849105762","k":"imsi"}]}'],
    ['one step up', '{"imsi":{"value":"262023849105762"}}'],
    ['JSON in JSON', JSON.stringify({ q: '{"name":"imsi","value":"262023849105762"}' })],
    ['kind and value', '{"a":[{"kind":"imsi","value":"262023849105762"}]}'],
    ['the type of an id', '{"ids":[{"type":"imsi","id":"262023849105762"}]}'],
    ['the id first', '{"ids":[{"id":"262023849105762","type":"IMSI"}]}'],
    ['idType and idValue', '{"ids":[{"idType":"imsi","idValue":"262023849105762"}]}'],
    ['id_type and id', '{"id_type":"imsi","id":"262023849105762"}'],
    ['identity_type and identity', '{"identity_type":"imsi","identity":"262023849105762"}'],
    ['a field by its own name', '{"x":1,"deviceId":"262023849105762","deviceIdType":"imsi"}'],
    ['attributeName and attributeValue', '{"attributeName":"imsi","attributeValue":"262023849105762"}'],
    ['an identifier by its type', '{"ids":[{"identifier":"262023849105762","type":"IMSI"}]}'],
    ['identifierType and value', '{"identifierType":"imsi","value":"262023849105762"}'],
    ['a type in JSON in JSON', JSON.stringify({ q: '{"idType":"imsi","id":"262023849105762"}' })],
  ])('%s', (_, body) => expect(find(body)).toEqual(imsi))

  test('the kind that a type says is surer than that of an id', () => {
    const uuid = '7d1f4c2a-93be-4e06-a5d8-61c0f27b9e34'
    expect(find(JSON.stringify({ deviceIdType: 'GAID', deviceId: uuid }))).toEqual([
      `advertising-id=${uuid} (probable)`,
    ])
    expect(find(JSON.stringify({ type: 'android_id', id: '9f3c17be2a604d85' }))).toEqual([
      'android-id=9f3c17be2a604d85 (probable)',
    ])
    expect(find('{"id_type":"email","id":"kari.nord@postbox.no"}')).toEqual([
      'email=kari.nord@postbox.no (probable)',
    ])
  })

  test.each([
    '{"type":"mobile","id":"92345678"}',
    '{"type":"phone","id":"92345678"}',
    '{"type":"serial","id":"S01E0123"}',
    '{"type":"device","id":"tablet-10-inch-2"}',
    '{"type":"cell","id":"21004290"}',
    '{"deviceType":"phone","deviceId":"92345"}',
    '{"metricName":"imsi","metricValue":"262023849105762"}',
    '{"contentType":"imsi","id":"262023849105762"}',
    '{"contentType":"imsi","value":"262023849105762"}',
    '{"order":{"type":"imsi"},"item":{"id":"262023849105762"}}',
    '{"type":"imsi","a":1,"b":2,"c":3,"id":"262023849105762"}',
  ])('types of other things say nothing: %s', (body) => {
    expect(summary(detect(blind, request('/x', ['Content-Type: application/json'], body)))).toEqual([])
  })

  test('a list of two, and a table', () => {
    const known = (body: unknown): string[] => summary(detect(blind, request('/x', [], JSON.stringify(body))))
    expect(
      known({
        p: [
          ['imsi', '262023849105762'],
          ['os', '13'],
        ],
      }),
    ).toEqual(imsi)
    expect(known({ 1: ['imsi', '262023849105762'] })).toEqual(imsi)
    expect(known({ columns: ['t', 'imsi'], rows: [[1, '262023849105762']] })).toEqual(imsi)
    expect(known({ s: [{ columns: ['t', 'imsi'], values: [[1, '262023849105762']] }] })).toEqual(imsi)
    expect(known({ columns: ['t', 'imsi'], rows: [['262023849105762', 1]] })).toEqual([])
    expect(known({ p: ['imsi', '262023849105762', 'x'] })).toEqual([])
  })

  test.each([
    ['columns and rows', { columns: ['t', 'imsi'], rows: [[1, '262023849105762']] }],
    ['columns and data', { columns: ['t', 'imsi'], data: [['x', '262023849105762']] }],
    [
      'a row of names',
      [
        ['t', 'imsi', 'os'],
        ['1', '262023849105762', 'x'],
      ],
    ],
    ['names and values', { names: ['t', 'imsi'], values: ['1', '262023849105762'] }],
    ['OTLP', { attributes: [{ key: 'device.imsi', value: { stringValue: '262023849105762' } }] }],
    ['OTLP, a number', { attributes: [{ key: 'imsi', value: { intValue: '262023849105762' } }] }],
    ['Extended JSON of MongoDB', { imsi: { $numberLong: '262023849105762' } }],
    ['Firestore', { fields: { imsi: { stringValue: '262023849105762' } } }],
    ['DynamoDB', { Item: { imsi: { S: '262023849105762' } } }],
  ])('%s', (_, body) => {
    expect(find(JSON.stringify(body))).toEqual(imsi)
    expect(find(JSON.stringify({ q: JSON.stringify(body) }))).toEqual(imsi)
  })

  test.each([
    [
      'the name of another column',
      [
        ['imsi', 't'],
        ['1', '262023849105762'],
      ],
    ],
    ['a list of names alone', { fields: ['imsi', 'phone', 'email'], n: 1 }],
    [
      'the name of another attribute',
      {
        attributes: [
          { key: 'imsi', value: { stringValue: 'x' } },
          { key: 'n', value: { stringValue: '262023849105762' } },
        ],
      },
    ],
    ['another list', { names: ['t', 'imsi'], others: ['1', '262023849105762'] }],
  ])('%s says nothing', (_, body) => {
    expect(find(JSON.stringify(body))).toEqual([])
  })

  test('what is of a type by the way is not decoded', () => {
    for (const body of ['{"deviceType":"phone","n":1}', '{"networkType":"mobile"}', '{"eventName":"imsi"}'])
      expect(isWorthDecoding(blind, request('/x', [], body)), body).toBe(false)
  })

  test('a list of names without values is not decoded', () => {
    const body = '{"scope":["email","phone","imsi"],"n":1}'
    expect(isWorthDecoding(blind, request('/x', [], body))).toBe(false)
  })

  test('a property list', () => {
    const list =
      '<plist><dict><key>imsi</key><string>262023849105762</string><key>os</key><string>17</string></dict></plist>'
    expect(summary(detect(blind, request('/x', ['Content-Type: text/xml'], list)))).toEqual(imsi)
  })

  test.each([
    '<r><member><name>imsi</name><value><string>262023849105762</string></value></member></r>',
    '<r><P><Name>Device.USIM.IMSI</Name><Value t="x">262023849105762</Value></P></r>',
    '<c:Item Name="IMSI"><c:Value>262023849105762</c:Value></c:Item>',
    '<s:Attribute Name="imsi" FriendlyName="x"><s:AttributeValue>262023849105762</s:AttributeValue></s:Attribute>',
    '<a><property name="imsi"><value>262023849105762</value></property></a>',
    '<object><void property="imsi"><string>262023849105762</string></void></object>',
  ])('an element for the name in front of one for the value: %s', (text) => {
    const input = request('/x', ['Content-Type: text/xml'], text)
    expect(isWorthDecoding(blind, input)).toBe(true)
    expect(summary(detect(blind, input))).toEqual(imsi)
  })

  test('an attribute names no other element behind its own (OMA Client Provisioning)', () => {
    const parms = (first: string, second: string): string[] =>
      find(
        `<wap-provisioningdoc><parm name="${first}" value="262023849105762"/><parm name="${second}" value="262023849105763"/></wap-provisioningdoc>`,
        'text/vnd.wap.connectivity-xml',
      )
    expect(parms('imsi', 'order')).toEqual(imsi)
    expect(parms('order', 'name')).toEqual([])
    expect(parms('order', 'imsi')).toEqual(['imsi=262023849105763 (probable)'])
  })

  describe('the address in the tree of device management, as phones report to their operator', () => {
    const item = (address: string, data: string, meta = ''): string =>
      `<Item><Source><LocURI>${address}</LocURI></Source>${meta}<Data>${data}</Data></Item>`
    const report = (...items: readonly string[]): string =>
      `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><SessionID>5A</SessionID></SyncHdr><SyncBody><Replace>${items.join('')}</Replace></SyncBody></SyncML>`
    const meta =
      '<Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">text/plain</Type></Meta>'
    const type = 'application/vnd.syncml.dm+xml'

    test.each([
      ['IMSI', './DevDetail/Ext/IMSI', '262023849105762', 'imsi=262023849105762 (probable)'],
      ['number', './DevInfo/Ext/MSISDN', '4799900284', 'msisdn=4799900284 (probable)'],
      ['MAC', './DevInfo/Ext/MAC', '3C5AB410209E', 'wifi-mac=3c5ab410209e (probable)'],
      ['card', './DevDetail/Ext/SIM/ICCID', '89470100582037194656', 'iccid=89470100582037194656 (probable)'],
      ['device', './DevInfo/DevId', '352914177763170', 'imei=352914177763170 (probable)'],
    ])('%s', (_, address, value, expected) => {
      expect(find(report(item(address, value)), type)).toEqual([expected])
      expect(find(report(item('./DevInfo/Mod', 'TA-1046'), item(address, value, meta)), type)).toEqual([
        expected,
      ])
    })

    const login = (kind: string, data: string): string =>
      `<SyncML><SyncHdr><Source><LocURI>phone</LocURI></Source><Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:${kind}</Type></Meta><Data>${data}</Data></Cred></SyncHdr></SyncML>`
    const data = Buffer.from('kari.fjordheim:s3cretPw77').toString('base64')

    test('what it shows who it is with, where that holds a password', () => {
      expect(find(login('auth-basic', data), type).join()).toContain('account-credential=')
      expect(find(login('auth-md5', data), type).join()).not.toContain('account-credential=')
      expect(find(login('auth-basic', data).replaceAll('Cred>', 'Chal>'), type)).toEqual([])
    })

    test('the same in WBXML', () => {
      const text = (tag: string, value: string): string =>
        `${tag}03${Buffer.from(`${value}\0`).toString('hex')}01`
      const body = (kind: string): Buffer =>
        Buffer.from(
          `02a4016a006d6c6757${text('', './DevInfo').slice(0, -2)}01014e5a0001${text('53', kind)}000001${text('4f', data)}010101`,
          'hex',
        )
      const told = (kind: string): string => {
        const input = request('/x', ['Content-Type: application/vnd.syncml.dm+wbxml'], body(kind))
        return summary(detect(blind, input)).join()
      }
      expect(told('syncml:auth-basic')).toContain('account-credential=')
      expect(told('syncml:auth-MAC')).not.toContain('account-credential=')
    })

    test('an item without a value gives its name to no other', () => {
      const bare = '<Item><Source><LocURI>./DevDetail/Ext/IMSI</LocURI></Source></Item>'
      expect(find(report(bare, item('./DevInfo/Order', '262023849105762')), type)).toEqual([])
    })

    test('in WBXML', () => {
      const text = (tag: number, value: string): Buffer =>
        Buffer.concat([Buffer.from([tag | 0x40, 3]), Buffer.from(`${value}\0`), Buffer.from([1])])
      const tag = (number: number, ...parts: readonly Buffer[]): Buffer =>
        Buffer.concat([Buffer.from([number | 0x40]), ...parts, Buffer.from([1])])
      const body = Buffer.concat([
        Buffer.from('02a4016a00', 'hex'),
        tag(
          0x2d,
          tag(
            0x2b,
            tag(
              0x20,
              tag(0x14, tag(0x27, text(0x17, './DevDetail/Ext/IMSI')), text(0x0f, '262023849105762')),
            ),
          ),
        ),
      ])
      const input = request('/x', ['Content-Type: application/vnd.syncml.dm+wbxml'], body)
      expect(summary(detect(blind, input))).toEqual(imsi)
      expect(isWorthDecoding(blind, input)).toBe(true)
    })
  })

  test('a name of something else in front', () => {
    const text = '<r><a><name>imsi</name></a><b><value>262023849105762</value></b></r>'
    expect(summary(detect(blind, request('/x', ['Content-Type: text/xml'], text)))).toEqual([])
  })

  test('an attribute of OpenTelemetry', () => {
    const field = (number: number, value: Buffer | string): Buffer =>
      Buffer.concat([Buffer.from([(number << 3) | 2, value.length]), Buffer.from(value)])
    const attribute = (name: string, value: Buffer): Buffer =>
      field(1, Buffer.concat([field(1, name), field(2, value)]))
    const one = field(1, '262023849105762')
    const body = Buffer.concat([attribute('service.name', field(1, 'app')), attribute('device.imsi', one)])
    expect(summary(detect(blind, request('/x', [], field(1, field(1, body)))))).toEqual(imsi)
    expect(
      summary(detect(blind, request('/x', [], attribute('imsi', Buffer.from('262023849105762'))))),
    ).toEqual(imsi)
  })

  test('an attribute of OpenTelemetry that is a number', () => {
    const field = (number: number, value: Buffer | string): Buffer =>
      Buffer.concat([Buffer.from([(number << 3) | 2, value.length]), Buffer.from(value)])
    const attribute = (name: string, value: Buffer): Buffer =>
      field(9, Buffer.concat([field(1, name), field(2, value)]))
    const double = (value: number): Buffer => {
      const bytes = Buffer.alloc(9, (4 << 3) | 1)
      bytes.writeDoubleLE(value, 1)
      return bytes
    }
    const found = (...attributes: readonly Buffer[]): string[] => {
      const span = field(2, Buffer.concat([field(5, 'start'), ...attributes]))
      const input = request('/v1/traces', [], field(1, field(2, span)))
      return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
    }
    const places = [attribute('latitude', double(59.9127)), attribute('longitude', double(10.7461))]
    expect(found(...places)).toEqual([
      'location=59.9127,10.7461 (probable)',
      'location=59.9127,10.7461 (probable)',
    ])
    expect(found(attribute('ratio', double(59.9127)), attribute('share', double(10.7461)))).toEqual([])
    // A varint of 352099001761481, lowest seven bits first.
    const imei = Buffer.from('18c9fdb3ffb68750', 'hex')
    expect(found(...places, attribute('imei', imei))).toContain('imei=352099001761481 (probable)')
  })

  test('as Android keeps preferences', () =>
    expect(
      find(
        '<map><string name="order">262023849105761</string><string name="imsi">262023849105762</string></map>',
        'text/xml',
      ),
    ).toEqual(imsi))

  test.each([
    ['of another object', '{"a":{"name":"imsi"},"b":{"value":"262023849105762"}}'],
    ['far away', '{"name":"imsi","a":1,"b":1,"c":1,"d":1,"value":"262023849105762"}'],
    ['no name', '{"name":"order","value":"262023849105762"}'],
  ])('%s is none', (_, body) => expect(find(body)).toEqual([]))
})

describe('the name of the object above counts', () => {
  test.each([
    ['Google, Mozilla', '{"wifiAccessPoints":[{"macAddress":"94:19:c5:57:06:7c","signalStrength":-60}]}'],
    ['Yandex', '{"wifi_networks":[{"mac":"94:19:c5:57:06:7c","signal_strength":-65}]}'],
    ['HERE', '{"wlan":[{"mac":"94:19:c5:57:06:7c","powrx":-50}]}'],
    ['a router', '{"router":{"mac":"94:19:c5:57:06:7c"}}'],
    ['a key with a sign', '{"x":{"access-point":{"mac":"94:19:c5:57:06:7c"}}}'],
  ])('%s', (_, body) => expect(find(body)).toEqual(['bssid=9419c557067c (probable)']))

  test('Skyhook', () =>
    expect(
      find('<LocationRQ><access-point><mac>9419C557067C</mac></access-point></LocationRQ>', 'text/xml'),
    ).toEqual(['bssid=9419c557067c (probable)']))

  test('also of the radio of Bluetooth, and of a phone that has one', () => {
    expect(find('{"bluetooth":{"mac":"94:19:c5:57:06:7c"}}')).toEqual([
      'bluetooth-mac=9419c557067c (probable)',
    ])
    expect(find('{"wlan":{"mac":"94:19:c5:57:06:7c"}}')).toEqual(['wifi-mac=9419c557067c (probable)'])
    expect(find('{"mac":["94:19:c5:57:06:7c"]}')).toEqual(['wifi-mac=9419c557067c (probable)'])
  })

  test('what the profile knows is of that kind alone', () => {
    const known = new Detector(profileOf({ bssid: ['94:19:c5:57:06:7c'] }))
    expect(summary(detect(known, request('/x?mac=94:19:c5:57:06:7c')))).toEqual([
      'bssid=9419c557067c (certain)',
    ])
  })
})

describe('names in a text', () => {
  const inText = (text: string): string[] => find(text, 'text/plain')

  test('a bar ends a value', () => expect(find('{"d":"os=13|imsi=262023849105762|x=1"}')).toEqual(imsi))

  test.each([
    [
      'WifiInfo',
      'SSID: Hytta 5G, BSSID: 94:19:c5:57:06:7c, MAC: d8:69:9f:c1:f7:cd, RSSI: -50',
      ['ssid=Hytta 5G (probable)', 'bssid=9419c557067c (probable)', 'wifi-mac=d8699fc1f7cd (probable)'],
    ],
    [
      'ScanResult',
      'SSID: "Hytta, 5G", BSSID: 94:19:c5:57:06:7c, capabilities: [ESS], level: -50',
      ['ssid=Hytta, 5G (probable)', 'bssid=9419c557067c (probable)'],
    ],
    ['no network', 'SSID: <unknown ssid>, BSSID: 02:00:00:00:00:00, RSSI: -50', []],
  ])('as Android writes networks: %s', (_, text, expected) => {
    expect(inText(text)).toEqual(expected)
    expect(find(JSON.stringify({ log: `D/x: ${text}` }))).toEqual(expected)
  })

  test.each([
    'I/Net: rx_bytes: 350392386207275 ok',
    'Message-ID: <20240102.4f7b09f57f@shop.no>\r\nSubject: x\r\n\r\nhi',
    'Call-ID: a84b4c76e66710@pc33.sipgate.no\r\nCSeq: 3 REGISTER\r\n',
    'fetch https://tester@repo.no/x and https://tester:pw@repo.no/x',
    '{"u":"https://tester:pw@repo.no/x"}',
  ])('%s holds none', (text) => expect(find(text, 'text/plain')).toEqual([]))

  test.each([
    ['"t","imsi","os"\n"1","262023849105762","x"\n'],
    ['"imsi";"os"\r\n"262023849105762";"x"\r\n'],
    ['"t","imsi"\n"a, ""b"" and c","262023849105762"\n'],
  ])('a table whose columns are in quotes: %j', (text) => {
    expect(find(text, 'text/csv')).toEqual(imsi)
  })

  test('a separator in quotes begins no column', () => {
    expect(find('"t","imsi","os"\n"a,262023849105762","b","c"\n', 'text/csv')).toEqual([])
  })

  describe('coordinates in the columns of a table', () => {
    const places = (table: string, detector = blind): string[] => {
      const input = request('/x', ['Content-Type: text/csv'], table)
      const found = detect(detector, input).detections
      if (found.length > 0) expect(isWorthDecoding(detector, input), table).toBe(true)
      for (const { value, node, start, end } of found)
        expect(node.bytes.toString('latin1', start, end)).toBe(value)
      return found.map(({ identifier, normal, confidence }) => `${identifier} ${normal} ${confidence}`)
    }
    const twice = (line: string): string[] => [line, line]

    test.each([
      ['time,lat,lon\n1,59.93124,10.77431\n', twice('location 59.93124,10.77431 probable')],
      ['longitude;latitude;t\n10.77431;59.93124;1\n', twice('location 59.93124,10.77431 probable')],
      [
        'latE7,lngE7,t\n599312400,107743100,1\n599312500,107743200,2\n',
        [...twice('location 59.93124,10.77431 probable'), ...twice('location 59.93125,10.77432 probable')],
      ],
      // Words of a log.
      ['D/Loc: fix lat=59.93124, lon=10.77431 acc=12', twice('location 59.93124,10.77431 probable')],
      ['D/Loc: latitude: 59.93124 longitude: 10.77431', twice('location 59.93124,10.77431 probable')],
      ['D/Map: moved to lat/lng: (59.93124,10.77431)', ['location 59.93124,10.77431 probable']],
      ['req lat=12.53 long=45.25 ms; lat=11.22 long=44.01', []],
      ['city,lat,lng\nOslo,59.9111,10.7528\n', twice('location 59.9111,10.7528 possible')],
      ['stop_id,stop_lat,stop_lon\n1,59.911898,10.75038\n', twice('location 59.911898,10.75038 possible')],
      ['lat=12.5ms lng=nb, p lat=33.12 ms', []],
      // One half only, no position, and another language.
      ['lat,lon,x\n59.93124,,1\n59.93125,,2\n', []],
      ['lat,lon,x\n0,0,1\n0.0,0.0,2\n', []],
      ['lat,lng\n12.5,nb\n', []],
    ])('%j', (table, found) => expect(places(table)).toEqual(found))

    test('near a place of the profile', () => {
      const profile = {
        ...profileOf({}),
        places: [{ name: 'home', lat: 59.93, lon: 10.77, cells: [], bssids: [] }],
      }
      const found = places('t,lat,lon\n1,59.93124,10.77431\n', new Detector(profile))
      for (const one of found) expect(one).toBe('location 59.93124,10.77431 certain')
      expect(found.length).toBeGreaterThan(0)
    })
  })

  test('the head of a table names its columns', () => {
    // Whether it is looked at is another matter: without a head nothing in it is a number of a phone.
    const table = 'time,imsi,gaid\n1,262023849105762,8ebaf773-db33-4a03-80aa-0fc184226ec1\n2,"",\n'
    const input = request('/x', ['Content-Type: text/csv'], table)
    expect(summary(detect(blind, input))).toEqual([
      ...imsi,
      'advertising-id=8ebaf773-db33-4a03-80aa-0fc184226ec1 (probable)',
    ])
    expect(find('ts,rx_bytes\n1700000000,350392386207275\n', 'text/csv')).toEqual([])
    expect(find('ts,x\n1700000000,350392386207275\n', 'text/csv')).toEqual([
      'imei=350392386207275 (possible)',
    ])
  })

  test.each([
    ['Device{msisdn=+4791241586, os=13}', ['msisdn=+4791241586 (probable)']],
    ['Net(ssid=Hytta 5G, serial=R5CT6838PG6)', ['ssid=Hytta 5G (probable)', 'serial=R5CT6838PG6 (possible)']],
    [
      '[ro.serialno]: [R5CT6838PG6]\n[gsm.sim.imsi]: [262023849105762]\n',
      ['serial=R5CT6838PG6 (possible)', 'imsi=262023849105762 (probable)'],
    ],
    [
      `Net{ssid='Hytta 5G', serial='R5CT6838PG6', phone="+4791241586"}`,
      ['ssid=Hytta 5G (probable)', 'serial=R5CT6838PG6 (possible)', 'msisdn=+4791241586 (probable)'],
    ],
    [`Net{ssid='Hytta 5G", serial=''}`, [`ssid='Hytta 5G" (probable)`]],
    [`Cert{issuer='CN=X', cert_serial='R5CT6838PG6'}`, []],
    ['function F(serial=R5CT6838PG6){}', []],
  ])('as programs print objects and properties: %s', (text, expected) =>
    expect(inText(text)).toEqual(expected),
  )

  test('mail behind a colon is mail', () =>
    expect(inText('write to mailto:kari@fjordpost.no')).toEqual(['email=kari@fjordpost.no (possible)']))

  test('shares of a screen are no place', () => {
    expect(find('{"coords":[0.25,0.75]}')).toEqual([])
    expect(find('{"center":"0.50,0.50"}')).toEqual([])
  })
})

describe('cells by what stands beside them', () => {
  test.each([
    ['GSM', '{"mcc":262,"mnc":2,"lac":1234,"cid":41377}', '41377'],
    ['GSM, in words', '{"mobileCountryCode":262,"mobileNetworkCode":2,"cid":41377}', '41377'],
    ['LTE', '{"cell":{"mcc":"262","mnc":"02","tac":1234,"ci":28197635}}', '28197635'],
  ])('%s', (_, body, cell) => expect(find(body)).toEqual([`cell-id=${cell} (probable)`]))

  test('in a form', () =>
    expect(find('q=1&mcc=262&mnc=2&lac=1&ci=28197635', 'application/x-www-form-urlencoded')).toEqual([
      'cell-id=28197635 (probable)',
    ]))

  test.each([
    ['no country', '{"mcc":199,"mnc":2,"cid":41377}'],
    ['not known', '{"mcc":262,"mnc":2,"cid":2147483647}'],
    ['of another object', '{"net":{"mcc":262,"mnc":2},"client":{"cid":41377}}'],
    ['no network', '{"mcc":262,"cid":41377}'],
  ])('%s', (_, body) => expect(find(body)).toEqual([]))

  test('behind country, network and area, and as Android writes it', () => {
    expect(find('{"ecgi":"262-02-28197635"}')).toEqual(['cell-id=262-02-28197635 (probable)'])
    expect(find('{"cgi":"262-02-1234-41377"}')).toEqual(['cell-id=262-02-1234-41377 (probable)'])
    expect(find('{"p":"CellIdentityLte:{ mCi=28197635 mPci=120 mTac=1234 mMcc=262 mMnc=02}"}')).toContain(
      'cell-id=28197635 (probable)',
    )
  })
})

describe('positions that say of themselves that they are some', () => {
  test.each([
    ['a URI', '{"p":"geo:52.516275,13.377704;u=10"}', '52.516275,13.377704'],
    ['Android’s text', '{"p":"Location[gps 52.516275,13.377704 hAcc=12 et=+1d]"}', '52.516275,13.377704'],
    ['the same with commas', '{"p":"Location[fused 52,516275,13,377704 hAcc=12]"}', '52.516275,13.377704'],
    ['NMEA', '{"p":"$GPGGA,123519,5230.9765,N,01322.6622,E,1,08,0.9"}', '52.5162750,13.3777033'],
    ['NMEA, RMC', '{"p":"$GNRMC,123519.00,A,5230.9765,S,01322.6622,W,022.4"}', '-52.516275,-13.3777033'],
  ])('%s', (_, body, normal) => {
    const [lat, lon] = normal.split(',').map(Number)
    expect(find(body)).toEqual([`location=${lat},${lon} (probable)`])
  })

  test('an array of two numbers under a name of places', () => {
    expect(find('{"loc":[52.516275,13.377704]}')).toEqual([
      'location=52.516275,13.377704 (probable)',
      'location=52.516275,13.377704 (probable)',
    ])
    expect(find('{"loc":[5,13]}')).toEqual([])
  })

  test('GeoJSON has the longitude first', () =>
    expect(find('{"type":"Point","coordinates":[13.377704,52.516275]}')).toEqual([
      'location=52.516275,13.377704 (probable)',
      'location=52.516275,13.377704 (probable)',
    ]))

  test('an array under a name that says its order', () =>
    expect(find('{"lonlat":[13.377704,52.516275]}')).toContain('location=52.516275,13.377704 (probable)'))

  test.each([
    ['areas of maps', '{"coordinates":[[[13.377704,52.516275],[13.411112,52.532221]]]}'],
    ['whole numbers', '{"coordinates":[13,52]}'],
    ['no receiver', '{"p":"Location[52.516275,13.377704]"}'],
    ['no fix', '{"p":"$GPRMC,123519,V,,,,,,"}'],
  ])('%s are none', (_, body) => expect(find(body)).toEqual([]))
})

test('an IMEI without its check digit is possible under its name, and nothing else', () => {
  expect(find('{"imei":"35846109273518"}')).toEqual(['imei=35846109273518 (possible)'])
  expect(find('{"imei":"20250501123456"}')).toEqual([])
  expect(find('{"x":"35846109273518"}')).toEqual([])
  expect(find('{"device_id":"35846109273518"}')).toEqual(['device-id=35846109273518 (probable)'])
})

test('the first of several values on a line has the name of the line', () => {
  const input = request('/x', ['Content-Type: text/plain'], 'imei:352099001761481;imsi:262023849105762;x:1')
  expect(summary(detect(blind, input))).toEqual([
    'imei=352099001761481 (probable)',
    'imsi=262023849105762 (probable)',
  ])
})

test('slots of a phone with two cards', () => {
  const slots = { imei: { slot0: '352099001761481', slot1: '352914177763170' } }
  expect(find(JSON.stringify(slots))).toEqual([
    'imei=352099001761481 (probable)',
    'imei=352914177763170 (probable)',
  ])
  expect(find('{"imsi":{"sim1":"262023849105762","sim2":""}}')).toEqual(imsi)
})

describe('the id of an object is what the object is, possibly', () => {
  const uuid = '5bd86d40-fc89-4b4a-aa50-df4db4d66a3a'
  test.each([
    [{ device: { id: uuid, model: 'Pixel 7' } }, `device-id=${uuid}`],
    [{ context: { device: { os: '14', id: uuid } } }, `device-id=${uuid}`],
    [{ user: { id: 98_765_432 } }, 'user-id=98765432'],
    [[{ event: 'open', account: { id: 'a-4711' } }], 'user-id=a-4711'],
    // OpenRTB.
    [
      { ext: { eids: [{ source: 'ids.net', uids: [{ id: 'A4AAABlh75XmviGJi', atype: 3 }] }] } },
      'user-id=A4AAABlh75XmviGJi',
    ],
    // Datadog; flat objects and attributes (OpenTelemetry, semantic conventions; Elastic Common Schema).
    [{ usr: { id: '48213' } }, 'user-id=48213'],
    [{ 'device.id': uuid, 'os.name': 'Android' }, `device-id=${uuid}`],
    [{ a: { 'user.id': '48213' } }, 'user-id=48213'],
    [{ attributes: [{ key: 'enduser.id', value: { stringValue: '48213' } }] }, 'user-id=48213'],
  ])('%j', (body, found) => expect(find(JSON.stringify(body))).toEqual([`${found} (possible)`]))

  test.each([
    // A model, another object, other people, and a value without a name around it.
    [{ device: { id: 'SM-G991B', model: 'SM-G991B' } }],
    [{ order: { id: uuid } }],
    [{ 'order.id': uuid, 'device.idle': uuid, 'my-device.id.kind': uuid }],
    [{ users: [{ id: 98_765_432 }] }],
    [{ devices: [{ id: uuid }] }],
    [{ id: uuid }],
  ])('%j is none', (body) => expect(find(JSON.stringify(body))).toEqual([]))
})

describe('what an Apple device tells the server that manages it', () => {
  const magic = '2B5E7C1A-9D3F-4E6B-8A10-5C7D9E1F3A2B'
  const token = 'n/J0rQ2kZ3nV5xY7aB1cD4XoHh8ifSTLYjY3g/qeqR8='
  const member = (name: string, type: string, value: string): string =>
    `<key>${name}</key>\n\t<${type}>${value}</${type}>\n\t`
  const checkIn = (...members: readonly string[]): string =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>\n\t${members.join('')}</dict>\n</plist>\n`

  test('is its address at the push service, and the word by which it knows who writes', () => {
    const members = [
      member('MessageType', 'string', 'TokenUpdate'),
      member('Token', 'data', token),
      member('PushMagic', 'string', magic),
      member(
        'UnlockToken',
        'data',
        Buffer.from('a key of many bytes that is none of its').toString('base64'),
      ),
    ]
    for (const order of [members, members.toReversed()])
      expect(find(checkIn(...order), 'text/xml').sort()).toEqual([
        `install-id=${magic} (possible)`,
        `push-token=${token} (probable)`,
      ])
    expect(find(JSON.stringify({ PushMagic: magic, Token: token })).sort()).toEqual([
      `install-id=${magic} (possible)`,
      `push-token=${token} (probable)`,
    ])
  })

  test('is no token elsewhere', () => {
    expect(find(checkIn(member('Token', 'data', token), member('Udid', 'string', 'x')))).toEqual([])
    expect(find(JSON.stringify({ Token: token }))).toEqual([])
  })
})

test('a type tells an identifier as it tells an id', () => {
  expect(find('{"ids":[{"identifier":"8a9278e50793f886","type":"android_vendor_id"}]}')).toEqual([
    'install-id=8a9278e50793f886 (possible)',
  ])
  expect(find('{"ids":[{"identifier":"8a9278e50793f886","type":"android_widget_id"}]}')).toEqual([])
})

describe('an element whose value is an attribute', () => {
  const xml = 'application/xml'
  const form = 'application/x-www-form-urlencoded'
  const one = '<r><imsi value="262023849105762"/></r>'
  test.each([
    ['of an element', one, xml],
    ['in single quotes', "<r><imsi val='262023849105762'/></r>", xml],
    ['behind another attribute', '<r><imsi slot="1" value="262023849105762"/></r>', xml],
    ['of a namespace', '<d:r xmlns:d="urn:x"><d:imsi value="262023849105762"/></d:r>', xml],
    ['in JSON', JSON.stringify({ xml: one }), 'application/json'],
    ['in a form', `xml=${encodeURIComponent(one)}`, form],
    ['in a form with a plus for the blank', `xml=${encodeURIComponent(one).replace('%20', '+')}`, form],
  ])('%s', (_, body, type) => expect(find(body, type)).toEqual(imsi))

  test('it says what each of several is', () => {
    const body =
      '<r><ssid value="Haugen"/><latitude value="60.39283"/><longitude value="5.32115"/><birthDate value="1984-03-17"/></r>'
    expect(find(body, xml)).toEqual([
      'ssid=Haugen (probable)',
      expect.stringMatching(/^location=/),
      expect.stringMatching(/^location=/),
      'birth-date=1984-03-17 (probable)',
    ])
  })

  test.each([
    '<r><imsi name="x" length="262023849105762"/></r>',
    '<r><total value="262023849105762"/></r>',
    '<r><imsi value="15"/><total value="262023849105762"/></r>',
    '<r><ssid><max value="Haugen"/></ssid></r>',
    '<r><imsi><item name="serial_total" value="262023849105762"/></imsi></r>',
  ])('others say nothing: %s', (body) => expect(find(body, xml)).toEqual([]))
})
