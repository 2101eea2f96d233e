import { describe, expect, test } from 'vitest'
import { base32Digits } from '../../core/signs/digit-values.ts'
import { sealedBytes } from '../../../test/support/sealed-bytes.ts'
import { labelsInQuestion, labelsInText, randomInLabels } from './carried-labels.ts'
import type { CarriedLabels } from './carried-labels.ts'

const sealed = sealedBytes(60, 1)
const hex = sealed.toString('hex')
const cut = (text: string): string => text.replaceAll(/.{50}(?=.)/g, '$&.')

const domainOf = (host: string): string => /[^.]+\.(?:co\.)?[^.]+$/.exec(host)?.[0] ?? ''

function inText(name: string): CarriedLabels | null {
  return labelsInText(Buffer.from(name), 0, Buffer.byteLength(name), domainOf)
}

function inQuestion(name: string): CarriedLabels | null {
  const labels = name.split('.').map((label) => `${String.fromCharCode(label.length)}${label}`)
  const bytes = Buffer.from(`${labels.join('')}\0\0\x01\0\x01`, 'latin1')
  return labelsInQuestion(bytes, 0, bytes.length, domainOf)
}

describe.each([
  ['text', inText],
  ['a question', inQuestion],
])('labels in %s', (_, read) => {
  test('in front of the domain are put together, without short ones', () => {
    const labels = read(`${cut(hex)}.17.t.example.com`)
    expect(labels).toMatchObject({ domain: 'example.com' })
    expect(labels?.text.toString()).toBe(hex)
    expect(read(`${cut(hex)}.example.co.uk`)).toMatchObject({ domain: 'example.co.uk' })
    expect(read(`${hex.slice(0, 60)}.abc.io`)).toMatchObject({ domain: 'abc.io' })
    expect(read(`${hex.slice(0, 60)}.io`)).toBeNull()
  })

  test.each([
    '',
    'com',
    'www.example.com',
    'a.'.repeat(60),
    `${'a'.repeat(40)}.example.com`,
    `${'1.2.'.repeat(16)}ip6.arpa`,
  ])('of “%s” carry nothing', (name) => {
    expect(read(name)).toBeNull()
  })
})

test('a question that ends early, or points to another name, has none', () => {
  expect(labelsInQuestion(Buffer.alloc(60, 0xc0), 0, 60, domainOf)).toBeNull()
  expect(labelsInQuestion(Buffer.alloc(60, 40), 0, 60, domainOf)).toBeNull()
})

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return [...bits.matchAll(/.{5}/g)].map(([five]) => base32Digits[Number.parseInt(five, 2)]).join('')
}

test.each<[string, string]>([
  ['hex', hex],
  ['base32', base32(sealed).toLowerCase()],
  ['base64', sealed.toString('base64url')],
])('random bytes are known in %s', (written, text) => {
  expect(randomInLabels(Buffer.from(text))).toMatchObject({ written, value: sealed })
})

test('words are not random', () => {
  expect(randomInLabels(Buffer.from('static-content-of-the-second-server-in-the-north-of-europe'))).toBeNull()
  expect(
    randomInLabels(Buffer.from('thisisalonglabelthatismadeofmanywordswithoutanyblanksinthem')),
  ).toBeNull()
})

test.each([
  'k8s-istiosys-istioing-8f2a9c1b7d-0123456789abcdef',
  'contoso-my-sharepoint-com-tenant-nr-0123456789',
  'r5---sn-5hne6nsr-and-a-long-service-name-2024',
])('“%s” is not random in letters of any case', (name) => {
  for (let seed = 1; seed <= 40; seed++) {
    const cases = sealedBytes(name.length, seed)
    const mixed = name.replaceAll(/./g, (sign, at: number) =>
      (cases[at] ?? 0) & 1 ? sign.toUpperCase() : sign,
    )
    expect(randomInLabels(Buffer.from(mixed))).toBeNull()
  }
})

test('base64 of few bytes is nearly always known', () => {
  const seeds = Array.from({ length: 400 }, (_, seed) => seed + 1)
  const texts = seeds.map((seed) => sealedBytes(36, seed).toString('base64url'))
  expect(texts.filter((text) => randomInLabels(Buffer.from(text)) === null).length).toBeLessThan(20)
})
