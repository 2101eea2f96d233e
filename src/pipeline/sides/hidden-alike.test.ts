import { expect, test } from 'vitest'
import { later, side } from '../../../test/support/compared-sides.ts'
import { compareSides } from '../../assess/compare.ts'
import type { Side } from '../../assess/side.ts'
import { hiddenAlike } from './hidden-alike.ts'

const name = '9f3b6c1d2e4a5807.server.example'
const hidden = '9f••••07.server.example'
const hide = (text: string): string => text.replace('9f3b6c1d2e4a5807', '9f••••07')

/** A side whose phone tells a host of this name. */
function telling(host: string, own: Side): Side {
  return {
    ...own,
    recipients: own.recipients.map((one) =>
      one.host === 'server.example' ? { ...one, host, domain: host } : one,
    ),
    transmissions: own.transmissions.map((one) => ({ ...one, host })),
    triggers: own.triggers.map((one) => ({ ...one, host })),
    dnsNames: new Set([host]),
    timing: own.timing && { ...own.timing, contacts: new Map([[host, new Float64Array()]]) },
  }
}

test('a host that only one side knows to hold a value is one host, and shown by none', () => {
  const before = telling(hidden, { ...side(47, 47), hide })
  const after = telling(name, later(side(60, 60)))
  const alike = hiddenAlike(after, before)
  expect(
    JSON.stringify([alike, [...alike.dnsNames], [...(alike.timing?.contacts.keys() ?? [])]]),
  ).not.toContain('9f3b6c1d2e4a5807')
  const { rows } = compareSides(before, alike, { canary: null, boundMax: 0.1 })
  expect(rows.map(({ status, recipient }) => `${status} ${recipient}`)).toEqual([
    `present ${hidden}`,
    `present ${hidden}`,
  ])
  expect(hiddenAlike(before, side(1, 1))).toBe(before)
})
