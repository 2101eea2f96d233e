import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { detect, foundIn, request } from '../../test/support/decoded-tree.ts'
import { processorTime } from '../../test/support/processor-time.ts'
import { Detector } from './detector.ts'

const imsi = '242017234567890'
const androidId = '9f2c4b7d1e6a8035'

describe('names and values in text are told from each other by', () => {
  const both = [`android-id=${androidId} (probable)`, `imsi=${imsi} (probable)`]
  test.each([
    [
      'an arrow, as PHP prints a list',
      `Array\n(\n    [imsi] => ${imsi}\n    [android_id] => ${androidId}\n)\n`,
    ],
    ['an arrow, as Ruby does', `{"imsi"=>"${imsi}", :android_id=>"${androidId}"}`],
    ['an arrow on each line', `imsi => ${imsi}\nandroid_id => ${androidId}\n`],
    ['an arrow of a hyphen', `imsi -> ${imsi}\nandroid_id --> ${androidId}\n`],
    ['an arrow of a hyphen without blanks', `imsi->${imsi};android_id->${androidId}`],
    ['an arrow as one character', `imsi → ${imsi}\nandroid_id → ${androidId}\n`],
    ['an arrow as one character without blanks', `imsi→${imsi}|android_id→${androidId}`],
    ...['^', '~', '#', '$', '!', '*'].map((sign): [string, string] => [
      `${sign} between them`,
      `imsi=${imsi}${sign}android_id=${androidId}${sign}os=13`,
    ]),
    ['a repr of Python', `{'imsi': u'${imsi}', 'android_id': b'${androidId}', 'at': (1, 2)}`],
    [
      'a dump of PHP',
      `array(2) {\n  ["imsi"]=>\n  string(15) "${imsi}"\n  ["android_id"]=>\n  string(16) "${androidId}"\n}\n`,
    ],
    ['an old property list', `{\n    imsi = "${imsi}";\n    "android_id" = ${androidId};\n}\n`],
    ['the text form of Protocol Buffers', `d {\n  imsi: "${imsi}"\n  android_id: 0x${androidId}\n}\n`],
    ['two colons', `imsi::${imsi}||android_id::${androidId}||os::13`],
    ['a tab', `IMSI\t${imsi}\nAndroid ID\t${androidId}\nModel\tTA-1046\n`],
    [
      'a tab in JSON in JSON',
      JSON.stringify({
        a: JSON.stringify({ b: `IMSI\t${imsi}\nAndroid ID\t${androidId}\nModel\tTA-1046\n` }),
      }),
    ],
    ['emphasis', `report\n*IMSI:* \`${imsi}\`\n*Android ID:* \`${androidId}\``],
    ['emphasis of the name alone', `**IMSI**: ${imsi}\n**Android ID**: ${androidId}`],
    [
      'emphasis of a cited name',
      JSON.stringify({ text: `\`imsi\`: \`${imsi}\`, \`android_id\` = ${androidId}` }),
    ],
    [
      'an arrow in a form, whose blanks are plus signs',
      new URLSearchParams({
        log: `Array\n(\n    [imsi] => ${imsi}\n    [android_id] => ${androidId}\n)\n`,
      }).toString(),
    ],
    [
      'an assignment in a form',
      new URLSearchParams({ log: `imsi = ${imsi}, android_id = ${androidId}` }).toString(),
    ],
    [
      'elements',
      JSON.stringify({
        chat_id: 1,
        text: `New!\nAndroid ID: <code>${androidId}</code>\nIMSI: <b>${imsi}</b>\n`,
      }),
    ],
    [
      'elements in the text of XML',
      `<r><m>Android ID: &lt;code&gt;${androidId}&lt;/code&gt; IMSI: &lt;b>${imsi}&lt;/b></m></r>`,
    ],
    [
      'elements behind pictures',
      JSON.stringify({ text: `📱 Android ID: <code>${androidId}</code>\n📶 IMSI: <code>${imsi}</code>\n` }),
    ],
    ['control characters', `imsi\x01${imsi}\x02android_id\x01${androidId}\x02os\x0113`],
    ['zeros', `imsi\0${imsi}\0android_id\0${androidId}\0os\x0013\0`],
    [
      'lengths',
      Buffer.from(`\0\x04imsi\0\x0f${imsi}\0\x0aandroid_id\0\x10${androidId}\0\x02os\0\x0213`, 'latin1'),
    ],
    [
      'the marks of a pickle',
      Buffer.from(
        `\x80\x04\x95\x44\0\0\0\0\0\0\0}\x94(\x8c\x04imsi\x94\x8c\x0f${imsi}\x94\x8c\x0aandroid_id\x94\x8c\x10${androidId}\x94u.`,
        'latin1',
      ),
    ],
  ])('%s', (_, body) => expect(foundIn(body)).toEqual(both))

  const lines = `note\nAndroid ID: ${androidId}\nb`
  test.each([
    `log=${encodeURIComponent(lines)}`,
    `log=${encodeURIComponent(encodeURIComponent(lines))}`,
    new URLSearchParams({ log: lines }).toString(),
    JSON.stringify({ log: lines.replace('Android ID', 'android id') }),
    `log=${encodeURIComponent(`{Android ID: ${androidId}}`)}`,
  ])('words of a name behind an escape: %s', (body) =>
    expect(foundIn(body)).toEqual([`android-id=${androidId} (probable)`]),
  )

  test.each(['**Phone number**: +4791638274', '`phone` is x, `Phone number`: `+4791638274`'])(
    'a name whose last word alone says little: %s',
    (body) => expect(foundIn(body)).toEqual(['msisdn=+4791638274 (probable)']),
  )

  test('a number as it is dialled from abroad, which in a URI is of whoever is called', () => {
    expect(foundIn(`{"note":"call tel:+4791638274 now, or Phone: +4791638275"}`)).toEqual([
      'msisdn=+4791638274 (possible)',
      'msisdn=+4791638275 (probable)',
    ])
  })
})

