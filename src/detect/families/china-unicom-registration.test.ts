import { describe, expect, test } from 'vitest'
import { detect, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import type { FamilyMatch } from '../types.ts'

const detector = new Detector(null)
const target = '/register?ver=1.1&model=TV55&manuf=Acme&sign=0a1b2c3d'
const sealed = Buffer.from('9f3c00d1e2aa7b41ff8095c6d3e4a8b1'.repeat(4), 'hex')

function found(host: string, port: number, body: Buffer | string = '', asked = target): FamilyMatch[] {
  const { families } = detect(detector, request(asked, [], body), { host, port })
  return families.filter(({ by }) => by === 'content')
}

describe('the form of China Unicom', () => {
  test('at its own server it is certain, and what is said of its body is so', () => {
    const isSealed = expect.stringContaining('the body is encrypted (AES')
    expect(found('dm.wo.com.cn', 6001, sealed)).toMatchObject([
      { confidence: 'certain', by: 'content', counterEvidence: [isSealed] },
    ])
    expect(found('dm.wo.com.cn', 80, '{"imei":"352099001761481"}')).toMatchObject([
      { confidence: 'certain', counterEvidence: [] },
    ])
    expect(found('dm.wo.com.cn', 6001)).toMatchObject([{ confidence: 'certain', counterEvidence: [] }])
    expect(found('dm.wo.com.cn', 6001, sealed.toString('base64'))).toMatchObject([
      { counterEvidence: [isSealed] },
    ])
  })

  test('at the port of another server it is possible, where the body may be that of the form', () => {
    expect(found('192.0.2.7', 6001, sealed)).toMatchObject([
      {
        confidence: 'possible',
        counterEvidence: [
          expect.stringContaining('the body is encrypted (AES'),
          'its server is not known as a registration server',
        ],
      },
    ])
    expect(found('192.0.2.7', 6001)).toMatchObject([{ confidence: 'possible' }])
  })

  test.each<[string, number, string, string]>([
    ['a body that can be read', 6001, '{"imei":"352099001761481"}', target],
    ['another port', 80, '', target],
    ['a parameter that is missing', 6001, '', target.replace('&model=TV55', '')],
    ['a parameter that is empty', 6001, '', target.replace('TV55', '')],
    ['another path', 6001, '', target.replace('register', 'registered')],
    ['parameters in the body', 6001, target.slice('/register?'.length), '/register'],
  ])('elsewhere none: %s', (_what, port, body, asked) => {
    expect(found('api.example.com', port, body, asked)).toEqual([])
  })
})
