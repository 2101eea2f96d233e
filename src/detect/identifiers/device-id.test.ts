import { expect, test } from 'vitest'
import {
  detect,
  foundIn,
  foundInQuery,
  isWorthDecoding,
  request,
  summary,
} from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)

const uuid = '5722cc3e-5302-4c26-ad01-05b51c985b0d'

test.each([
  { machine_id: 'e2-medium' },
  { hardware_id: 'rev-b2-board' },
  { terminal_id: 'T1-gate-12' },
  { vendorID: 20_803, deviceID: 101_057_024, driverVersion: '512.615.0' },
])('%j may be a type of machines', (value) =>
  expect(foundIn(value)).toEqual([expect.stringMatching(/ \(possible\)$/)]),
)

test.each([
  { products: [{ uniqueId: '3f2a8d1c7b644e0f9a51c2d8e6f01b37', name: 'Sko' }] },
  { widget: { uniqueId: 'w-3f2a8d1c7b644e0f' }, view: { uniqueId: '525679868094d9b2ada50029' } },
  { productUniqueId: '525679868094d9b2ada50029' },
  { dialog: { did: '525679868094d9b2ada50029' }, docs: [{ did: '3f2a8d1c7b644e0f9a51c2d8e6f01b37' }] },
  { cart: { uniqueId: '9f3c1e7ab2045d68', platform: 'android' } },
  { component: { uniqueIdentifier: uuid } },
  { listing_uniqueid: '9f3c1e7ab2045d68' },
])('%j may number wares and parts of a program', (value) => {
  const found = foundIn(value)
  expect(found.length).toBeGreaterThan(0)
  for (const one of found) expect(one).toMatch(/ \(possible\)$/)
})

test.each([
  { items: [{ uniqueId: '9f3c1e7ab2045d68', event: 'open' }] },
  { sections: [{ uniqueId: '9f3c1e7ab2045d68' }] },
  { elements: [{ uniqueId: '9f3c1e7ab2045d68' }] },
])('%j: records of any kind may be called so', (value) =>
  expect(foundIn(value)).toEqual(['device-id=9f3c1e7ab2045d68 (probable)']),
)

test.each([
  ['terminalId=30184726&merchantId=9578527&authCode=041872', 'device-id=30184726 (possible)'],
  ['terminal_no=30184726&rrn=412345678901', 'device-id=30184726 (possible)'],
  ['did=8827163409182&docId=3f2a8d1c7b64', 'device-id=8827163409182 (possible)'],
  // What belies the number of a device belies that of a kind.
  [
    'did=9f1c9a72-6d5b-4e08-9a41-c7b20d8e5f64&docId=1122',
    'device-id=9f1c9a72-6d5b-4e08-9a41-c7b20d8e5f64 (possible)',
  ],
  ['did=9f3c1e7ab2045d68&dialogId=1122', 'device-id=9f3c1e7ab2045d68 (possible)'],
  [
    'did=9f1c9a72-6d5b-4e08-9a41-c7b20d8e5f64&os=14',
    'device-id=9f1c9a72-6d5b-4e08-9a41-c7b20d8e5f64 (probable)',
  ],
  ['terminalId=30184726&os=14', 'device-id=30184726 (probable)'],
  ['did=8827163409182&os=14', 'device-id=8827163409182 (probable)'],
])('%s: what stands beside it counts', (query, found) => expect(foundInQuery(query)).toEqual([found]))

test.each(['9f1c2d3e-board-77', 'android-9f1c2d3e4a5b6c7d', '101057024', 'ab12-cd34-ef56'])(
  '%s tells devices apart',
  (value) => expect(foundIn({ device_id: value })).toEqual([`device-id=${value} (probable)`]),
)