test.each([
  ['a table with a head', 'imsi\tmodel\tos\nno\tTA-1046\t13\n'],
  ['prose', `the Order ID: ${androidId} of tel: 12345678 and phone 91638274`],
  ['words that name something else', `Session ID: ${androidId}\nTrace ID\t${androidId}\n`],
  ['prose with emphasis', 'The **IMSI** is secret; the `android_id` is not: see *MAC address* below.'],
  ['code', 'char *imsi* = 0; imsi+=1; q=imsi+android_id&lat*lon=59.9139'],
  ['a comparison', 'imsi == other && mac >= 12 && lat=>x'],
  ['an element of a page', `<b>IMSI</b><code>${androidId}</code>`],
])('nothing is told of %s', (_, body) => expect(foundIn(body)).toEqual([]))

test.each([
  JSON.stringify({ imsi: `Optional("${imsi}")` }),
  `d=${encodeURIComponent(JSON.stringify({ imsi: `Optional(${imsi})` }))}`,
])('a value that Swift says may be missing is looked at: %s', (body) =>
  expect(foundIn(body)).toEqual([`imsi=${imsi} (probable)`]),
)

test('so is one of any kind, and what is printed around it is not part of it', () => {
  const optional = {
    serialNumber: 'Optional("H7K2MX93QL")',
    udid: 'Optional("00008110-000A5C2E1A31801E")',
    ssid: 'Optional("Bergs nett 5G")',
    lat: 'Optional(59.913934)',
    lon: 'Optional(10.752245)',
  }
  expect(foundIn(JSON.stringify(optional))).toEqual([
    'device-id=00008110-000A5C2E1A31801E (probable)',
    'location=59.913934,10.752245 (probable)',
    'location=59.913934,10.752245 (probable)',
    'serial=H7K2MX93QL (possible)',
    'ssid=Bergs nett 5G (probable)',
  ])
})

test('a UUID as Objective-C prints it', () => {
  const uuid = 'A41E59A5-C7C6-470F-88ED-48130BD85D1F'
  const printed = `<__NSConcreteUUID 0x6000006374a0> ${uuid}`
  expect(foundIn(JSON.stringify({ deviceId: printed }))).toEqual([`device-id=${uuid} (probable)`])
  expect(foundIn(`idfa=${encodeURIComponent(printed)}`)).toEqual([
    `advertising-id=${uuid.toLowerCase()} (probable)`,
  ])
})

