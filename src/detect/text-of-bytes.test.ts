import { expect, test } from 'vitest'
import { detect, request, summary } from '../../test/support/decoded-tree.ts'
import { Detector } from './detector.ts'
import { textOfBytes, textOfLatin1 } from './text-of-bytes.ts'

test.each([
  [Buffer.from('Bjørns nett'), 'Bjørns nett'],
  [Buffer.from('Bjørns nett', 'latin1'), 'Bjørns nett'],
  [Buffer.from('plain'), 'plain'],
  // No words: bytes, signs, too many letters beyond ASCII.
  [Buffer.from('01f8ff', 'hex'), '\u0001\ufffd\ufffd'],
  [Buffer.from('caf\xe9\xd7', 'latin1'), 'caf\ufffd\ufffd'],
  [Buffer.from('\xf8\xe5\xe6a', 'latin1'), '\ufffd\ufffd\ufffda'],
])('%j', (bytes, text) => {
  expect(textOfBytes(bytes)).toBe(text)
  expect(textOfLatin1(bytes.toString('latin1'))).toBe(text)
})

test.each([
  Buffer.from('{"ssid":"Bjørns nett"}', 'latin1'),
  'ssid=Bj%F8rns+nett&x=1',
  'Device{ssid=Bjørns nett, os=13, model=x}',
  'time,ssid,gaid\n12,Bjørns nett,38400000-8cf0-11bd-b23e-10b96e40000d\n',
  'SSID: "Bjørns nett", BSSID: 3c:84:6a:11:22:33',
])('letters beyond ASCII stay what they are: %s', (body) => {
  const found = summary(detect(new Detector(null), request('/x', [], body)))
  expect(found.filter((one) => one.startsWith('ssid='))).toEqual(['ssid=Bjørns nett (probable)'])
})
