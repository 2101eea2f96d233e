import { expect, test } from 'vitest'
import { settled } from '../../test/support/settled-streams.ts'
import { Wire } from '../../test/support/stream-playbook.ts'
import { verdicts } from '../core/verdict.ts'

test('a hello after a silence begins another conversation where nothing more is read of the last', () => {
  const initial = (byte: number, version: number): Buffer => {
    const packet = Buffer.alloc(1_200, 7)
    packet[0] = byte
    packet.writeUInt32BE(version, 1)
    return packet
  }
  const started = 1_550_000_000
  const endsOf = (again: Buffer, seconds: number): string[] => {
    const wire = new Wire('udp')
    wire.listener.verdict = () => verdicts.undecryptable | verdicts.bothDirections
    wire.send({ hostPort: 443, payload: 'initial', at: started })
    wire.send({ hostPort: 443, payload: again, at: started + seconds })
    return settled(wire).filter((line) => line.includes(' end '))
  }
  const one = ['0 end capture-end']
  const two = ['0 end replaced', '1 end capture-end']
  expect(endsOf(initial(0xc3, 1), 40)).toEqual(two)
  expect(endsOf(initial(0xd0, 0x6b33_43cf), 40)).toEqual(two)
  // Sent again, a packet of the handshake, of another version, too short.
  expect(endsOf(initial(0xc3, 1), 8)).toEqual(one)
  expect(endsOf(initial(0xe3, 1), 40)).toEqual(one)
  expect(endsOf(initial(0xc3, 7), 40)).toEqual(one)
  expect(endsOf(initial(0xc3, 1).subarray(0, 1_199), 40)).toEqual(one)
})