test('a body that is nothing but the URN of a phone', () => {
  expect(foundIn('urn:gsma:imei:35209900-176148-0')).toEqual(['imei=352099001761481 (possible)'])
})

test('a table whose names have blanks', () => {
  expect(
    foundIn(
      'Name,Mobile Phone,Android ID\r\nOla Nord,+47 917 38 205,9f2c4b7d1e6a8035\r\n"Li, Mette","+4741738206",\r\n',
    ),
  ).toEqual([
    'android-id=9f2c4b7d1e6a8035 (probable)',
    'msisdn=+4741738206 (probable)',
    'msisdn=+4791738205 (probable)',
  ])
  expect(
    foundIn('Name,Phone 1 - Type,Phone 1 - Value,E-mail 1 - Value\nOla,Mobile,+4791738205,ola@post.no\n'),
  ).toEqual(['email=ola@post.no (probable)', 'msisdn=+4791738205 (probable)'])
  expect(foundIn('Dear Sir, I have a phone, and\nthe 12345, 917 of them, were red\n')).toEqual([])
})

describe('a value that is the name of a member', () => {
  const imei = '352099001761481'
  const cbor = Buffer.concat([Buffer.from([0xa1, 0x78, 0x0f]), Buffer.from(imei), Buffer.from([1])])
  const pack = Buffer.concat([
    Buffer.from([0x81, 0xaf]),
    Buffer.from(imei),
    Buffer.from([0xa5]),
    Buffer.from('hello'),
  ])
  test.each([
    ['of JSON', JSON.stringify({ [imei]: { online: true } })],
    ['of JSON, under a name', JSON.stringify({ imei: { [imei]: { online: true } } })],
    ['of a form', `${imei}=1&x=2`],
    ['of words', `${imei}=1 x=2 y=3`],
    ['of lines', `app.boot.${imei}: 1\nx: 2\n`],
    ['of parameters', `${imei}=1; x=2`],
    ['of PHP', `a:1:{s:15:"${imei}";i:1;}`],
    ['of CBOR', cbor],
    ['of MessagePack', pack],
  ])('%s', (where, body) => {
    expect(foundIn(body)).toEqual([`imei=${imei} (${where.endsWith('a name') ? 'probable' : 'possible'})`])
  })
  test('of radios that are heard', () => {
    expect(foundIn(JSON.stringify({ wifi: { 'e8:fc:af:51:3b:9e': -50, 'a4:91:b1:02:77:1d': -71 } }))).toEqual(
      ['bssid=a491b102771d (possible)', 'bssid=e8fcaf513b9e (possible)'],
    )
  })
  test('names that are none', () => {
    expect(
      foundIn(
        JSON.stringify({
          c41f9be07d2a6358: 1,
          '2026-11-28T05:44:51': 2,
          'bundle@2x.png': 3,
          '7d2f41ce-93b0-4e5a-8c67-1fb2ea904d36': 4,
          '1234567890123': 5,
          imei: '',
        }),
      ),
    ).toEqual([])
  })
})

test.each([
  [
    'rows of a provider',
    'Row: 0 _id=1, address=+4791738205, body=hi, you, date=17\nRow: 1 _id=2, address=+4791738206, body=x\n',
    ['msisdn=+4791738205 (possible)', 'msisdn=+4791738206 (possible)'],
  ],
  ['a row of them', 'Row: 0 _id=1, number=+4791738205, duration=12\n', ['msisdn=+4791738205 (possible)']],
  [
    'a name in quotes that are escaped',
    '<map><string name="SSID">&quot;Hjemme&quot;</string></map>',
    ['ssid=Hjemme (probable)'],
  ],
  [
    'a scan of iw',
    'BSS e8:fc:af:51:3b:9e(on wlan0)\n\tsignal: -50.00 dBm\n',
    ['bssid=e8fcaf513b9e (possible)'],
  ],
  [
    'a scan of wpa_cli',
    'e8:fc:af:51:3b:9e\t5180\t-50\t[WPA2-PSK-CCMP][ESS]\tHjemme\n',
    ['bssid=e8fcaf513b9e (possible)', 'ssid=Hjemme (probable)'],
  ],
  [
    'a place as iOS describes it',
    'location <+60.39126300,-5.32205400> +/- 12.00m (speed 0.00 mps / course -1.00)',
    ['location=60.391263,-5.322054 (probable)'],
  ],
  [
    'a row of a page',
    `<table><tr><th>IMSI</th><td>${imsi}</td></tr><tr><th>Android ID</th><td>${androidId}</td></tr></table>`,
    [`android-id=${androidId} (probable)`, `imsi=${imsi} (probable)`],
  ],
  [
    'a row of a page under its head',
    `<table><tr><th>n</th><th>Android ID</th></tr><tr><td>${androidId}</td><td>1</td></tr></table>`,
    [],
  ],
])('%s', (_, body, wanted) => {
  expect(foundIn(body)).toEqual(wanted)
})

