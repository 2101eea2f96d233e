import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import type { Observation } from '../../assess/types.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { mask } from './mask.ts'
import { Masker } from './masker.ts'
import type { WrittenValue } from './masker.ts'
import { printable, printableJson } from '../writing/printable.ts'

function observed(value: string, ...steps: readonly string[]): Observation {
  const chain = steps.map((step) => ({ step, detail: '' }))
  return { value, normal: value, chain, writtenAs: '' } as unknown as Observation
}

function masker(observations: readonly Observation[], isRevealed = false): Masker {
  return new Masker({ observations, profile: null } as unknown as ScanResult, isRevealed)
}

const imei = '356938035643809'
const mac = '00:00:5E:00:53:1A'

describe('a value that names the phone', () => {
  test('is hidden in any text, in any case, and percent-encoded', () => {
    const { hide } = bound(masker([observed(imei), observed(mac)]))
    expect(hide(`${imei}.example.com`)).toBe('35•••••••••••09.example.com')
    expect(hide(`a${imei}${imei}b`)).toBe('a35•••••••••••0935•••••••••••09b')
    expect(hide('/m/00:00:5e:00:53:1a')).toBe('/m/00•••••••••••••1a')
    for (const written of ['00%3A00%3A5E%3A00%3A53%3A1A', '00%3a00%3a5e%3a00%3a53%3a1a']) {
      expect(hide(`/m/${written}/x`)).toMatch(/^\/m\/00•+1[aA]\/x$/)
    }
  })

  test('is hidden in groups, and in forms that are turned back by hand', () => {
    const { hide } = bound(masker([observed(imei), { ...observed('+4799900137'), identifier: 'msisdn' }]))
    const forms = [
      '35-693803-564380-9',
      '3569 3803 5643 809',
      '3569%203803%205643%20809',
      '3569%2D38035643809',
      '908346530839653',
      '53968330653408f9',
      'MzU2OTM4MDM1NjQzODA5',
      'MzU2OTM4MDM1NjQzODA5==',
      Buffer.from(imei).toString('hex').toUpperCase(),
      '%33%35%36%39%33%38%30%33%35%36%34%33%38%30%39',
      '4799900137',
      '999 00 137',
    ]
    for (const form of forms) {
      const shown = hide(`/v1/${form}/x`)
      expect([form, shown]).toEqual([form, expect.stringMatching(/^\/v1\/.{0,3}•{4,}.{0,4}\/x$/)])
    }
  })

  test('does not hide what only resembles it', () => {
    const { hide } = bound(masker([observed(imei)]))
    for (const text of [
      '',
      '356',
      '35693803564380',
      'www.example.com',
      '3569 3803564380',
      '3569%00 38035643809',
    ])
      expect(hide(text)).toBe(text)
  })

  test('the longest of several values that begin alike is hidden whole', () => {
    const { hide } = bound(masker([observed(imei), observed(`${imei}55`)]))
    expect(hide(`x ${imei}55 y`)).toBe('x 35•••••••••••••55 y')
  })

  test('stays in no text, wherever it stands in it', () => {
    const value = fc.stringMatching(/^[a-f]{0,6}[0-9][a-z0-9:.]{8,20}$/)
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        const hidden = masker([observed(secret)]).hide(before + secret + after)
        return !hidden.includes(secret) && hidden.length === (before + secret + after).length
      }),
    )
  })
})

describe('a value that is also a word', () => {
  test('is hidden everywhere where it was found in a name', () => {
    const network = {
      ...observed('Nordmann-Hjemme'),
      chain: [
        { step: 'head', detail: '' },
        { step: 'header', detail: 'Host' },
      ],
    }
    const facts = { profile: null, recipients: [{ host: 'nordmann-hjemme.a.example' }] }
    const { hide } = bound(new Masker({ ...facts, observations: [network] }, false))
    expect(hide('the list of organisations does not have nordmann-hjemme.a.example')).toBe(
      'the list of organisations does not have no•••••••••••me.a.example',
    )
    const elsewhere = bound(
      new Masker({ ...facts, observations: [observed('Nordmann-Hjemme', 'body', 'form')] }, false),
    )
    expect(elsewhere.hide('nordmann-hjemme.a.example')).toBe('nordmann-hjemme.a.example')
  })

  test('is hidden in names that people gave where it is several words of the profile, and in nothing else', () => {
    const identifiers = new Map([
      ['person-name', ['Mia Brandt', 'Jürgen Groß']],
      ['ssid', ['Zuhause', 'China Telecom']],
    ])
    const names = new Masker({ observations: [], profile: { identifiers } }, false)
    const hide = (name: string): string => names.hideName(name)
    expect(names.hide('To: China Telecom Group')).toBe('To: China Telecom Group')
    expect(hide('profile “tablet of Mia Brandt”')).toBe('profile “tablet of Mi•••••••t”')
    expect(hide('MiaBrandt.pcapng, mia%20brandt')).toBe('Mi••••••t.pcapng, mi••••••••dt')
    expect(hide('Jürgen Groß.pcapng')).not.toContain('Groß')
    expect(hide('Mia in the Zuhause of Brandt')).toBe('Mia in the Zuhause of Brandt')
    expect(masker([observed('Mia Brandt')]).hideName('Mia Brandt')).toBe('Mia Brandt')
  })

  test('is hidden in its own exchange and left elsewhere', () => {
    const network = observed('home')
    const { hide } = bound(masker([network]))
    expect(hide('/at/home', [network])).toBe('/at/••••')
    expect(hide('home.example.com')).toBe('home.example.com')
  })
})

