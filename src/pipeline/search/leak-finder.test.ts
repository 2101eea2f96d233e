/** Redaction against every written form that the project knows: none may be left. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redactParts } from '../../case/redact/redact-parts.ts'
import type { Finder, KnownValue } from '../../case/redact/redactor.ts'
import { compile } from '../../detect/indicators.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import { times } from '../../../test/support/depth.ts'
import { bundleOf, filesOf, ledgerOf, newKey } from '../../../test/support/make-bundle.ts'
import type { Manifest } from '../../case/manifest.ts'
import { leakFinders } from './leak-finder.ts'

const samples: Readonly<Record<string, string>> = {
  imei: '357184092641738',
  iccid: '89470100739182640533',
  imsi: '242010739182646',
  msisdn: '+4799900137',
  'wifi-mac': '02:00:5e:10:20:2b',
  'android-id': '7c31e9a04bd852f6',
  'advertising-id': '5d0c7e92-84b1-4f36-9a2e-c1f07b3d6845',
  serial: 'B2NGAA8473920561',
  'cell-id': '21004290',
  email: 'ada.lovelace@example.org',
  ssid: 'Fjellheimen 7',
}
const key = newKey()
const act = { at: '2026-01-01T00:00:00Z', act: 'redact', by: 'Ada', version: '0', details: {} }

function known(identifier: string, value: string): KnownValue {
  const type = identifiers.find(({ name }) => name === identifier)
  return { identifier, value, normal: type?.normalise(value) || value }
}

const values = Object.entries(samples).map(([identifier, value]) => known(identifier, value))
const finderOf = async (kept: readonly string[]): Promise<Finder> => {
  const newFinder = await leakFinders(
    new Map(
      values
        .filter(({ identifier }) => !kept.includes(identifier))
        .map(({ identifier, value }) => [identifier, new Set([value])]),
    ),
    new Set(kept),
  )
  return newFinder()
}
const finder = await finderOf([])

/** All spellings of all values, as text. */
const forms: readonly { identifier: string; form: string; text: string }[] = (() => {
  const profile = {
    name: '',
    identifiers: new Map(Object.entries(samples).map(([identifier, value]) => [identifier, [value]])),
    places: [],
  }
  const { long, binary, rare, words } = compile(profile)
  return [...long, ...binary, ...rare.long, ...rare.binary, ...words].map(({ identifier, form, bytes }) => ({
    identifier,
    form,
    text: bytes.toString('latin1'),
  }))
})()

/** A result in which texts stand wherever captured text can stand. */
function scanWith(texts: readonly string[]): Record<string, unknown> {
  const [first = ''] = texts
  return {
    schema: 'varde/scan@1',
    captures: [{ path: `evidence/${'ab'.repeat(32)}.pcap`, sha256: 'ab'.repeat(32), comments: texts }],
    profile: { name: first },
    recipients: [{ id: 'r1', host: first, ambiguity: `before ${first} behind` }],
    observations: values.map(({ identifier, value, normal }, index) => ({
      id: `o${index + 1}`,
      capture: 0,
      identifier,
      value,
      normal,
      masked: 'ab••••',
      reasons: [`the key "${first}" names it`],
      chain: [{ step: 'json', detail: `$.${first}` }],
      exchange: { id: 1, path: `/path?q=${first}` },
    })),
    transmissions: [{ capture: 0, exchange: 1, summary: { path: `/${first}/rest`, host: first } }],
    dismissals: [{ identifier: 'imei', value: '000000000000000', reason: first }],
    localNames: [{ kind: 'host-name', address: '10.0.0.2', masked: 'x', value: `phone-${first}` }],
    anomalies: [{ code: 'x', samples: [{ frame: 1, detail: first }] }],
    coverage: { skipped: { [first]: 1 } },
  }
}

