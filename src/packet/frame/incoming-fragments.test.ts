import { describe, expect, test } from 'vitest'
import { frameParts, onInternet } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import type { AssembledDatagram } from './fragments.ts'
import { IncomingFragments } from './incoming-fragments.ts'

const text = 'head----first---second'

interface Incoming extends FrameParts {
  readonly fragments: IncomingFragments
  /** Gives `text[start, end)` as the fragment at `offset`, of which the wire had so many more bytes. */
  readonly give: (
    start: number,
    end: number,
    offset: number,
    hasMore: boolean,
    cut?: number,
  ) => AssembledDatagram | null
}

function incoming(): Incoming {
  const parts = frameParts(text)
  const { buf, context, counts, anomalies, current, packet, loose } = parts
  const fragments = new IncomingFragments(counts, anomalies, current, packet, loose)
  const give = (
    start: number,
    end: number,
    offset: number,
    hasMore: boolean,
    cut = 0,
  ): AssembledDatagram | null => fragments.ofIp(context, buf, 17, 5, offset, hasMore, start, end, end + cut)
  return { ...parts, fragments, give }
}

describe('fragments of IP', () => {
  test('of one datagram are put together, and say which frames they came in', () => {
    const { context, fragments, give } = incoming()
    expect([give(8, 16, 0, true), fragments.size]).toEqual([null, 1])
    context.number = 9
    const datagram = give(16, 22, 8, false)
    expect([datagram?.bytes.toString(), datagram?.protocol]).toEqual(['first---second', 17])
    expect(datagram?.runs.spans(0, 14).map(({ frame, start }) => [frame, start])).toEqual([
      [7, 8],
      [9, 16],
    ])
  })

  test('between other ends, or in another tunnel, are of another datagram', () => {
    const { packet, fragments, give } = incoming()
    give(8, 16, 0, true)
    packet.target3 = 9
    expect(give(16, 22, 8, false)).toBeNull()
    packet.target3 = onInternet
    packet.tunnels = 1
    expect(give(16, 22, 8, false)).toBeNull()
    expect(fragments.size).toBe(3)
  })

  test('that the capture cut are lost, and what it has of them is searched', () => {
    const { counts, fragments, told, codes, give } = incoming()
    expect(give(16, 22, 8, false, 3)).toBeNull()
    expect([counts.fragmentBytesLost, fragments.size, codes()]).toEqual([6, 0, ['fragment.cut']])
    expect(told).toMatchObject([{ text: 'second', protocol: 17 }])
  })

  test('that wait too long, or to the end, are lost', () => {
    const late = incoming()
    late.give(8, 16, 0, true)
    late.fragments.expire(late.context.sec + 10_000)
    expect([late.fragments.size, late.counts.fragmentBytesLost]).toEqual([0, 8])
    const last = incoming()
    last.give(8, 16, 0, true)
    last.fragments.end()
    expect(last.counts.fragmentBytesLost).toBe(8)
  })
})

describe('fragments of Wi-Fi frames', () => {
  /** A header of 24 bytes with three addresses, a number of the frame and one of the fragment; then content. */
  function given(
    number: number,
    hasMore: boolean,
    content: string,
    cut = 0,
  ): Incoming & { whole: AssembledDatagram | null } {
    const all = incoming()
    return { ...all, whole: giveTo(all, number, hasMore, content, cut) }
  }

  function giveTo(
    { fragments, context, view }: Incoming,
    number: number,
    hasMore: boolean,
    content: string,
    cut = 0,
  ): AssembledDatagram | null {
    const header = Buffer.alloc(24, 0x11)
    header[0] = 8
    header[1] = hasMore ? 5 : 1
    header.writeUInt16LE((77 << 4) | number, 22)
    const buf = Buffer.concat([header, Buffer.from(content)])
    view.headerAt = 0
    view.at = 24
    view.end = buf.length
    view.wireEnd = buf.length + cut
    return fragments.ofWlan(context, buf, view)
  }

  test('are put together by their number', () => {
    const all = given(0, true, 'first ')
    expect([all.whole, all.fragments.size]).toEqual([null, 1])
    expect(giveTo(all, 1, false, 'second')?.bytes.toString()).toBe('first second')
  })

  test('that the capture cut are lost', () => {
    const { whole, counts, told } = given(0, true, 'first ', 3)
    expect([whole, counts.fragmentBytesLost, told]).toEqual([null, 6, []])
  })
})