test('a path in which an identifier is encoded shows no long segment', () => {
  const own = [observed(imei, 'head', 'target', 'path', 'base64', 'json')]
  const encoded = Buffer.from(`{"imei":"${imei}"}`).toString('base64url')
  // Not even its ends: two of a digest at each side leave one IMEI of those that the mask of the number leaves.
  expect(masker(own).hidePath(`/v1/${encoded}/end`, own)).toBe(`/v1/${'•'.repeat(encoded.length)}/end`)
  const digested = [{ ...observed(imei, 'head', 'target', 'path'), writtenAs: 'MD5 in hex' }]
  expect(masker(digested).hidePath(`/p/${'ab'.repeat(16)}`, digested)).toBe(`/p/${'•'.repeat(32)}`)
  const plain = [observed(imei, 'body', 'json')]
  expect(masker(plain).hidePath('/a-long-but-honest-segment', plain)).toBe('/a-long-but-honest-segment')
})

describe('a name that has an identifier in it, encoded or digested,', () => {
  const digest = '70cb5b4c841029d2fbc9ddfa813ab236'
  const hidden = '•'.repeat(digest.length)
  const hide = (observations: readonly object[]): ((text: string) => string) => {
    const facts = {
      observations: observations as readonly WrittenValue[],
      profile: null,
      recipients: [{ host: `${digest}.a.example` }, { host: 'd111111abcdef8.cdn.example' }],
      dnsNames: [`x-${digest.toUpperCase()}.d.example`],
      hellos: [{ sni: `${'3335'.repeat(8)}.s.example` }],
    }
    return bound(new Masker(facts, false)).hide
  }
  const seen = (writtenAs: string, ...steps: readonly (readonly [string, string])[]): object => ({
    ...observed(imei),
    writtenAs,
    chain: steps.map(([step, detail]) => ({ step, detail })),
  })

  test.each([
    ['a Host', seen('MD5 in hex', ['head', ''], ['header', 'Host'])],
    ['an :authority', seen('', ['head', ''], ['header', ':authority'], ['hex', ''])],
    ['a hello or a question', seen('MD5 in hex', ['body', ''])],
  ])('is hidden whole where it was found in %s', (_, observation) => {
    const text = hide([observation])
    expect(text(`${digest}.a.example`)).toBe(`${hidden}.a.example`)
    expect(text(`sent to X-${digest.toUpperCase()}.d.example:`)).toBe(`sent to X-${hidden}.d.example:`)
    expect(text(`${'3335'.repeat(8)}.s.example`)).toBe(`${hidden}.s.example`)
    expect(text('d111111abcdef8.cdn.example')).toBe('d111111abcdef8.cdn.example')
  })

  test.each([
    ['a value as it is', seen('', ['head', ''], ['header', 'Host'])],
    ['another header', seen('MD5 in hex', ['head', ''], ['header', 'X-Device'])],
    ['a field of a body', seen('MD5 in hex', ['body', ''], ['json', '$.id'])],
  ])('is shown where it was found in %s', (_, observation) => {
    expect(hide([observation])(`${digest}.a.example`)).toBe(`${digest}.a.example`)
  })
})