async function redacted(
  texts: readonly string[],
  kept: readonly string[] = [],
): Promise<{ name: string; text: string }[]> {
  const [first = ''] = texts
  const parts = [
    { name: 'case.yaml', content: Buffer.from(`name: ${JSON.stringify(first)}\n`) },
    ledgerOf(first, { name: first, sha256: 'cd'.repeat(32) }, []),
    { name: 'results/0123456789abcdef-0/scan.json', content: Buffer.from(JSON.stringify(scanWith(texts))) },
    { name: 'results/0123456789abcdef-0/evidence.txt', content: Buffer.from(`o1 ${first}\nframe 3\n`) },
  ]
  const [manifest] = filesOf(bundleOf(parts, key, first))
  const { parts: shown } = await redactParts(
    {
      manifest: JSON.parse(Buffer.from(manifest?.content ?? []).toString()) as Manifest,
      texts: new Map(parts.map(({ name, content }) => [name, Buffer.from(content).toString()])),
      frames: new Map(),
    },
    values,
    new Set(kept),
    kept.length === 0 ? finder : await finderOf(kept),
    act,
  )
  return [...shown]
}

const leaks = (parts: readonly { name: string; text: string }[]): string[] =>
  parts.flatMap(({ name, text }) => finder(text).identifiers.map((identifier) => `${identifier} in ${name}`))

/** Seconds of work, and minutes where a machine has other work. */
const searchedMilliseconds = 300_000

describe('a redacted bundle', () => {
  test('shows no value in any written form that the project knows', {
    timeout: searchedMilliseconds,
  }, async () => {
    expect(forms.length).toBeGreaterThan(500)
    // Each form by itself would take minutes: they stand in texts of some hundreds. Many of one kind have the same form
    // (with other signs between, in large letters): in the short form of the test one is there of each, and of a form that
    // many kinds have only that of some of them, of others for each form.
    const ofEach = new Map<string, Map<string, (typeof forms)[number]>>()
    for (const one of forms) {
      const kinds = ofEach.get(one.form) ?? new Map<string, typeof one>()
      ofEach.set(one.form, kinds)
      if (!kinds.has(one.identifier)) kinds.set(one.identifier, one)
    }
    const all = [...ofEach.values()].map((kinds) => [...kinds.values()])
    expect(all.flat().length).toBeGreaterThan(1_000)
    const some = all.flatMap((kinds, index) =>
      kinds.filter((_, nth) => nth % kindsOfForm === index % Math.min(kindsOfForm, kinds.length)),
    )
    expect(new Set(some.map(({ identifier }) => identifier)).size).toBe(values.length)
    const tried = times(0, 1) === 1 ? forms : some
    for (let at = 0; at < tried.length; at += formsAtOnce) {
      const together = tried.slice(at, at + formsAtOnce)
      const parts = await redacted(together.map(({ text }) => text))
      expect(
        leaks(parts),
        together.map(({ identifier, form }) => `${identifier} ${form}`).join('; '),
      ).toEqual([])
    }
  })

  test('shows none behind any text, and says the same each time', {
    timeout: searchedMilliseconds,
  }, async () => {
    const value = fc.constantFrom(...values.map((one) => one.value))
    const written = fc.oneof(
      value,
      value.map((text) => Buffer.from(text).toString('base64')),
      value.map((text) => Buffer.from(`{"id":"${text}"}`).toString('base64url')),
      value.map((text) => Buffer.from(text).toString('hex').toUpperCase()),
      value.map((text) => encodeURIComponent(JSON.stringify({ a: [text] }))),
      value.map((text) => text.toUpperCase()),
      fc
        .tuple(value, fc.constantFrom('md5', 'sha1', 'sha256', 'sha512'), fc.constantFrom('hex', 'base64url'))
        .map(([text, algorithm, form]) => createHash(algorithm).update(text).digest(form)),
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.string(), written, fc.string(), async (before, text, behind) => {
        const parts = await redacted([`${before} ${text} ${behind}`])
        expect(leaks(parts)).toEqual([])
        for (const one of values) for (const part of parts) expect(part.text).not.toContain(one.value)
        if (run++ % times(3, 1) === 0) expect(await redacted([`${before} ${text} ${behind}`])).toEqual(parts)
      }),
      { numRuns: times(6, 15) },
    )
  })

  test('names no digest of the original, and takes no mark from captured text', async () => {
    const parts = await redacted(['⟦imei 7⟧ evidence/'])
    const all = parts.map(({ text }) => text).join('\n')
    expect(all).not.toMatch(/(ab){16}|(cd){16}|0123456789abcdef/)
    expect(all).not.toContain('⟦imei 7⟧')
    expect(all).toContain('evidence/⟦digest 2⟧.pcap')
    expect(parts.map(({ name }) => name)).toContain('results/1/scan.json')
  })

  test('leaves the kinds that are to stay, and what they hide is looked for still', async () => {
    const parts = await redacted([`model of ${samples['imei']}`], ['ssid'])
    const all = parts.map(({ text }) => text).join('\n')
    expect(all).toContain('"value": "Fjellheimen 7"')
    expect(all).toContain('model of ⟦imei 1⟧')
  })
})

