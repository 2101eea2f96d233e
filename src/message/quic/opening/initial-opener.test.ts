import { expect, test } from 'vitest'
import { longHeader } from '../../../../test/support/quic-parts.ts'
import { cryptoFrame, initialPacket, quicVersions } from '../../../../test/support/quic-packet.ts'
import type { InitialOptions } from '../../../../test/support/quic-packet.ts'
import type { Direction } from '../../../core/verdict.ts'
import { InitialOpener } from './initial-opener.ts'

const content = cryptoFrame(0, Buffer.alloc(300, 0x61))
const first = Buffer.from('0102030405060708', 'hex')
const servers = Buffer.from('1112131415161718', 'hex')

/** What it says of a packet: 'new' or 'known' keys opened it, or none. */
function opens(opener: InitialOpener, options: InitialOptions, direction: Direction = 0): string {
  const packet = initialPacket(content, options)
  const opened = opener.open(direction, packet, 0, longHeader(packet))
  if (opened === null) return 'no'
  expect(opened.subarray(0, content.length).equals(content)).toBe(true)
  return opener.isNew ? 'new' : 'known'
}

test('a packet opens by its id, and later ones by that of the first, whatever they carry', () => {
  const opener = new InitialOpener()
  expect(opens(opener, { targetId: first })).toBe('new')
  expect(opens(opener, { targetId: first, packetNumber: 1 })).toBe('known')
  expect(opens(opener, { targetId: servers, keyId: first, packetNumber: 2 })).toBe('known')
  expect(opener.keys?.targetId.equals(first)).toBe(true)
})

test('after a Retry the keys follow the id that the client now uses', () => {
  const opener = new InitialOpener()
  opens(opener, { targetId: first })
  expect(opens(opener, { targetId: servers })).toBe('new')
  expect(opener.keys?.targetId.equals(servers)).toBe(true)
  expect(opens(opener, { targetId: servers, version: quicVersions.v2 })).toBe('new')
})

test('what does not open leaves the keys as they are', () => {
  const opener = new InitialOpener()
  opens(opener, { targetId: first })
  expect(opens(opener, { targetId: servers, keyId: Buffer.alloc(8, 9) })).toBe('no')
  expect(opens(opener, { targetId: first, keyId: servers })).toBe('no')
  expect(opener.keys?.targetId.equals(first)).toBe(true)
})

test('a server is taken for a client only with an id as a client makes it up', () => {
  const short = Buffer.from('01020304', 'hex')
  expect(opens(new InitialOpener(), { targetId: short }, 1)).toBe('no')
  expect(opens(new InitialOpener(), { targetId: short }, 0)).toBe('new')
  expect(opens(new InitialOpener(), { targetId: first }, 1)).toBe('new')
})

test('it says whose packets open again, and which carry the first id', () => {
  const opener = new InitialOpener()
  const sameKeys = initialPacket(content, { targetId: servers, keyId: first })
  expect([
    opener.opensAgain(sameKeys, 0, longHeader(sameKeys)),
    opener.isFirstId(sameKeys, longHeader(sameKeys)),
  ]).toEqual([false, false])
  opens(opener, { targetId: first })
  expect([
    opener.opensAgain(sameKeys, 0, longHeader(sameKeys)),
    opener.isFirstId(sameKeys, longHeader(sameKeys)),
  ]).toEqual([true, false])
  const anew = initialPacket(content, { targetId: first, keyId: servers })
  expect([opener.opensAgain(anew, 0, longHeader(anew)), opener.isFirstId(anew, longHeader(anew))]).toEqual([
    false,
    true,
  ])
})