test.each([
  // The number of Apple's chip, in activations and requests for signatures.
  ['UniqueChipID=2849306571024414', ['device-id=2849306571024414 (probable)']],
  ['ApECID=2849306571024414', ['device-id=2849306571024414 (probable)']],
  ['ecid=2849306571024414', ['device-id=2849306571024414 (possible)']],
  ['ecid=0x000A1F2E3C4D5B66', ['device-id=0x000A1F2E3C4D5B66 (possible)']],
  // The number by which Adobe knows an installation of an app is called so, too.
  [
    'ecid=08427163409182553017462910385746201938',
    ['install-id=08427163409182553017462910385746201938 (possible)'],
  ],
  ['ecid=user-campaign-2026-06', []],
  ['mobileId=f5b165224a58b791df6af1d8303e61cd', ['device-id=f5b165224a58b791df6af1d8303e61cd (possible)']],
  ['mobileId=29866778', []],
  [
    'openudid=f5b165224a58b791df6af1d8303e61cd0a1b2c3d',
    ['device-id=f5b165224a58b791df6af1d8303e61cd0a1b2c3d (probable)'],
  ],
  // Names that say of what a UUID or digest is the number.
  [
    'deviceUniqueIdentifier=f5b165224a58b791df6af1d8303e61cd',
    ['device-id=f5b165224a58b791df6af1d8303e61cd (probable)'],
  ],
  [`machineGuid=${uuid}`, [`device-id=${uuid} (probable)`]],
  ['hardware_uuid=SM-G973F', []],
  ['device_hash=home_tab_1', ['device-id=home_tab_1 (possible)']],
  [`uniqueIdentifier=${uuid}`, [`device-id=${uuid} (possible)`]],
  ['uniqueIdentifier=row-12', []],
  ['caid=campaign-2026-06-spring', []],
  ['caid=f5b165224a58b791df6af1d8303e61cd', ['device-id=f5b165224a58b791df6af1d8303e61cd (possible)']],
  ['caid=0x0B00', []],
  ['device_id=7023456789012345678', ['device-id=7023456789012345678 (probable)']],
  // Parts of a page have such names, too.
  ['unique_id=home_tab_1', ['device-id=home_tab_1 (possible)']],
  ['hwid=exynos2100', ['device-id=exynos2100 (possible)']],
  ['deviceId=my-test-device-12', ['device-id=my-test-device-12 (possible)']],
  ['deviceId=kmxqzr7t1', ['device-id=kmxqzr7t1 (probable)']],
  [
    'qimei36=0e9e1d1b7f1f4a0b8a8c1b2d3e4f5a6b0123',
    ['device-id=0e9e1d1b7f1f4a0b8a8c1b2d3e4f5a6b0123 (probable)'],
  ],
  // The model, as Samsung's store asks for updates; types of chips.
  ['deviceId=SM-G973F&mcc=242', []],
  ['device_id=samsung_SM-G973F', []],
  ['deviceId=SM-G973F-17fe2b9a', ['device-id=SM-G973F-17fe2b9a (probable)']],
  ['device_id=0x43050a01', []],
  ['graphicsDeviceID=1124403713', []],
  ['gpu_device_id=1124403713', []],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

const tail = '4F1C9A7E03B2D86510C7F49E8A2B6D3314E0957CBA82F6D1E3479C05A8B1D62F'

test.each([
  `NFANDROID1-PRV-P-L3-SAMSUSM-A546B-18218-${tail}`,
  `NFAPPL-02-IPHONE14=3-${tail}`,
  `NFCDCH-02-${tail.slice(0, 30)}`,
])('%s is how Netflix knows a device, whatever it goes by', (id) => {
  expect(foundIn({ esn: id })).toEqual([`device-id=${id} (probable)`])
  expect(foundIn({ sender: id })).toEqual([`device-id=${id} (probable)`])
  const input = request(`/x?e=${encodeURIComponent(id)}`, [`X-Netflix.esn: ${id}`])
  expect(isWorthDecoding(blind, input)).toBe(true)
  expect([...new Set(summary(detect(blind, input)))]).toEqual([`device-id=${id} (probable)`])
  const message = Buffer.concat([Buffer.from([10, id.length]), Buffer.from(id), Buffer.from([16, 1])])
  expect(isWorthDecoding(blind, request('/x', [], message))).toBe(true)
  expect(summary(detect(blind, request('/x', [], message)))).toEqual([`device-id=${id} (probable)`])
})

test.each([
  `NFT-01-${tail}`,
  `NFANDROID1-PRV-P-${tail.slice(0, 20)}`,
  `NFANDROID1-PRV-P-${tail.toLowerCase()}`,
  `CONFAPPL-02-${tail}`,
  `NFAPPL-02-THE-QUICK-BROWN-FOX-JUMPSOVERTHELAZYDOGANDRUNSAWAY`,
])('%s is none', (text) => expect(foundIn({ sender: text })).toEqual([]))

test.each([
  '{\n  "crashReporterKey" : "76f2fb60060d6a7f814973377cbdc866fffd521f",\n  "incident" : "7C9E6679-7425-40DE-944B-E07FC1F90AE7"\n}',
  'Incident Identifier: 6156848E-344E-4D9E-84E0-87AFD0D0AE7B\nCrashReporter Key:   76f2fb60060d6a7f814973377cbdc866fffd521f\nHardware Model:      iPhone8,1\n',
])('%s: a report of a crash tells which device it is of', (body) =>
  expect(foundIn(body)).toContain('device-id=76f2fb60060d6a7f814973377cbdc866fffd521f (probable)'),
)

test('numbers by which operators tell sites the subscriber', () => {
  const under = (field: string): string[] => {
    const input = request('/', [field])
    const detector = new Detector(null)
    return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
  }
  for (const [name, value] of [
    ['X-DCMGUID', '0A7bQ2x'],
    ['X-Up-Subno', '05001012345678_ve.ezweb.ne.jp'],
    ['X-JPHONE-UID', 'a1BcD2eF3gH4iJ5k'],
    ['X-EM-UID', 'u1a2b3c4d5'],
  ])
    expect(under(`${name}: ${value}`)).toEqual([`device-id=${value} (probable)`])
  // What stands there where there is none, and other names with as few characters.
  for (const field of [
    'X-DCMGUID: unknown',
    'X-DCMGUID: 1234567',
    'X-DCMGUID: 0A7bQ2',
    'X-Device-Id: 0A7bQ2x',
    'X-UIDH: 0A7bQ2x',
  ])
    expect(under(field)).toEqual([])
})

const made = '65e1f0a27b3c4d5e6f70819265e1f0a2'

test.each(['browser_fingerprint', 'clientFingerprint', 'hwFingerprint', 'fingerprintHash', 'devicePrint'])(
  '%s is made of all that a browser or a phone says of itself',
  (name) => expect(foundIn({ [name]: made })).toEqual([`device-id=${made} (probable)`]),
)

test.each([
  // Of certificates, of builds, and of what was measured.
  { clientFingerprint: 'A1:B2:C3:D4:E5:F6:07:18:29:3A:4B:5C:6D:7E:8F:90:A1:B2:C3:D4' },
  { fingerprint: made },
  { certFingerprint: made },
  { machineFingerprint: 'google/redfin/redfin:13/TQ3A' },
  { browserFingerprint: 'chrome-120' },
])('%j is no fingerprint of a phone', (body) => expect(foundIn(body)).toEqual([]))

test('the number of a secure element is that of its chip', () => {
  const element = '044A7C1DE04B92F64A838F2B0C71D9E3A46565E1F0A27B3C'
  for (const name of ['SEID', 'secureElementId'])
    expect(foundIn({ [name]: element })).toEqual([`device-id=${element} (probable)`])
  for (const seid of ['session-48271936', '48271936', 'eSE1', made]) expect(foundIn({ seid })).toEqual([])
})