test('a short value or an ordinary word is found without a name', async () => {
  const newFinder = await leakFinders(
    new Map([
      ['ssid', new Set(['home'])],
      ['cell-id', new Set(['41377'])],
    ]),
  )
  const find = newFinder()
  expect(find('{"tab":"home"}').identifiers).toEqual(['ssid'])
  expect(find('{"count":41377}').identifiers).toEqual(['cell-id'])
  expect(find('{"tab":"work"}').identifiers).toEqual([])
})

/** Of kinds that have the same form, each third is tried in the short form of the test. */
const kindsOfForm = 3

/** More cost less in all: each text is redacted and searched as a whole. */
const formsAtOnce = 720

test('numbers in groups are found with whatever stands between, and no other numbers', async () => {
  for (const [kind, text] of [
    ['imei', '/a/35718409/2641738/b'],
    ['imei', '357184.092641.738.track.example.com'],
    ['imsi', 'sim_242_01_0739182646'],
    ['wifi-mac', 'ap.0200.5e10.202b.example.net'],
  ] as const) {
    expect(finder(text).identifiers, text).toContain(kind)
    const shown = (await redacted([text])).map((part) => part.text).join('\n')
    expect(shown).not.toContain(text)
  }
  for (const text of [
    '/a/35718409/2641739/b',
    '/a/13571840/92641738/b',
    '35718409 to 2641738',
    'frame 3571, bytes 84 to 92',
    '2019-02-11T05:44:19.339Z',
  ])
    expect(finder(text).identifiers, text).toEqual([])
})

test('a number that repeats itself is not seen in the zeros that every ledger has', async () => {
  const text = `{"details":{},"previous":"${'0'.repeat(64)}","sequence":1}`
  for (const number of ['+4722222222', '+4799999999', '+4741414141', '+4740404040', '+4790909090']) {
    const newFinder = await leakFinders(new Map([['msisdn', new Set([number])]]))
    expect([number, newFinder()(text).identifiers]).toEqual([number, []])
    expect(newFinder()(`{"to":"${number}"}`).identifiers).toContain('msisdn')
  }
})

test('finders of the same values find the same, each from its beginning', async () => {
  let rests = 0
  const newFinder = await leakFinders(new Map([['imei', new Set(['357184092641738'])]]), new Set(), () => {
    rests++
    return Promise.resolve()
  })
  for (const find of [newFinder(), newFinder()]) {
    expect(find('{"a":"MzU3MTg0MDkyNjQxNzM4"}')).toEqual({ identifiers: ['imei'], isAll: true })
    expect(find('{"a":"nothing"}').identifiers).toEqual([])
  }
  expect(rests).toBe(1)
})
