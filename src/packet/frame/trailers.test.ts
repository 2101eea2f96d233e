import { describe, expect, test } from 'vitest'
import { frameParts, onInternet, onLink } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import { tunnelKinds } from '../tunnel/tunnels.ts'
import { unknownProtocol } from '../types.ts'
import { Trailers } from './trailers.ts'

function behind(text: string, target = onInternet): FrameParts & { readonly trailers: Trailers } {
  const parts = frameParts(text, target)
  const { current, view, packet, loose, tunnel } = parts
  return { ...parts, trailers: new Trailers(current, view, packet, loose, tunnel) }
}

describe('behind the end of a packet', () => {
  test.each([
    ['padding', 'packet\0\0\0\0\0\0\0\0', 0],
    ['padding and a check sequence', 'packet\0\0\0\0Asum', 0],
    ['anything else', 'packet\0\0trailerCsum', 13],
  ])('stands %s', (_name, text, bytes) => {
    const { buf, trailers, told } = behind(text)
    trailers.lookBehind(buf, 6, buf.length)
    expect([trailers.bytes, trailers.searchedBytes, told]).toEqual([bytes, 0, []])
  })

  test('stands none of what the source says is its own', () => {
    const { buf, context, trailers } = behind('packettrailer of the recorder')
    context.trailerLength = buf.length - 6
    trailers.lookBehind(buf, 6, buf.length)
    expect(trailers.bytes).toBe(0)
  })

  test('of one in a tunnel on the Internet stands what goes to the end of that, and is searched', () => {
    const { buf, tunnel, trailers, told } = behind('packetbehind it')
    tunnel.enter(tunnelKinds.gre, 0, buf.length, buf.length)
    trailers.lookBehind(buf, 6, buf.length)
    expect([trailers.bytes, trailers.searchedBytes]).toEqual([9, 9])
    expect(told).toMatchObject([{ text: 'behind it', protocol: unknownProtocol, target: onInternet }])
  })

  test('of one in a tunnel elsewhere, or in a mirror, nobody is sent it', () => {
    const near = behind('packetbehind it', onLink)
    near.tunnel.enter(tunnelKinds.gre, 0, near.buf.length, near.buf.length)
    near.trailers.lookBehind(near.buf, 6, near.buf.length)
    const mirrored = behind('packetbehind it')
    mirrored.tunnel.enter(tunnelKinds.gre, 0, mirrored.buf.length, mirrored.buf.length)
    mirrored.view.isMirrored = true
    mirrored.trailers.lookBehind(mirrored.buf, 6, mirrored.buf.length)
    expect([near.told, mirrored.told, near.trailers.bytes]).toEqual([[], [], 9])
  })
})

test('behind a datagram in its packet all counts, and goes where the packet goes', () => {
  const { buf, trailers, told } = behind('datagrambehind it')
  trailers.lookBehindDatagram(buf, 8, buf.length)
  expect([trailers.bytes, trailers.searchedBytes]).toEqual([9, 9])
  expect(told).toMatchObject([{ text: 'behind it', protocol: 17 }])
})

test('once the frame is dissected it is said, and is no header', () => {
  const { trailers, counts, codes } = behind('')
  counts.headerBytes = 20
  trailers.reset(13, 0)
  trailers.count(counts)
  expect([counts.headerBytes, counts.unsupportedBytes, codes()]).toEqual([7, 13, ['frame.trailer']])
  trailers.reset(5, 5)
  trailers.count(counts)
  expect([counts.unsupportedBytes, codes()]).toEqual([18, ['frame.trailer', 'frame.trailer_searched']])
})
