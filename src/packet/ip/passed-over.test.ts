import { describe, expect, test } from 'vitest'
import { frameParts, onInternet, onLink } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import { fates } from '../frame/fates.ts'
import type { Fate } from '../frame/fates.ts'
import { PassedOver } from './passed-over.ts'

function over(text: string, target = onInternet): FrameParts & { readonly passedOver: PassedOver } {
  const parts = frameParts(text, target)
  return { ...parts, passedOver: new PassedOver(parts.current, parts.packet, parts.loose) }
}

function message(protocol: number, text: string, target = onInternet): [Fate, string, string[]] {
  const { passedOver, buf, current, told } = over(text, target)
  const fate = passedOver.message(buf, protocol, 0, buf.length)
  return [fate, current.name, told.map((one) => one.text)]
}

describe('ICMP', () => {
  test('with content of its sender is searched', () => {
    expect(message(1, '\x08\0suidsqimei=352099001761481')).toEqual([
      fates.unsupported,
      'icmp echo',
      ['imei=352099001761481'],
    ])
    expect(message(58, '\x80\0suidsqimei=352099001761481')).toEqual([
      fates.unsupported,
      'icmpv6 echo',
      ['imei=352099001761481'],
    ])
    expect(message(1, '\x28\0suxxxxsomething')).toEqual([fates.unsupported, 'icmp type 40', ['something']])
  })

  test.each([
    ['an echo without content', 1, '\x08\0suidsq\0\0\0'],
    ['an error, which quotes a packet', 1, '\x03\x01suxxxxquoted packet'],
    ['a control message', 58, '\x87\0suxxxxquestion for a neighbour'],
    ['a control message of its length', 1, '\x0d\0suidsqtimes of it.'],
  ])('passes over %s', (_name, protocol, text) => {
    expect(message(protocol, text)).toEqual([fates.other, protocol === 1 ? 'icmp' : 'icmpv6', []])
  })

  test.each([
    [10, 8],
    [13, 20],
    [14, 20],
    [17, 12],
    [18, 12],
  ])('of type %i, with more than the %i bytes that it has, is searched', (type, bytes) => {
    const text = String.fromCodePoint(type).padEnd(bytes, 'x')
    expect(message(1, text)).toEqual([fates.other, 'icmp', []])
    expect(message(1, `${text}behind`)).toEqual([fates.unsupported, `icmp type ${type}`, ['behind']])
  })

  test('says of an answer that it is one', () => {
    const { passedOver, buf, told } = over('\x00\0suidsqimei=352099001761481')
    passedOver.message(buf, 1, 0, buf.length)
    expect(told).toMatchObject([{ isAnswer: true, protocol: 1 }])
  })

  test('in fragments is searched as it is', () => {
    const { passedOver, buf, current, told } = over('a part of it')
    expect(passedOver.fragment(buf, 1, 0, buf.length)).toBe(fates.unsupported)
    expect([current.name, told[0]?.text]).toEqual(['icmp fragment', 'a part of it'])
  })
})

describe('other protocols', () => {
  test('of routers are passed over near them, and searched where they go to the Internet', () => {
    expect(message(89, 'hello', onLink)).toEqual([fates.other, 'ospf', []])
    expect(message(89, 'hello')).toEqual([fates.unsupported, 'ospf', ['hello']])
    expect(message(89, '\0\0\0')).toEqual([fates.other, 'ospf', []])
  })

  test('behind a header that says that nothing follows are searched', () => {
    expect(message(59, '')).toEqual([fates.other, 'no next header', []])
    expect(message(59, 'something')).toEqual([fates.unsupported, 'no next header', ['something']])
  })

  test('that are not known are named by number, and searched', () => {
    expect(message(99, 'something')).toEqual([fates.unsupported, 'ip protocol 99', ['something']])
  })
})
