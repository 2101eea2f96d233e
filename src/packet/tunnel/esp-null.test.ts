import { describe, expect, test } from 'vitest'
import { ipPacket, tcpSegment, udpDatagram } from '../../../test/support/capture.ts'
import { nullEsp } from '../../../test/support/encapsulation.ts'
import { parseAddress } from '../../core/address.ts'
import type { AddressWords } from '../../core/address.ts'
import { nullEspContent } from './esp-null.ts'

const v4 = { source: '192.0.2.7', target: '198.51.100.9' }
const v6 = { source: '2001:db8::ffff:7', target: '2001:db8::9' }

type Ends = { readonly source: string; readonly target: string }

const words = (address: string): AddressWords => parseAddress(address) ?? [0, 0, 0, 0]

/** What is found in it; null where it is taken for encrypted. */
function found(sealed: Buffer, { source, target }: Ends): string | null {
  const content = nullEspContent(sealed, 0, sealed.length, words(source), words(target))
  return content === null ? null : sealed.toString('hex', content.start, content.end)
}

describe('ESP that encrypts nothing', () => {
  test.each([
    [12, 0],
    [16, 0],
    [16, 8],
    [24, 0],
    [32, 0],
    [0, 0],
  ])('is known with %i bytes of a check value and %i of a vector, whatever it carries', (check, vector) => {
    for (const ends of [v4, v6]) {
      // Segments of an odd number of bytes are summed, too.
      for (const payload of ['', 'R', 'REGISTER', 'REGISTER '.repeat(50)]) {
        const segment = tcpSegment({ ...ends, payload })
        expect(found(nullEsp(6, segment, check, vector), ends)).toBe(segment.toString('hex'))
        const datagram = udpDatagram({ ...ends, payload })
        expect(found(nullEsp(17, datagram, check, vector), ends)).toBe(datagram.toString('hex'))
      }
      const packet = ipPacket(17, udpDatagram({ ...ends, payload: 'x' }), ends)
      const protocol = ends === v4 ? 4 : 41
      expect(found(nullEsp(protocol, packet, check, vector), ends)).toBe(packet.toString('hex'))
    }
  })

  test('is not what has a wrong checksum, length or version, or was sent between others', () => {
    const segment = tcpSegment({ ...v4, payload: 'REGISTER' })
    const datagram = udpDatagram({ ...v4, payload: 'REGISTER' })
    const changed = (content: Buffer, at: number): Buffer => {
      const other = Buffer.from(content)
      other.writeUInt8((other[at] as number) ^ 1, at)
      return other
    }
    expect(found(nullEsp(6, segment), v4)).not.toBeNull()
    expect(found(nullEsp(6, segment), { ...v4, target: '198.51.100.10' })).toBeNull()
    for (let at = 0; at < segment.length; at++) expect(found(nullEsp(6, changed(segment, at)), v4)).toBeNull()
    expect(found(nullEsp(17, changed(datagram, 5)), v4)).toBeNull()
    expect(found(nullEsp(41, ipPacket(17, datagram, v4)), v4)).toBeNull()
  })
})
