import { expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { gbkInUrls, inGbk } from './gbk.ts'

const network = '小米之家_5G'

test('is what the platform reads again', () => {
  expect(inGbk(network)?.toString('hex')).toBe('d0a1c3d7d6aebcd25f3547')
  for (const text of [network, '我家的網絡', '王丽的iPhone', '张三·家'])
    expect(new TextDecoder('gbk').decode(inGbk(text) ?? Buffer.alloc(0))).toBe(text)
})

test('in URLs the second byte may stay a letter', () => {
  expect(gbkInUrls(network)).toEqual(['%D0%A1%C3%D7%D6%AE%BC%D2_5G'])
  expect(gbkInUrls('乤')).toEqual(['%81%61', '%81a'])
})

test.each(['Haugen', 'Kafé', 'ネット', '小😀', ''])('%j is written in it by nobody', (text) => {
  expect(inGbk(text)).toBe(null)
  expect(gbkInUrls(text)).toEqual([])
})

test.each<[string, string, string | Buffer]>([
  ['in a form', '/x', 'w=%D0%A1%C3%D7%D6%AE%BC%D2_5G'],
  ['in small letters', '/x', 'w=%d0%a1%c3%d7%d6%ae%bc%d2_5G'],
  ['in a query', '/x?w=%D0%A1%C3%D7%D6%AE%BC%D2_5G', ''],
  ['as bytes', '/x', Buffer.concat([Buffer.from('{"w":"'), inGbk(network) as Buffer, Buffer.from('"}')])],
])('the name of a network %s', (_, target, body) => {
  const detector = new Detector(profileOf({ ssid: [network] }))
  const input = request(target, [], body)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input))).toEqual([`ssid=${network} (certain)`])
})
