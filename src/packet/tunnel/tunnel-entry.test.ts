import { describe, expect, test } from 'vitest'
import { frameParts, onInternet, onLink } from '../../../test/support/frame-parts.ts'
import type { FrameParts } from '../../../test/support/frame-parts.ts'
import { limits } from '../../core/limits.ts'
import { fates } from '../frame/fates.ts'
import type { Fate } from '../frame/fates.ts'
import { arpName } from '../link/ether-type.ts'
import { compressedName } from '../link/ppp.ts'
import { tunnelKinds } from './tunnels.ts'

describe('a packet that enters a tunnel', () => {
  test('is read in the bounds of what carries it, and its tunnel is kept', () => {
    const { tunnel, view, packet, current } = frameParts('outer inner behind')
    view.isMirrored = true
    expect(tunnel.enter(tunnelKinds.vxlan, 6, 11, 12, 4789)).toBe(true)
    expect([view.at, view.end, view.wireEnd, view.nesting, view.isMirrored]).toEqual([6, 11, 12, 1, false])
    expect([packet.tunnels, current.isPacketOfItsOwn]).toEqual([tunnelKinds.vxlan, true])
    expect(tunnel.last).toMatchObject({ kind: tunnelKinds.vxlan, port: 4789 })
    expect(tunnel.book.all).toEqual([tunnel.last])
  })

  test('does not where that is too deep', () => {
    const { tunnel, view } = frameParts('')
    view.nesting = limits.packet.nestingMax
    expect(tunnel.enter(tunnelKinds.gre, 0, 0, 0)).toBe(false)
  })

  test('is read, too, where there are more tunnels than are kept, which is said', () => {
    const { tunnel, codes } = frameParts('')
    for (let port = 0; port < limits.packet.tunnelsMax; port++)
      tunnel.book.saw(tunnelKinds.gre, frameParts('').packet, port)
    tunnel.enter(tunnelKinds.vxlan, 0, 0, 0, 1)
    expect([tunnel.last, codes()]).toEqual([null, ['tunnel.too_many']])
  })
})

describe('what is in a tunnel and no packet', () => {
  const payload = 'payload of the tunnel'

  function fateIn(
    fate: Fate,
    name: string,
    text = payload,
    target = onInternet,
  ): FrameParts & { readonly fate: Fate } {
    const parts = frameParts(text, target)
    const { tunnel, current, buf } = parts
    tunnel.enter(tunnelKinds.gre, 0, buf.length, buf.length)
    current.name = name
    return { ...parts, fate: tunnel.fateOf(fate, tunnel.last, 47, 0, buf, 0, buf.length) }
  }

  test('is searched as what was sent to its end', () => {
    const { fate, told } = fateIn(fates.unsupported, 'ethertype 0x9999')
    expect(fate).toBe(fates.unsupported)
    expect(told).toMatchObject([{ text: payload, protocol: 47, target: onInternet }])
  })

  test.each([
    ['of an end in the local network', fates.unsupported, 'ethertype 0x9999', payload, onLink],
    ['that is malformed', fates.malformed, '', payload, onInternet],
    ['that is empty', fates.unsupported, 'ethertype 0x9999', '\0\0\0\0', onInternet],
    ['that keeps links up', fates.other, 'stp', '\x01\x02\x03\x04', onInternet],
    ['that is sealed', fates.unsupported, compressedName, '\x90\x91\x92\x93\x94\x95', onInternet],
  ] as const)('is not %s', (_name, fate, name, text, target) => {
    const parts = fateIn(fate, name, text, target)
    expect([parts.fate, parts.told]).toEqual([fate, []])
  })

  test('is searched in binary where it is ARP, which names somebody', () => {
    const { fate, told } = fateIn(fates.other, arpName, '\x01\x02\x03\x04')
    expect([fate, told.length]).toEqual([fates.unsupported, 1])
  })

  test('is not searched in a mirror', () => {
    const { tunnel, view, buf, told } = frameParts(payload)
    tunnel.enter(tunnelKinds.gre, 0, buf.length, buf.length)
    view.isMirrored = true
    expect(tunnel.fateOf(fates.other, tunnel.last, 47, 0, buf, 0, buf.length)).toBe(fates.other)
    expect(told).toEqual([])
  })
})