test('the column of each value of one long row costs no walk over all of it', () => {
  const table = `imei,device id,x\n${'352099001761481,'.repeat(25_000)}`
  const begin = processorTime()
  foundIn(table)
  expect(processorTime() - begin).toBeLessThan(3_000)
})

describe('text beside an encoded run', () => {
  const inner = JSON.stringify({ iccid: '89470100739182640533', x: 1 })
  const run = Buffer.from(inner).toString('base64')
  const iccid = 'iccid=89470100739182640533 (probable)'
  const framed = (text: string): Buffer => {
    const head = Buffer.from([0x51, 0, 0, 0, 0])
    head.writeUInt32BE(text.length + 5, 1)
    return Buffer.concat([head, Buffer.from(`${text}\0`)])
  }
  test.each([
    ['on a line', `sent imsi ${imsi}, data ${run}.`],
    ['in hex', `sent imsi ${imsi}, data ${Buffer.from(inner).toString('hex')}.`],
    ['on one of several lines', `hello\nimsi=${imsi} data ${run}\nbye`],
    ['in a member of JSON on one of several lines', `NICK a\r\nMSG #b :{"imsi":"${imsi}","d":"${run}"}\r\n`],
    [
      'in a statement of SQL behind its length',
      framed(`insert into t values('{"imsi":"${imsi}","d":"${run}"}')`),
    ],
  ])('%s', (_, body) => {
    expect(foundIn(body)).toEqual([iccid, `imsi=${imsi} (probable)`])
  })

  test('behind compressed bytes', () => {
    const envelopes = [gzipSync(inner), Buffer.from(JSON.stringify({ imsi })), Buffer.from('{}')].map(
      (content) => {
        const head = Buffer.alloc(5)
        head.writeUInt32BE(content.length, 1)
        return Buffer.concat([head, content])
      },
    )
    expect(foundIn(Buffer.concat(envelopes))).toEqual([iccid, `imsi=${imsi} (probable)`])
  })

  test('names belong to no value on the other side of it, and what it is written with is none', () => {
    expect(foundIn(`sent android_id ${run}, ${androidId}, ok`)).toEqual([iccid])
    expect(foundIn(`sent imsi ${run}, ${imsi}, ok`)).toEqual([iccid])
    const digits = Buffer.from(JSON.stringify({ iccid: '89470100739182640533', x: 1 })).toString('hex')
    expect(foundIn(`sent imsi ${digits}, ok`)).toEqual([iccid])
  })
})

test('what a mask leaves of a password, with the next name behind it, is none', () => {
  const blind = new Detector(null)
  const sent = request('/x', [], 'user=kari password=******** phone= app=x')
  expect(detect(blind, sent).detections.map(({ identifier }) => identifier)).not.toContain(
    'account-credential',
  )
})

test.each([
  ['a line', 'mac a4:50:46:3b:91:7e at 101530\n', ['a450463b917e']],
  ['two', 'wlan0 mac a4:50:46:3b:91:7e\nwlan1 mac a4:50:46:3b:91:80 up\n', ['a450463b917e', 'a450463b9180']],
])('the address of a radio behind words on %s', (_what, text, addresses) => {
  expect(foundIn(text)).toEqual(addresses.map((address) => `wifi-mac=${address} (possible)`))
})

test.each(['and', 'an', 'a'])('a word of a sentence makes no name of an id behind it: %s', (word) => {
  expect(foundIn(`10:00 W AndManager: show her too can ${word} id=${androidId} took 3ms`)).toEqual([])
  expect(foundIn(`${word} id: ${androidId}\n${word} id: 8e1b3a6c5d097f24\n`)).toEqual([])
})

