import { describe, expect, test } from 'vitest'
import { detect, isWorthDecoding, profileOf, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const plmn = '42f210'
const cell = '00c3e7e5'

function foundUnder(name: string, value: string, detector = blind): string[] {
  const input = request('/x', [`${name}: ${value}`])
  return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
}

function inBase64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}

describe('the cell of a user location of 3GPP', () => {
  test.for([
    ['of TAI and ECGI', `82${plmn}1a2b${plmn}${cell}`, '242-01-0c3e7e5'],
    ['of ECGI', `81${plmn}${cell}`, '242-01-0c3e7e5'],
    ['of CGI', `00${plmn}1a2b3c4d`, '242-01-6699-15437'],
    ['of NCGI', `87${plmn}0c3e7e5012`, '242-01-52588072978'],
    ['of 5GS TAI and NCGI', `89${plmn}00a2b4${plmn}0c3e7e5012`, '242-01-52588072978'],
    ['of GTP', `18${plmn}1a2b${plmn}${cell}`, '242-01-0c3e7e5'],
    ['of GTP, with a location area', `38${plmn}1a2b${plmn}${cell}${plmn}1a2b`, '242-01-0c3e7e5'],
    ['of GTP, as a whole element', `56000d0018${plmn}1a2b${plmn}${cell}`, '242-01-0c3e7e5'],
    ['of a network with three digits', `821300141a2b130014${cell}`, '310-410-0c3e7e5'],
  ])('%s', ([, hex = '', normal]) => {
    for (const name of ['X-Network-Info', 'X-3GPP-ULI', '3GPP-User-Location-Info', 'P-Access-Network-Info'])
      for (const value of [hex, hex.toUpperCase(), inBase64(hex)])
        expect(foundUnder(name, value)).toEqual([`cell-id=${normal} (probable)`])
  })

  test('of the profile', () => {
    const detector = new Detector(profileOf({ 'cell-id': ['12838885'] }))
    for (const hex of [`82${plmn}1a2b${plmn}${cell}`, `18${plmn}1a2b${plmn}${cell}`])
      for (const value of [hex, inBase64(hex)])
        expect(foundUnder('X-3GPP-ULI', value, detector)).toEqual(['cell-id=12838885 (certain)'])
  })
})

describe('no cell is', () => {
  test.for([
    ['an area alone', `80${plmn}1a2b${'00'.repeat(3)}`],
    ['a service area', `01${plmn}1a2b3c4d`],
    ['a routing area', `02${plmn}1a2b3cff`],
    ['two networks', `82${plmn}1a2b130014${cell}`],
    ['a network of no country', `8199f999${cell}`],
    ['a byte too many', `82${plmn}1a2b${plmn}${cell}00`],
    ['set spare bits', `81${plmn}f0c3e7e5`],
    ['a cell of zeros', `81${plmn}00000000`],
    ['a cell of ones', `81${plmn}0fffffff`],
  ])('%s', ([, hex = '']) => {
    for (const value of [hex, inBase64(hex)]) expect(foundUnder('X-3GPP-ULI', value)).toEqual([])
  })

  test('what stands under other names, or is text', () => {
    expect(foundUnder('X-Trace', `82${plmn}1a2b${plmn}${cell}`)).toEqual([])
    expect(foundUnder('X-Network-Info', 'wifi;unmetered;ipv6')).toEqual([])
    expect(foundUnder('X-Network-Info', 'CELLULARLTE4')).toEqual([])
  })
})
