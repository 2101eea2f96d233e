import { expect, test } from 'vitest'
import { judgeClaims } from '../assess/claims.ts'
import type { Claim } from '../assess/claims/claim.ts'
import { host, recipient, side } from '../../test/support/compared-sides.ts'
import { renderClaimsTerminal } from './claims.ts'

test('identifiers are called as people call them, sent or perhaps never sent', () => {
  const claim: Claim = {
    id: 'c',
    text: 't',
    by: 'b',
    source: 's',
    form: 'no-personal-identifier',
    sender: host,
    countries: [],
    operators: [],
    units: new Map(),
    devices: [],
  }
  const [sent] = side(40, 1).transmissions
  const perhaps = {
    ...side(40, 0, { recipients: [recipient()] }),
    perhapsSent: sent === undefined ? [] : [sent],
  }
  for (const [before, words] of [
    [side(40, 1), '1 transmission carried IMEI'],
    [perhaps, '1 request with IMEI,'],
  ] as const) {
    const results = judgeClaims([claim], { before, after: null, scope: null, canary: null })
    const options = { isRevealed: false, hasColour: false, columns: 400 }
    expect(renderClaimsTerminal(results, { before: ['a.pcap'], after: [] }, options)).toContain(words)
  }
})