describe('a log tells what a phone prints of itself', () => {
  const log = '03-04 05:06:00.001  1000  1001 I boot    : progress=done\n'
  const serial = 'R58N32KXT7P'
  const printed = `serial=${serial} (possible)`

  test.each<[string, string, readonly string[]]>([
    ['properties', `ro.serialno=${serial}\nro.boot.serialno=${serial}`, [printed, printed]],
    ['a serial number of a chip', 'ro.serialno=0a388e93', ['serial=0a388e93 (possible)']],
    ['what starts the kernel', `Command line: console=null androidboot.serialno=${serial} x=1`, [printed]],
    ['a property list', `    | |   "IOPlatformSerialNumber" = "${serial}"`, [printed]],
    ['a short name with the phone beside it', `model:M2007J20CG;sn:${serial}`, [printed]],
    [
      'a report of a crash',
      'CrashReporter Key:   f3a1c7be2d44058a1b2c3d4e5f60718293a4b5c6',
      ['device-id=f3a1c7be2d44058a1b2c3d4e5f60718293a4b5c6 (probable)'],
    ],
    ['a number in groups', 'PhoneNumber: +47 990 13 774', ['msisdn=+4799013774 (probable)']],
    ['a number of its own', 'modem: own number: +4799013774; slot 0', ['msisdn=+4799013774 (probable)']],
    [
      'a subscription',
      '[SubscriptionInfoInternal: id=1 iccId=89470100739182640533 displayName=Telenor number=+4799013774 mcc=242]',
      ['iccid=89470100739182640533 (probable)', 'msisdn=+4799013774 (probable)'],
    ],
    [
      'settings',
      `_id:21 name:android_id pkg:android value:${androidId} default:${androidId} defaultSystemSet:true`,
      [`android-id=${androidId} (probable)`],
    ],
    [
      'settings in a file of their own',
      `  <setting id="21" name="android_id" value="${androidId}" package="android" defaultValue="${androidId}" />`,
      [`android-id=${androidId} (probable)`],
    ],
    [
      'preferences of a program',
      '    <long name="gsf_id" value="4640521906387983745" />',
      ['gsf-id=406672165aac9d81 (probable)'],
    ],
    [
      'rows of a provider',
      `Row: 21 _id=21, name=android_id, value=${androidId}`,
      [`android-id=${androidId} (probable)`],
    ],
  ])('%s', (_, text, expected) => {
    expect(foundIn(`${log.repeat(9)}${text}\n${log.repeat(9)}`)).toEqual(expected)
    expect(foundIn({ log: `${log}${text}\n${log.repeat(3)}` })).toEqual(expected)
  })

  test.each([
    `Certificate: Issuer: CN=x Serial Number=${serial}`,
    'battery serial number=BT12345678AB',
    'new serial=DRIVER thread, reply_serial=34, serial=12',
    `No. SN: ${serial} of the form`,
    `function f(serial=${serial}) {}`,
    'Device ID: 5\nMachine ID: n/a\nSIM: absent\nSerial Number : unknown\nphone number: none\nphone: 12345',
    'Session ID: 5b1e3d6f8a0c4e2b9d7f1a3c5e7b9d0f\nBuildId=9f3a1c7be2d440580011223344556677',
    '_id:9 name:last_id value:9f3a1c7be2d44058\n_id:3 name:user_setup_complete value:1',
    '[ro.boot.hwid]: [MT6853V/NZA]\n[ro.boot.hwid]: [SM8350-AC]',
    'call number=+4799013774 state=RINGING',
    '<setting id="3" name="last_id" value="9f3a1c7be2d44058" />\n<long name="last_time" value="4640521906387983745" />',
    '<string name="wifi_ssid">Name of the network</string>\n<string name="SSID">Network</string>',
    '<item name="android_id" kind="value" value="9f3a1c7be2d44058" />',
    'uniqueID = rfc5280.UniqueIdentifier',
  ])('nothing is told by %j', (text) => {
    expect(foundIn(`${log.repeat(9)}${text}\n${log.repeat(9)}`)).toEqual([])
  })
})
