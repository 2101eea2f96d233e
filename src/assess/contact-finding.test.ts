import { describe, expect, test } from 'vitest'
import type { FamilyMatch } from '../detect/types.ts'
import { contactFinding, nameOnlySeverity } from './contact-finding.ts'
import type { NamedContact, Recipient } from './types.ts'

const family: FamilyMatch = {
  family: 'f',
  title: 'F',
  confidence: 'certain',
  by: 'name',
  reasons: ['it is the name of F'],
  counterEvidence: [],
}

function contact(sec: number, more: Partial<NamedContact> = {}): NamedContact {
  return {
    capture: 0,
    recipient: 'r1',
    family,
    source: 'dns-question',
    name: 'f.example',
    at: { sec, nsec: 0 },
    frame: sec,
    ...more,
  }
}

function recipient(more: Partial<Recipient> = {}): Recipient {
  return { id: 'r1', flows: 0, apps: [], ...more } as unknown as Recipient
}

test('a contact by name is told with its first and its last time, whatever their order', () => {
  const { first, last, transmissions, isAtLeast, confidence, reasons } = contactFinding(
    recipient(),
    [contact(7), contact(3, { source: 'sni' }), contact(9), contact(5)],
    false,
  )
  expect([first.sec, last.sec, transmissions, isAtLeast, confidence]).toEqual([3, 9, 0, undefined, 'certain'])
  expect(reasons).toEqual([
    'it is the name of F',
    'the name was seen in a question of DNS and a hello of TLS or QUIC (4×)',
  ])
})

test('where there was no room for all, their number is the least that is known', () => {
  const { isAtLeast, reasons, counterEvidence } = contactFinding(recipient(), [contact(1), contact(2)], true)
  expect([isAtLeast, reasons[1]]).toEqual([true, 'the name was seen in a question of DNS (at least 2×)'])
  expect(counterEvidence.at(-1)).toContain('it was contacted more often than there is room for')
})

test('the addresses that asked are named, and of many the rest are counted', () => {
  const from = (count: number): string | undefined =>
    contactFinding(
      recipient(),
      Array.from({ length: count }, (_, at) => contact(at, { sender: `192.168.1.2${at}` })),
      false,
    ).reasons[1]
  expect(from(1)).toContain('(1×, from 192.168.1.20)')
  expect(from(3)).toContain('(3×, from 192.168.1.20 and 192.168.1.21 and 192.168.1.22)')
  expect(from(5)).toContain('(5×, from 192.168.1.20, 192.168.1.21, 192.168.1.22 and 2 more)')
})

test('a name that leads to no server was not reached: unless a connection, or more than a question, was seen', () => {
  const isSaid = (given: Partial<Recipient>, ...contacts: NamedContact[]): boolean =>
    contactFinding(recipient(given), contacts, false).counterEvidence.some((text) =>
      text.startsWith('DNS gave no address'),
    )
  const asked = [contact(1), contact(2, { source: 'dns-answer' })]
  expect(isSaid({ isDenied: true }, ...asked)).toBe(true)
  expect(isSaid({}, ...asked)).toBe(false)
  expect(isSaid({ isDenied: true, flows: 1 }, ...asked)).toBe(false)
  expect(isSaid({ isDenied: true }, ...asked, contact(3, { source: 'sni' }))).toBe(false)
})

describe('a name alone', () => {
  test.each([
    ['of a sender that is certain weighs more', { confidence: 'certain' }, 'medium'],
    ['of one that is probable weighs little', { confidence: 'probable' }, 'low'],
    ['of one that is usual weighs little', { isUsual: true }, 'low'],
    ['of an operator’s signalling weighs little', { isOperatorSignalling: true }, 'low'],
  ] as const)('%s', (_name, more, severity) => {
    expect(nameOnlySeverity({ ...family, ...more })).toBe(severity)
  })

  test('of nobody who is known weighs little', () => {
    expect(nameOnlySeverity(null)).toBe('low')
  })
})
