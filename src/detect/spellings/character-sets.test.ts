import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { inCharacterSets } from './character-sets.ts'

const network = '小米之家_5G'
const person = 'Иван Сидоренко'

function inSet(text: string, name: string): Buffer {
  return inCharacterSets(text).find((one) => one.name === name)?.bytes ?? Buffer.alloc(0)
}

test('is what the platform reads again', () => {
  expect(inSet(network, 'GBK').toString('hex')).toBe('d0a1c3d7d6aebcd25f3547')
  for (const text of [
    network,
    '我家的網絡',
    '王丽的iPhone',
    '张三·家',
    person,
    'Łukasz Żółkiewski',
    '山田 太郎子',
    '김철수의 집',
  ])
    for (const { name, bytes } of inCharacterSets(text))
      expect(new TextDecoder(name).decode(bytes ?? Buffer.alloc(0)), name).toBe(text)
})

test.each([
  [person, ['windows-1251', 'iso-8859-5', 'koi8-r', 'ibm866']],
  ['Łukasz Żółkiewski', ['windows-1250', 'windows-1257']],
  ['山田 太郎子', ['GBK', 'Big5', 'Shift_JIS', 'EUC-JP', 'ISO-2022-JP']],
  ['김철수의 집', ['EUC-KR']],
  ['Bjørn Håkonsen', ['Latin-1']],
  ['Νίκος Παππάς', ['windows-1253']],
  ['Haugen', []],
  ['小😀', []],
  ['', []],
  ['王伟', ['GBK']],
  ['И', []],
])('%s is written in %j', (text, sets) => {
  expect(inCharacterSets(text).map((one) => one.name)).toEqual(sets)
})

test('in URLs the second byte may stay a letter', () => {
  const urls = (text: string): readonly string[] =>
    inCharacterSets(text).find((one) => one.name === 'GBK')?.inUrls ?? []
  expect(urls(network)).toEqual(['%D0%A1%C3%D7%D6%AE%BC%D2_5G'])
  expect(urls('乤乤乤')).toEqual(['%81%61%81%61%81%61', '%81a%81a%81a'])
})

test('few bytes are looked for in URLs only', () => {
  expect(inCharacterSets('王伟')).toEqual([{ name: 'GBK', bytes: null, inUrls: ['%CD%F5%CE%B0'] }])
})

test.each([
  ['王伟', '/u?realname=%CD%F5%CE%B0&x=1', ''],
  ['王伟', '/u', 'realname=%cd%f5%ce%b0&x=1'],
  ['王伟', '/u', Buffer.from('{"a":"\xcd\xf5\xce\xb0"}', 'latin1')],
  ['林志', '/u?realname=%AAL%A7%D3', ''],
  ['ネコ', '/u?realname=%83l%83R', ''],
  ['Ева', '/u?realname=%C5%E2%E0', ''],
])('a short name, %s, in %s %s', (name, target, body) => {
  const detector = new Detector(profileOf({ 'person-name': [name] }))
  const input = request(target, [], body)
  const found = typeof body === 'string' ? [`person-name=${name} (certain)`] : []
  expect(isWorthDecoding(detector, input)).toBe(found.length > 0)
  expect(summary(detect(detector, input))).toEqual(found)
})

test.each<[string, string, string | Buffer]>([
  ['in a form', '/x', 'w=%D0%A1%C3%D7%D6%AE%BC%D2_5G'],
  ['in small letters', '/x', 'w=%d0%a1%c3%d7%d6%ae%bc%d2_5G'],
  ['in a query', '/x?w=%D0%A1%C3%D7%D6%AE%BC%D2_5G', ''],
  ['as bytes', '/x', Buffer.concat([Buffer.from('{"w":"'), inSet(network, 'GBK'), Buffer.from('"}')])],
])('the name of a network %s', (_, target, body) => {
  const detector = new Detector(profileOf({ ssid: [network] }))
  const input = request(target, [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`ssid=${network} (certain)`])
})

test.each<[string, string, string | Buffer]>([
  ['in a form', person, 'name=%C8%E2%E0%ED+%D1%E8%E4%EE%F0%E5%ED%EA%EE'],
  ['of the west in a form', 'Bjørn Håkonsen', 'name=Bj%F8rn+H%E5konsen'],
  ['in JSON', person, Buffer.concat([Buffer.from('{"name":"'), inSet(person, 'koi8-r'), Buffer.from('"}')])],
  ['of Japan', '山田 太郎子', Buffer.concat([Buffer.from('<n>'), inSet('山田 太郎子', 'ISO-2022-JP')])],
])('the name of a person %s', (_, name, body) => {
  const detector = new Detector(profileOf({ 'person-name': [name] }))
  const input = request('/x', [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`person-name=${name} (certain)`])
})