test.each([
  ['json', '$.contacts["+4791738205"].name', '$.contacts["+4••••••••5"].name'],
  ['json', '$.sims["242010123456789"][12].n', '$.sims["24•••••••••••89"][12].n'],
  ['json', '$.radios["3c5ab410209e"].n', '$.radios["3c••••••••9e"].n'],
  ['sqlite', 'phones[352099001761481].model', 'phones[35•••••••••••81].model'],
  ['form', 'name of +4791738205', 'name of +4••••••••5'],
  ['words', 'kari@post.example', 'ka•••••••••••••le'],
  ['json', '$["first name"].version_2026112801', '$["first name"].version_2026112801'],
  ['xor', 'key 9f2c4b7d1e6a8035', 'key 9f2c4b7d1e6a8035'],
])('names in a chain that may be values are hidden, recognised or not: %s %s', (step, detail, wanted) => {
  expect(masker([], false).hideChain({ chain: [{ step, detail }], writtenAs: '' }, [])).toEqual([
    { step, detail: wanted },
  ])
  expect(masker([], true).hideChain({ chain: [{ step, detail }], writtenAs: '' }, [])).toEqual([
    { step, detail },
  ])
})

test.each([
  ['is decoded', ['query', 'base64'], '', 'name of •••'],
  ['is a digest', ['query'], 'MD5 in hex', 'name of •••'],
  ['is the value itself', ['query'], '', 'name of Nordmann'],
])('a name in a chain that %s is told so', (_, steps, writtenAs, wanted) => {
  const chain = steps.map((step, at) => ({ step, detail: at === 0 ? 'name of Nordmann' : '' }))
  expect(masker([]).hideChain({ chain, writtenAs }, [])[0]?.detail).toBe(wanted)
  expect(masker([], true).hideChain({ chain, writtenAs }, [])).toEqual(chain)
})

test('a name is masked the same each time, and as the step asks that names it', () => {
  const one = masker([observed(imei)])
  const own = [observed('Anna'), observed(imei)]
  const [name, plain] = ['4791738205', 'x-anna-356938035643809']
  for (let time = 0; time < 2; time++) {
    for (const detail of [name, plain])
      for (const step of ['header', 'json']) {
        const chain = [{ step, detail }]
        const wanted = masker([observed(imei)]).hideChain({ chain, writtenAs: '' }, own)
        expect(one.hideChain({ chain, writtenAs: '' }, own)).toEqual(wanted)
        expect(wanted[0]?.detail).not.toContain('356938035643809')
      }
    expect(one.hideChain({ chain: [{ step: 'header', detail: name }], writtenAs: '' }, [])).not.toEqual(
      one.hideChain({ chain: [{ step: 'json', detail: name }], writtenAs: '' }, []),
    )
  }
})

test('revealed, everything stays', () => {
  const own = [observed(imei, 'head', 'target', 'path', 'base64')]
  const open = masker(own, true)
  expect(open.hide(`x ${imei}`, own)).toBe(`x ${imei}`)
  expect(open.hidePath(`/${imei}/abcdefghijklmnop`, own)).toBe(`/${imei}/abcdefghijklmnop`)
})

test('a mask shows four characters at most, and a third at most', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
      const shown = mask(value).replaceAll('•', '').length
      return mask(value).length === value.length && shown <= 4 && shown <= value.length / 3
    }),
  )
})

test('no text can command a terminal; JSON keeps its value', () => {
  const active = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(printable(text)).not.toMatch(active)
      const json = printableJson(JSON.stringify({ [text]: text }))
      expect(json).not.toMatch(active)
      expect(JSON.parse(json)).toEqual({ [text]: text })
    }),
  )
  expect(printable('\u001b[31m')).toBe('\\u001b[31m')
  expect(JSON.parse(printableJson(JSON.stringify('\u{e0041}\u009b\u202e')))).toBe('\u{e0041}\u009b\u202e')
})

/** The method with its object, for short lines. */
function bound(of: Masker): { hide: (text: string, own?: readonly Observation[]) => string } {
  return { hide: (text, own) => of.hide(text, own) }
}

test('one text is hidden by the values of the exchange that is asked about, whichever was before', () => {
  const shown = masker([])
  const [kari, ola] = [[observed('Kari Moe')], [observed('Ola Nord')]]
  const text = 'Kari Moe and Ola Nord, S2FyaSBNb2U= and T2xhIE5vcmQ='
  const hidden = [
    'K••••••e and Ola Nord, •••• and T2xhIE5vcmQ=',
    'Kari Moe and O••••••d, S2FyaSBNb2U= and ••••••••••••',
    text,
  ]
  const ask = (): string[] => [kari, ola, []].map((own) => shown.hide(text, own))
  expect(ask().map((one) => one.replaceAll(/•+=*/g, '•'))).toEqual(
    hidden.map((one) => one.replaceAll(/•+=*/g, '•')),
  )
  expect(ask()).toEqual(ask())
})
