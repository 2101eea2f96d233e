import { describe, expect, test } from 'vitest'
import { detect, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { base64, reversed, rot13 } from '../../../test/support/turned-text.ts'
import { Detector } from '../detector.ts'

const ssid = 'Fjellheimen-Nord7'
const detector = new Detector(profileOf({ ssid: [ssid], iccid: ['89470100739182640533'] }))
const found = (body: string): string[] =>
  summary(detect(detector, request('/t', ['Content-Type: text/plain'], body)))

const rot5 = (text: string): string => text.replace(/\d/g, (digit) => String((Number(digit) + 5) % 10))

// As Python writes `Fjellheimen-Nord7` and `-Nord9`, and the number of a card and its neighbour's.
const python = {
  ascii85: ['7VZLNChRBoD.RT::2b/`2Z', '7VZLNChRBoD.RT::2b/`3<'],
  base85: ['MrvhjY-nX^ZDnpPPH%E#Hv', 'MrvhjY-nX^ZDnpPPH%E#IR'],
  ascii85OfDigits: ['3&rfS0JP782`!HK3&3BK0JtXB', '3&rfS0JP782`!HK3&3BK1c[KL'],
}

describe('the last digit of a value is read beside the digits that it decides', () => {
  test.each([
    ['base64, reversed', reversed(base64(ssid)), reversed(base64('Fjellheimen-Nord9'))],
    ['base64 in ROT13', rot13(base64(ssid)), rot13(base64('Fjellheimen-Nord9'))],
    ['ROT5 in base64', base64(rot5(ssid)), base64(rot5('Fjellheimen-Nord9'))],
    ['the same behind a name', base64(`id:${rot5(ssid)}`), base64(`id:${rot5('Fjellheimen-Nord9')}`)],
    [
      'UTF-7',
      '+AEYAagBlAGwAbABoAGUAaQBtAGUAbgAtAE4AbwByAGQANw-',
      '+AEYAagBlAGwAbABoAGUAaQBtAGUAbgAtAE4AbwByAGQAOQ-',
    ],
    ['ASCII85', python.ascii85[0] as string, python.ascii85[1] as string],
    ['ASCII85 in JSON', JSON.stringify({ a: python.ascii85[0] }), JSON.stringify({ a: python.ascii85[1] })],
    [
      'ASCII85 in a form',
      new URLSearchParams({ a: python.ascii85[0] as string }).toString(),
      new URLSearchParams({ a: python.ascii85[1] as string }).toString(),
    ],
    ['base85', python.base85[0] as string, python.base85[1] as string],
  ])('%s', (_, own, other) => {
    expect(found(own)).toEqual([expect.stringContaining('ssid=')])
    expect(found(other)).toEqual([])
  })

  test('base64 of another name that letters and digits turned make no name of', () => {
    expect(found(base64('Fjellheimen-Nord9'))).toEqual([])
    expect(found(JSON.stringify({ a: base64(JSON.stringify({ place: 'Fjellheimen-Nord9' })) }))).toEqual([])
  })

  test('signs behind it may be digits, too', () => {
    const [own, other] = python.ascii85
    for (const behind of [')', '.', ');', '.x', '"'])
      for (const before of ['', 'App/1 (', 'id='])
        expect([before, behind, found(before + own + behind)]).toEqual([
          before,
          behind,
          [expect.stringContaining('ssid=')],
        ])
    for (const behind of [')', '.', ');']) expect(found(`App/1 (${other}${behind}`)).toEqual([])
  })

  test('ASCII85 of a card and of the next one', () => {
    const [own, other] = python.ascii85OfDigits as [string, string]
    expect(found(own)).toEqual([expect.stringContaining('iccid=89470100739182640533 (certain)')])
    expect(found(other)).not.toContainEqual(expect.stringContaining('certain'))
  })
})
