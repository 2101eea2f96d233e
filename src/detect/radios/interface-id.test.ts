import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../core/address.ts'
import { hasMacForm, MacAddresses, macOfInterfaceId } from './interface-id.ts'

function lower(address: string): readonly [number, number] {
  const words = parseAddress(address)
  if (words === null) throw new Error(address)
  return [words[2], words[3]]
}

describe('the MAC address in an interface identifier', () => {
  test.each([
    // The example of RFC 4291, appendix A, and a universal bit of each kind.
    ['2001:db8::3656:78ff:fe9a:bcde', '3456789abcde'],
    ['2001:db8::a650:46ff:fe1b:2c3d', 'a450461b2c3d'],
    ['2001:db8::50:46ff:fe1b:2c3d', '0250461b2c3d'],
    ['2001:db8::ffff:ffff:feff:ffff', 'fdffffffffff'],
    ['2001:db8::a650:46ff:ff1b:2c3d', ''],
    ['2001:db8::a650:46fe:fe1b:2c3d', ''],
    ['2001:db8::1', ''],
  ])('of %s', (address, expected) => {
    expect(macOfInterfaceId(...lower(address))).toBe(expected)
    expect(hasMacForm(...lower(address))).toBe(expected !== '')
  })

  test('comes back from every address that is made of one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        const made = Buffer.from([...bytes.subarray(0, 3), 0xff, 0xfe, ...bytes.subarray(3)])
        made[0] = (made[0] as number) ^ 2
        expect(macOfInterfaceId(made.readInt32BE(0), made.readInt32BE(4))).toBe(
          Buffer.from(bytes).toString('hex'),
        )
      }),
    )
  })
})

describe('how sure it is', () => {
  const nobody = new MacAddresses(null)
  const maker = lower('::a650:46ff:fe1b:2c3d')
  const software = lower('::50:46ff:fe1b:2c3d')

  test('by its form, by the link around it, by a guess of roles', () => {
    expect(nobody.find(...maker, false, false)?.confidence).toBe('probable')
    expect(nobody.find(...maker, true, true)?.confidence).toBe('certain')
    expect(nobody.find(...maker, false, true)?.confidence).toBe('possible')
    expect(nobody.find(...software, true, false)).toBe(null)
  })

  test('by a profile, whatever the value is written like; another value changes nothing', () => {
    const profile = {
      name: '',
      identifiers: new Map([['wifi-mac', ['unknown', '0250.461B.2C3D']]]),
      places: [],
    }
    const macs = new MacAddresses(profile)
    expect(macs.find(...software, false, true)).toMatchObject({ confidence: 'certain', by: 'profile' })
    expect(macs.find(...maker, false, false)).toMatchObject({
      confidence: 'probable',
      by: 'recogniser:wifi-mac',
    })
  })
})
