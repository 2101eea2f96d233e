import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { detect, request, summary } from '../../test/support/decoded-tree.ts'
import { exampleOfEach, parseAdapter } from '../../tools/adapters.ts'
import { adapters } from './adapters.gen.ts'
import { Detector } from './detector.ts'
import { isAdapterHost } from './adapter-type.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const examples = exampleOfEach(root)
const blind = new Detector(null)

describe('each adapter finds in its example what it says', () => {
  test.each(examples)('%s', (id, example) => {
    expect(isAdapterHost(example.host)).toBe(true)
    const input = request(example.target, example.headers, Buffer.from(example.bodyBase64, 'base64'))
    const result = detect(blind, input, { host: example.host })
    const found = result.detections.filter(({ by, reasons }) => by === `adapter:${id}` || reasons.length > 0)
    const kinds = new Set(found.map(({ identifier }) => identifier))
    for (const kind of example.finds) expect(kinds, kind).toContain(kind)
    expect(result.families.map(({ family }) => family)).toContain(id)
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

  test('a value and its placeholder are told apart', () => {
    const input = request('/session', [], 'gps_adid=00000000-0000-0000-0000-000000000000')
    const { detections, dismissals } = detect(blind, input, { host: 'app.adjust.com' })
    expect(detections).toEqual([])
    expect(dismissals.length).toBeGreaterThan(0)
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
    ['no fields', sound.replace(/fields.*\n/, ''), 'an adapter has fields'],
    ['an unknown basis', sound.replace('basis: read', 'basis: guessed'), 'basis must be one of'],
    ['a host that is none', sound.replace('a.example]', '"http://a"]'), 'is not of its form'],
  ])('%s', (_what, yaml, message) => {
    expect(() => parseAdapter('a-b.yaml', yaml, ['imei'])).toThrow(message)
  })
})
