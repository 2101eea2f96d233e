import { expect, test } from 'vitest'
import { allKinds, host, later, recipient, side, start } from '../../test/support/compared-sides.ts'
import { identifiers as identifierTypes } from '../detect/identifiers.gen.ts'
import { judgeClaims } from './claims.ts'
import type { Claim, ClaimResult } from './claims/claim.ts'
import { scopeOf } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Unit } from './scope/unit.ts'
import type { Side, SideRecipient } from './side.ts'

const claim = (form: Claim['form'], more: Partial<Claim> = {}): Claim => ({
  id: 'c',
  text: 't',
  by: '',
  source: '',
  form,
  sender: host,
  countries: [],
  operators: [],
  units: new Map(),
  devices: [],
  ...more,
})
const verdict = (one: Claim, before: Side | null, after: Side | null = null): string =>
  judgeClaims([one], { before, after: after && later(after), scope: null, canary: 'canary.example' })[0]
    ?.verdict ?? ''

test('no personal identifier', () => {
  const one = claim('no-personal-identifier')
  expect(verdict(one, side(40, 40))).toBe('contradicted')
  expect(
    judgeClaims([one], { before: side(40, 40), after: null, scope: null, canary: null })[0]?.transmissions[0]
      ?.frames,
  ).toEqual([1])
  expect(verdict(one, side(40, 0))).toBe('not-testable')
  expect(verdict(one, side(40, 0, { recipients: [recipient({ protocols: ['tls'] })] }))).toBe('not-testable')
  expect(verdict(one, side(40, 0, { recipients: [recipient()] }))).toBe('supported')
  expect(verdict(one, side(40, 0, { recipients: [recipient()], givenKinds: new Set<string>() }))).toBe(
    'not-testable',
  )
  for (const more of [{ protocols: ['unrecognised'] }, { opaque: 30 }])
    expect(verdict(one, side(40, 0, { recipients: [recipient(more)] }))).toBe('not-testable')
  expect(verdict(one, side(40, 0, { recipients: [recipient()], missingBytes: 400 }))).toBe('not-testable')
})

test('that nothing identifies is not supported where frames were lost, or contents never recorded', () => {
  const reason = (more: Partial<Side>): string | undefined =>
    judgeClaims([claim('no-personal-identifier')], {
      before: side(40, 0, { recipients: [recipient()], ...more }),
      after: null,
      scope: null,
      canary: null,
    })[0]?.reason
  const notWhole =
    'Nothing that was sent to server.example and captured carries such an identifier, but the capture is not whole: '
  expect(reason({ lostFrames: 1_000, missingBytes: 1 })).toBe(
    `${notWhole}1 byte is missing in it, 1,000 frames were lost by the program that captured.`,
  )
  expect(reason({ unseenContents: 1 })).toBe(`${notWhole}1 content of messages was not recorded.`)
  expect(reason({ lostFrames: 0, unseenContents: 0 })).toMatch(/^All that was sent/)
})

test('what is supported of one recipient is said of that one, and of all only where all could be read', () => {
  const recipients = [recipient(), recipient({ host: 'other.example', protocols: ['tls'] })]
  const judged = (sender: string, given: readonly SideRecipient[]): ClaimResult | undefined =>
    judgeClaims([claim('no-personal-identifier', { sender })], {
      before: side(40, 0, { recipients: given }),
      after: null,
      scope: null,
      canary: null,
    })[0]
  expect(judged(host, recipients)?.reason).toBe(
    `All that was sent to ${host} could be read, and none of it carries such an identifier. A digest of what no profile gives would not be known.`,
  )
  expect(judged('', recipients)?.verdict).toBe('not-testable')
  expect(judged('', [recipient()])?.reason).toBe(
    'All that was sent could be read, and none of it carries such an identifier. A digest of what no profile gives would not be known.',
  )
})

test('a digest of a number that the profile does not have is not known: nothing is supported without all of them', () => {
  const one = claim('no-personal-identifier')
  const judged = (...givenKinds: string[]): ClaimResult | undefined =>
    judgeClaims([one], {
      before: side(40, 0, { recipients: [recipient()], givenKinds: new Set(givenKinds) }),
      after: null,
      scope: null,
      canary: null,
    })[0]
  expect(judged()?.reason).toContain('the phone’s own numbers were not given')
  const others = allKinds.filter((kind) => !['imei', 'iccid', 'imsi'].includes(kind))
  expect(judged(...others)).toMatchObject({
    verdict: 'not-testable',
    reason:
      'Nothing that was sent to server.example looks like such an identifier, but not all that the phone and its user go by was given (no IMEI, no ICCID, no IMSI): a digest of that is not known without it.',
    wouldTest:
      'The same captures with a profile of the phone (--profile) that has IMEI, ICCID, IMSI, too, or says by an empty list (“imsi: []”) that the phone has none.',
  })
  // Trackers send digests of what people go by, too.
  for (const lacking of allKinds)
    expect(judged(...allKinds.filter((kind) => kind !== lacking))).toMatchObject({
      verdict: 'not-testable',
      wouldTest: expect.stringContaining(`(“${lacking}: []”)`),
    })
  // A profile was given: only which numbers it had is not known.
  const untold = judgeClaims([one], {
    before: side(40, 0, { recipients: [recipient()], givenKinds: new Set<string>(), isGivenUntold: true }),
    after: null,
    scope: null,
    canary: null,
  })[0]
  expect(untold).toMatchObject({
    verdict: 'not-testable',
    reason:
      'Nothing that was sent to server.example looks like such an identifier, but results of an earlier version do not say which of the phone’s own numbers their profile had: a digest of another is not known.',
    wouldTest: 'The same captures, scanned anew with the profile (--profile).',
  })
  for (const device of ['imei', 'meid', 'esn'])
    expect(judged(device, ...allKinds.slice(1))?.verdict).toBe('supported')
})

const sending = (identifiers: readonly string[]): Side =>
  side(1, 1, { transmissions: side(1, 1).transmissions.map((sent) => ({ ...sent, identifiers })) })

test('only what a register may hold beside a name contradicts; a cell, a network or an installation alone is open', () => {
  const one = claim('no-personal-identifier')
  const describing = ['build', 'device-model']
  const withoutRegister = [
    'advertising-id',
    'android-id',
    'birth-date',
    'bluetooth-mac',
    'bssid',
    'cell-id',
    'device-id',
    'gsf-id',
    'install-id',
    'installed-apps',
    'push-token',
    'ssid',
    'widevine-id',
    'wifi-mac',
  ]
  for (const identifier of identifierTypes.map(({ name }) => name))
    expect([identifier, verdict(one, sending([identifier]))]).toEqual([
      identifier,
      describing.includes(identifier)
        ? 'supported'
        : withoutRegister.includes(identifier)
          ? 'not-testable'
          : 'contradicted',
    ])
})

test('one of several things that were sent suffices to identify, also where it is not known whether it was sent', () => {
  const one = claim('no-personal-identifier')
  expect(verdict(one, sending(['build', 'imei']))).toBe('contradicted')
  const quiet = (to: string, identifiers: readonly string[]): Side => {
    const perhapsSent = sending(identifiers).transmissions.map((sent) => ({ ...sent, host: to }))
    return side(40, 0, { recipients: [recipient()], perhapsSent })
  }
  expect(verdict(one, quiet(host, ['build', 'imei']))).toBe('not-testable')
  expect(verdict(one, quiet(host, ['build']))).toBe('supported')
  expect(verdict(one, quiet('other.example', ['imei']))).toBe('supported')
})

test('who may know the person is named, and what no register stands behind is told apart', () => {
  const judged = (identifiers: readonly string[]): ReturnType<typeof judgeClaims>[number] | undefined =>
    judgeClaims([claim('no-personal-identifier')], {
      before: sending(identifiers),
      after: null,
      scope: null,
      canary: null,
    })[0]
  expect(judged(['imsi', 'serial'])?.reason).toBe(
    '1 transmission carried imsi, serial: these can identify a person, because whoever holds the register behind them (the mobile operator, whoever made, sold or repaired the phone) may know who it is.',
  )
  expect(judged(['cell-id', 'imsi'])?.reason).toBe(
    '1 transmission carried imsi: it can identify a person, because whoever holds the register behind it (the mobile operator) may know who it is. 1 transmission carried cell-id: no register of persons is known to stand behind it; it can identify a person only together with other things that somebody knows, which traffic does not show.',
  )
  expect(judged(['cell-id'])).toMatchObject({
    verdict: 'not-testable',
    reason: expect.stringMatching(
      /^1 transmission carried cell-id: no register .* Law may cover it all the same: .*\(Article 4\(1\) GDPR; see varde assess\)\.$/,
    ) as string,
    wouldTest:
      'What the recipient holds beside it (an account, an address, a register), and whether it can join them.',
    transmissions: [{ frames: [1] }],
  })
  expect(judged(['location'])?.reason).toBe(
    '1 transmission carried location: it can identify a person, because whoever holds the register behind it (the registers of land and of residents) may know who it is.',
  )
})

test('only on activation, refused by the server, only to a country', () => {
  expect(verdict(claim('only-on-activation'), side(40, 40))).toBe('contradicted')
  const [trigger] = side(40, 40).triggers
  const triggers = [host, 'other.example'].flatMap((own, other) =>
    trigger ? [{ ...trigger, host: own, exposures: trigger.exposures + other }] : [],
  )
  const [judged] = judgeClaims([claim('only-on-activation')], {
    before: side(40, 40, { triggers }),
    after: null,
    scope: null,
    canary: null,
  })
  expect(judged?.reason).toMatch(/; sends follow 40 of 40 unlocks\. An activation/)
  expect(verdict(claim('only-on-activation'), side(40, 1))).toBe('not-testable')
  // Sent twice within minutes: tried again, or one registration in two messages.
  expect(verdict(claim('only-on-activation'), side(40, 2))).toBe('not-testable')
  expect(verdict(claim('only-on-activation'), side(40, 3))).toBe('contradicted')
  expect(verdict(claim('server-did-not-accept'), side(40, 40))).toBe('supported')
  const accepted = side(40, 40)
  expect(
    verdict(claim('server-did-not-accept'), {
      ...accepted,
      transmissions: accepted.transmissions.map((one) => ({ ...one, accepted: true })),
    }),
  ).toBe('contradicted')
  // By its status alone, where no words are known that say the contrary.
  const byStatus = (said: boolean | null): ReturnType<typeof judgeClaims>[number] | undefined =>
    judgeClaims([claim('server-did-not-accept')], {
      before: {
        ...accepted,
        transmissions: accepted.transmissions.map((one) => ({
          ...one,
          accepted: said,
          status: 201,
          isTaken: true,
        })),
      },
      after: null,
      scope: null,
      canary: null,
    })[0]
  expect(byStatus(null)).toMatchObject({
    verdict: 'contradicted',
    reason:
      'The server said that it accepted 40 of 40 transmissions (status 201 40 times: so HTTP says that a request was accepted; RFC 9110, 15.3).',
  })
  expect(byStatus(false)?.verdict).toBe('supported')
  expect(verdict(claim('only-country', { countries: ['SG'] }), side(40, 40))).toBe('contradicted')
  expect(verdict(claim('only-country', { countries: ['CN'] }), side(40, 40))).toBe('supported')
})

test('answers that do not say whether the server accepted are told apart from answers that were not seen', () => {
  const judged = (statusOf: (index: number) => number | undefined): { reason: string; wouldTest: string } => {
    const one = side(10, 10)
    const transmissions = one.transmissions.map((sent, index) => {
      const status = statusOf(index)
      return { ...sent, accepted: null, ...(status === undefined ? {} : { status }) }
    })
    const [result] = judgeClaims([claim('server-did-not-accept')], {
      before: { ...one, transmissions },
      after: null,
      scope: null,
      canary: null,
    })
    expect(result?.verdict).toBe('not-testable')
    return { reason: result?.reason ?? '', wouldTest: result?.wouldTest ?? '' }
  }
  const answered = judged((index) => (index === 7 ? 200 : 403))
  expect(answered.reason).toContain(
    'The server refused 0 of 10 transmissions in words that are known; 10 answers do not say (status 403 9 times, status 200 once). A status that tells of an error',
  )
  expect(answered.wouldTest).not.toContain('both directions')
  const cut = judged((index) => (index < 8 ? 200 : undefined))
  expect(cut.reason).toContain('8 answers do not say (status 200 8 times), 2 answers were not seen.')
  expect(cut.wouldTest).toBe('A capture in both directions, with all answers.')
})

test('two phones that were activated once each are not one that sends again', () => {
  const phones = (
    imeis: readonly string[],
    place: (index: number) => { capture: number; sender?: string },
  ): Side => {
    const one = side(40, 40)
    return {
      ...one,
      phone: imeis.map((value) => ({ kind: 'imei' as const, name: 'imei', value, shown: value })),
      transmissions: [0, 20].map((at, index) => ({
        ...(one.transmissions[at] as (typeof one.transmissions)[0]),
        ...place(index),
      })),
    }
  }
  const inTwo = (index: number) => ({ capture: index })
  const inOne = (index: number) => ({ capture: 0, sender: `192.168.1.${index + 2}` })
  const three = ['35718409264173', '35718409264981', '35642710583926']
  for (const place of [inTwo, inOne])
    for (const imeis of [three, []]) {
      const [judged] = judgeClaims([claim('only-on-activation')], {
        before: phones(imeis, place),
        after: null,
        scope: null,
        canary: null,
      })
      expect(judged?.verdict).toBe('not-testable')
      expect(judged?.reason).toMatch(
        / (?:in each of 2 captures|by each of 2 devices of one network): that these are one phone/,
      )
    }
  // Behind one address, as at the outer side of a router.
  const behind = (imeis: readonly string[], sends = 2): ClaimResult | undefined => {
    const one = phones(imeis, () => ({ capture: 0 }))
    const { transmissions } = side(40, 40)
    const given = [0, 20, 39].slice(0, sends).map((at) => transmissions[at] as (typeof transmissions)[0])
    return judgeClaims([claim('only-on-activation')], {
      before: { ...one, transmissions: given },
      after: null,
      scope: null,
      canary: null,
    })[0]
  }
  const twoTypes = [three[0] as string, three[2] as string]
  expect(behind(twoTypes)).toMatchObject({
    verdict: 'not-testable',
    reason:
      'It was sent at 2 times, and the numbers in what was sent may be those of 2 phones: that one of them sent it twice is not known.',
  })
  // Also where no profile says that they are IMEIs.
  const { phone, ...rest } = phones(twoTypes, () => ({ capture: 0 }))
  const doubtful = { ...rest, phone: phone.map((sign) => ({ ...sign, isDoubtful: true as const })) }
  expect(verdict(claim('only-on-activation'), doubtful)).toBe('not-testable')
  // Three times by two is twice by one of them.
  expect(behind(twoTypes, 3)?.verdict).toBe('contradicted')
  expect(behind(three, 3)?.verdict).toBe('not-testable')
  for (const imeis of [three.slice(0, 1), three.slice(0, 2), []])
    expect(behind(imeis)?.verdict).toBe('contradicted')
  // One number that was sent on two days was sent twice by one phone, whatever else was sent, and to whom.
  const [a, b] = twoTypes as [string, string]
  const withNumbers = (...numbers: readonly (readonly string[])[]): string => {
    const one = phones(twoTypes, () => ({ capture: 0 }))
    return verdict(claim('only-on-activation'), {
      ...one,
      transmissions: one.transmissions.map((sent, index) => ({ ...sent, numbers: numbers[index] ?? [] })),
    })
  }
  expect(withNumbers([a], [a])).toBe('contradicted')
  expect(withNumbers([a, b], [a, b])).toBe('contradicted')
  expect(withNumbers([a], [a, b])).toBe('contradicted')
  expect(withNumbers([a], [b])).toBe('not-testable')
  expect(withNumbers([a], [])).toBe('not-testable')
  // One phone with two SIM cards, on two days.
  expect(verdict(claim('only-on-activation'), phones(three.slice(0, 2), inTwo))).toBe('contradicted')
})

test('fixed by an update', () => {
  expect(verdict(claim('fixed-by-update'), side(47, 47), side(60, 0))).toBe('supported')
  expect(verdict(claim('fixed-by-update'), side(47, 47), side(2, 0))).toBe('not-testable')
  expect(verdict(claim('fixed-by-update'), side(47, 47), side(40, 1))).toBe('contradicted')
  expect(verdict(claim('fixed-by-update'), side(47, 47))).toBe('not-testable')
  // The heaviest identifier is quoted.
  const before = side(47, 47)
  const own = before.transmissions.map((one) => ({ ...one, identifiers: ['build', 'imei'] }))
  const [fixed] = judgeClaims([claim('fixed-by-update')], {
    before: { ...before, transmissions: own },
    after: later(side(60, 0)),
    scope: null,
    canary: 'canary.example',
  })
  expect(fixed?.reason).toContain('imei to server.example: gone')
  // What goes there now can not be seen: neither a fix nor none.
  for (const more of [
    { recipients: [recipient({ protocols: ['tls'] })] },
    { dnsNames: new Set(['canary.example', host]) },
  ])
    expect(verdict(claim('fixed-by-update'), side(47, 47), side(60, 0, more))).toBe('not-testable')
  // What would test it is asked for only where it was not given: a key, the phone's numbers, or neither.
  const wouldTest = (more: Partial<Side>): string | undefined =>
    judgeClaims([claim('fixed-by-update')], {
      before: side(47, 47),
      after: later(side(60, 0, more)),
      scope: null,
      canary: 'canary.example',
    })[0]?.wouldTest
  expect(wouldTest({ recipients: [recipient()] })).toMatch(
    /^What the fields mean that server\.example is sent/,
  )
  expect(wouldTest({ recipients: [recipient()], givenKinds: new Set<string>() })).toContain('(--profile)')
  expect(wouldTest({ recipients: [recipient({ protocols: ['tls'] })] })).toContain('in clear (a key log')
  expect(wouldTest({ dnsNames: new Set(['canary.example', host]) })).toContain('server.example is reached')
  // Where something stands against it, more of the same alone does not help.
  for (const [sumsHold, would] of [
    [true, /^More of the same stimuli/],
    [false, /^A capture after the update in which nothing stands against it/],
  ] as const) {
    const [open] = judgeClaims([claim('fixed-by-update')], {
      before: side(47, 47),
      after: later(side(20, 0, { sumsHold })),
      scope: null,
      canary: 'canary.example',
    })
    expect(open?.wouldTest).toMatch(would)
  }
  // What contradicts a fix is what is still sent, not what was not seen any more.
  const half = side(40, 40)
  const [still] = judgeClaims([claim('fixed-by-update')], {
    before: side(47, 47),
    after: later({
      ...half,
      transmissions: half.transmissions.map((one) => ({ ...one, identifiers: ['cell-id'] })),
    }),
    scope: null,
    canary: 'canary.example',
  })
  expect(still?.verdict).toBe('contradicted')
  expect(still?.reason).toContain('cell-id to server.example: still sent')
})

test('what was seen after only contradicts a fix where it is new, not where it may have been sent before', () => {
  const judged = (sends: number, sender = ''): ClaimResult | undefined => {
    const mail = recipient({ host: 'mail.example', organisation: '' })
    const transmissions = side(60, sends).transmissions.map((one) => ({
      ...one,
      host: mail.host,
      family: '',
      identifiers: ['email'],
      at: one.at + 200,
    }))
    return judgeClaims([claim('fixed-by-update', { sender })], {
      before: side(47, 47),
      after: later(side(60, 0, { recipients: [mail], transmissions })),
      scope: null,
      canary: 'canary.example',
    })[0]
  }
  expect(judged(1)).toMatchObject({
    verdict: 'not-testable',
    reason: expect.stringContaining('which may be nothing new'),
    wouldTest: 'Captures from before the update that show whether mail.example was sent it then, too.',
  })
  expect(judged(60)?.verdict).toBe('contradicted')
  expect(judged(1, host)?.verdict).toBe('supported')
})

test('that one sender is gone is no fix where another one, whom the statement does not name, gets the same now', () => {
  const judged = (sends: number, identifier = 'imei', sender = host): ClaimResult | undefined => {
    const other = recipient({ host: 'other.example', organisation: '' })
    // At other times than after unlocks: nothing shows that it took the place of the one that is gone.
    const transmissions = side(60, sends).transmissions.map((one) => ({
      ...one,
      host: other.host,
      family: '',
      identifiers: [identifier],
      at: one.at + 200,
    }))
    return judgeClaims([claim('fixed-by-update', { sender })], {
      before: side(47, 47),
      after: later(side(60, 0, { recipients: [other], transmissions })),
      scope: null,
      canary: 'canary.example',
    })[0]
  }
  const moved = judged(60)
  expect(moved?.verdict).toBe('not-testable')
  expect(moved?.reason).toMatch(
    /^imei to server\.example: gone\. .* imei to other\.example: sent now, and not seen before .*Whether it took the place of what is gone is not known\.$/,
  )
  expect(moved?.wouldTest).toContain('other.example')
  expect(judged(60, 'imei', '')?.verdict).toBe('contradicted')
  // Once may be by chance: it is told.
  const once = judged(1)
  expect(once?.verdict).toBe('supported')
  expect(once?.reason).toContain('imei to other.example: sent now, and not seen before')
  // Something else that goes to somebody else is no word of this sender.
  expect(judged(60, 'email')?.verdict).toBe('supported')
  expect(judged(60, 'email')?.reason).not.toContain('other.example')
})

test('sources that do not agree decide nothing, and an operator elsewhere is named', () => {
  const at = (countries: string[]): Side => side(40, 40, { recipients: [recipient({ countries })] })
  const one = claim('only-country', { countries: ['SG'] })
  expect(verdict(one, at(['SG', 'US']))).toBe('not-testable')
  expect(verdict(one, at(['US']))).toBe('contradicted')
  // What decides is told: where the server is, or, where nobody says that, who operates it.
  const reason = (countries: string[]): string | undefined =>
    judgeClaims([one], { before: at(countries), after: null, scope: null, canary: null })[0]?.reason
  expect(reason(['US'])).toBe(
    'Data went to server.example (A (CN) operates it; its server is in US), not to SG only.',
  )
  // An operator of another country has servers in many: its seat alone decides nothing.
  expect(verdict(one, at([]))).toBe('not-testable')
  expect(reason([])).toBe(
    'Data went to server.example (A (CN) operates it; no source says where its server stands). Who operates a server does not say where it stands.',
  )
  const [inside] = judgeClaims([one], { before: at(['SG']), after: null, scope: null, canary: null })
  expect(inside?.verdict).toBe('supported')
  expect(inside?.reason).toContain(
    'The seat of who operates them is not: server.example (A (CN) operates it; its server is in SG)',
  )
})

test('whose servers they are decides only where the statement says it', () => {
  const at = (countries: string[], operators = ['A'], organisation = 'A (CN)'): Side =>
    side(40, 40, { recipients: [recipient({ countries, operators, organisation })] })
  const of = (...operators: string[]): Claim => claim('only-country', { countries: ['SG'], operators })
  expect(verdict(of('Maker'), at([]))).toBe('contradicted')
  expect(verdict(of('Maker'), at(['SG']))).toBe('contradicted')
  const [judged] = judgeClaims([of('Maker')], { before: at([]), after: null, scope: null, canary: null })
  expect(judged?.reason).toBe(
    'Data went to server.example (A (CN) operates it; no source says where its server stands), not to servers of Maker in SG only.',
  )
  // Its own, or its parent's, under a shorter or longer name; where they stand still has to be known.
  for (const names of [['Maker'], ['maker oy'], ['Child', 'Maker Oy'], ['Maker Oy Group']]) {
    expect(verdict(of('Maker Oy'), at(['SG'], names))).toBe('supported')
    expect(verdict(of('Maker Oy'), at([], names))).toBe('not-testable')
    expect(verdict(of('Maker Oy'), at(['US'], names))).toBe('contradicted')
  }
  expect(verdict(of('Makers'), at(['SG'], ['Maker']))).toBe('contradicted')
  // Nobody knows whose it is, or only who hosts it: the maker may rent it.
  expect(verdict(of('Maker'), at(['SG'], [], 'Hosting (US)'))).toBe('not-testable')
  expect(verdict(of('Maker'), at([], [], 'Hosting (US)'))).toBe('not-testable')
})

test('units of which the table says nothing lie neither inside nor outside', () => {
  let state: Unit['state'] = 'clean'
  const units = (): Unit[] =>
    Array.from(
      { length: 30 },
      (_, index): Unit => ({
        id: `u${index}`,
        attributes: new Map(index === 1 ? [] : [['batch', index === 0 ? 'a' : 'b']]),
        state: index === 1 ? state : index < 1 ? 'affected' : 'clean',
        isCounted: true,
        exposures: 30,
        hits: index < 1 ? 1 : 0,
        reason: '',
      }),
    )
  const scope = (): Scope => scopeOf(units(), { population: null, seed: 1, conditionsMax: 2 })
  const judged = (name: string, ...values: readonly string[]): string =>
    judgeClaims([claim('only-units', { units: new Map([[name, values]]) })], {
      before: null,
      after: null,
      scope,
      canary: null,
    })[0]?.verdict ?? ''
  expect(judged('batch', 'a')).toBe('supported')
  expect(judged('batch', 'c')).toBe('contradicted')
  expect(judged('batch', 'c', 'a')).toBe('supported')
  expect(judged('Batch', 'a')).toBe('not-testable')
  // An affected one may be outside of what is claimed.
  state = 'affected'
  expect(judged('batch', 'a')).toBe('not-testable')
  expect(judged('batch', 'c')).toBe('contradicted')
})

test('where several attributes are claimed, one that differs is outside, and only all of them are inside', () => {
  const judged = (attributes: Record<string, string>): ClaimResult | undefined => {
    const unit = (id: string, own: Record<string, string>, state: Unit['state']): Unit => {
      const hits = state === 'affected' ? 1 : 0
      return {
        id,
        attributes: new Map(Object.entries(own)),
        state,
        isCounted: true,
        exposures: 30,
        hits,
        reason: '',
      }
    }
    const inside = Array.from({ length: 10 }, (_, index) =>
      unit(`in${index}`, { batch: 'a', model: 'm' }, 'affected'),
    )
    const outside = Array.from({ length: 30 }, (_, index) =>
      unit(`out${index}`, { batch: 'b', model: 'n' }, 'clean'),
    )
    const units = [...inside, ...outside, unit('one', attributes, 'affected')]
    const claimed = new Map([
      ['batch', ['a']],
      ['model', ['m']],
    ])
    return judgeClaims([claim('only-units', { units: claimed })], {
      before: null,
      after: null,
      scope: () => scopeOf(units, { population: null, seed: 1, conditionsMax: 2 }),
      canary: null,
    })[0]
  }
  expect(judged({ batch: 'a', model: 'm' })?.verdict).toBe('supported')
  expect(judged({ batch: 'b', model: 'm' })).toMatchObject({
    verdict: 'contradicted',
    reason: '1 unit outside of batch a and model m is affected: one.',
  })
  // Of its model the table says nothing.
  expect(judged({ batch: 'a' })).toMatchObject({
    verdict: 'not-testable',
    reason: '1 affected unit may be outside of batch a and model m: the table does not say (one).',
  })
})

test('units are affected as to whom the statement is about', () => {
  const scope = (sender: string): Scope =>
    scopeOf(
      Array.from({ length: 40 }, (_, index): Unit => {
        const isAffected = sender === '' || index < 4
        return {
          id: `u${index}`,
          attributes: new Map([['batch', index < 4 ? 'a' : 'b']]),
          state: isAffected ? 'affected' : 'clean',
          isCounted: true,
          exposures: 30,
          hits: isAffected ? 1 : 0,
          reason: '',
        }
      }),
      { population: null, seed: 1, conditionsMax: 2 },
    )
  const judged = (sender: string): string | undefined =>
    judgeClaims([claim('only-units', { sender, units: new Map([['batch', ['a']]]) })], {
      before: null,
      after: null,
      scope,
      canary: null,
    })[0]?.verdict
  expect(judged('stat.example')).toBe('supported')
  expect(judged('')).toBe('contradicted')
})

test('what can not be read may have gone to any country', () => {
  const one = claim('only-country', { countries: ['CN'], sender: '' })
  const beside = (more: Parameters<typeof recipient>[0], given = allKinds): string =>
    verdict(
      one,
      side(40, 40, {
        givenKinds: new Set(given),
        recipients: [recipient(), recipient({ host: 'other.example', ...more })],
      }),
    )
  expect(beside({ countries: ['CN'], protocols: ['tls'] })).toBe('supported')
  expect(beside({ countries: ['US'], protocols: ['http'] })).toBe('supported')
  for (const given of [[], ['serial']])
    expect(beside({ countries: ['US'], protocols: ['http'] }, given)).toBe('not-testable')
  for (const more of [
    { countries: ['US'] },
    { countries: ['CN', 'US'] },
    { countries: [], organisation: '' },
  ])
    expect(beside({ ...more, protocols: ['tls'] })).toBe('not-testable')
  expect(beside({ countries: [], organisation: '', protocols: ['icmp'], isLocal: true })).toBe('supported')
})

test('that nothing identifies is not supported where bytes could not be looked into', () => {
  const one = claim('no-personal-identifier')
  const quiet = (more: Partial<Side>): Side => side(40, 0, { recipients: [recipient()], ...more })
  expect(verdict(one, quiet({ unsearchedBytes: 60 }))).toBe('not-testable')
  const [seen] = judgeClaims([one], {
    before: quiet({ mediaBytes: 21 }),
    after: null,
    scope: null,
    canary: null,
  })
  expect(seen).toMatchObject({ verdict: 'supported' })
  expect(seen?.reason).toContain('21 bytes of pictures, sound or film')
})

test('one recipient that is shown to be gone says nothing of another one', () => {
  const before = side(47, 47)
  const rare = { ...(before.transmissions[0] as Side['transmissions'][number]), host: 'rare.example' }
  const both = {
    ...before,
    recipients: [...before.recipients, recipient({ host: 'rare.example' })],
    transmissions: [...before.transmissions, rare],
  }
  const one = claim('fixed-by-update', { sender: 'some-family' })
  expect(verdict(one, before, side(60, 0))).toBe('supported')
  expect(verdict(one, both, side(60, 0))).toBe('not-testable')
})

test('what is supported is never why it was so, nor which of two attributes it is', () => {
  const units = Array.from(
    { length: 60 },
    (_, index): Unit => ({
      id: `u${index}`,
      state: index < 5 ? 'affected' : 'clean',
      isCounted: true,
      exposures: 50,
      hits: 0,
      reason: '',
      attributes: new Map([
        ['batch', index < 5 ? 'a' : 'b'],
        ['shop', index < 5 ? 'north' : 'south'],
      ]),
    }),
  )
  const reasonOf = (one: Claim, before: Side | null): string | undefined =>
    judgeClaims([one], {
      before,
      after: null,
      scope: () => scopeOf(units, { population: null, seed: 1, conditionsMax: 2 }),
      canary: null,
    })[0]?.reason
  const batch = reasonOf(claim('only-units', { units: new Map([['batch', ['a']]]) }), null)
  expect(batch).toContain('whether it was a mistake, or meant, no measurement shows.')
  expect(batch).toContain('the same units: these units can not tell the two apart.')
  const refused = (text: string): string | undefined =>
    reasonOf(claim('server-did-not-accept', { text }), side(40, 40))
  expect(refused('the server, by mistake, did not accept it')).toContain('no measurement shows')
  expect(refused('the server did not accept it')).not.toContain('no measurement shows')
})

test('a fix is judged by what it was sent after most often, and by who may get it now', () => {
  const boot = { host, event: 'boot', hits: 3, exposures: 3, fromS: 0, toS: 5, isExplained: false } as const
  const boots = [600, 2_400, 4_200].map((at) => start + at - 300)
  const withBoots = (one: Side, more: Partial<Side> = {}): Side => ({
    ...one,
    triggers: [boot, ...one.triggers],
    eventCounts: new Map([...one.eventCounts, ['boot', 3]]),
    timing: one.timing && {
      ...one.timing,
      events: new Map([...one.timing.events, ['boot', Float64Array.from(boots.map((at) => at - 100))]]),
    },
    ...more,
  })
  const judged = (after: Side, sides = withBoots(side(47, 47))): ReturnType<typeof judgeClaims>[number] =>
    judgeClaims([claim('fixed-by-update')], {
      before: sides,
      after: later(after),
      scope: null,
      canary: 'canary.example',
    })[0] as ReturnType<typeof judgeClaims>[number]
  const rare = judged(withBoots(side(47, 4)))
  expect(rare.verdict).toBe('contradicted')
  expect(rare.reason).toContain('47 of 47 unlocks before, 4 of 47 unlocks after')
  const moved = (more: Partial<SideRecipient>): ReturnType<typeof judgeClaims>[number] =>
    judged(
      withBoots(side(60, 0, { recipients: [recipient({ host: 'new.example', ...more })] }), {
        triggers: [
          {
            host: 'new.example',
            event: 'unlock',
            hits: 60,
            exposures: 60,
            fromS: 0,
            toS: 5,
            isExplained: false,
          },
        ],
      }),
    )
  const sealed = moved({ protocols: ['tls'] })
  expect(sealed.verdict).toBe('not-testable')
  expect(sealed.reason).toContain('47 of 47 unlocks before, 0 of 60 unlocks after')
  expect(sealed.wouldTest).toBe(
    'What is sent to new.example after the update in clear (a key log, or interception on a test phone).',
  )
})

test('that only some units are affected is supported only where as rare a thing would show outside', () => {
  const judged = (affected: number, inside: number, outside: number): ClaimResult | undefined => {
    const units = Array.from(
      { length: inside + outside },
      (_, index): Unit => ({
        id: `u${index}`,
        attributes: new Map([['region', index < inside ? 'south' : 'north']]),
        state: index < affected ? 'affected' : 'clean',
        isCounted: true,
        exposures: 40,
        hits: index < affected ? 38 : 0,
        reason: '',
      }),
    )
    return judgeClaims([claim('only-units', { units: new Map([['region', ['south']]]) })], {
      before: null,
      after: null,
      scope: () => scopeOf(units, { population: null, seed: 1, conditionsMax: 1 }),
      canary: null,
    })[0]
  }
  expect(judged(1, 200, 20)).toMatchObject({
    verdict: 'not-testable',
    reason:
      '1 of 200 units that were tested enough inside of region south is affected. That none of 20 outside is may be chance (p = 0.91).',
    wouldTest:
      '3,800 tested units outside of region south, none of them affected; or more affected units inside, tested enough.',
  })
  expect(judged(1, 200, 3_799)?.verdict).toBe('not-testable')
  expect(judged(1, 200, 3_800)?.verdict).toBe('supported')
  // Where all inside are affected, few outside show it.
  expect(judged(1, 1, 20)?.reason).toContain('The one affected unit is inside of region south')
  expect(judged(5, 5, 20)?.reason).toContain('All 5 affected units are inside of region south')
  expect(judged(5, 5, 19)).toMatchObject({
    verdict: 'not-testable',
    wouldTest: 'At least 20 units outside of region south, and some inside.',
  })
})

test('only some units needs a fleet', () => {
  expect(verdict(claim('only-units', { units: new Map([['build', ['x']]]) }), side(1, 1))).toBe(
    'not-testable',
  )
})

test('an update is not judged by another phone, or by what was captured before it', () => {
  const one = claim('fixed-by-update')
  const judged = (after: Side): [string, string] | null => {
    const [result] = judgeClaims([one], {
      before: { ...side(47, 47), phone: [{ kind: 'model', name: 'model', value: 'a 1', shown: '•••' }] },
      after,
      scope: null,
      canary: 'canary.example',
    })
    return result === undefined ? null : [result.verdict, result.reason]
  }
  const other = { kind: 'model', name: 'model', value: 'b 2', shown: '•••' } as const
  expect(judged(later(side(60, 0)))?.[0]).toBe('supported')
  for (const after of [side(60, 0), side(60, 60)]) {
    expect(judged({ ...later(after), phone: [other] })).toEqual([
      'not-testable',
      'Of this pair of captures nothing can be said: the side after is of another phone (model ••• before, model ••• after).',
    ])
    expect(judged(after)?.[1]).toContain('the side after is not the later one')
  }
})

test('a statement about a phone is not judged by another one', () => {
  const judged = (device: string, model: string | null, form: Claim['form'] = 'only-on-activation') => {
    const phone =
      model === null ? [] : [{ kind: 'model', name: 'model', value: model, shown: 'No•••' } as const]
    const [result] = judgeClaims([claim(form, { devices: [device, 'TA-1046'] })], {
      before: side(47, 47, { phone }),
      after: later(side(60, 0, { phone })),
      scope: null,
      canary: 'canary.example',
    })
    return [result?.verdict, result?.reason] as const
  }
  for (const model of ['nokia 7 plus', '7 plus', 'ta-1046', 'nokia ta-1046'])
    expect(judged('Nokia 7 Plus', model)).toEqual(['contradicted', expect.not.stringContaining('Nokia')])
  expect(judged('Nokia 7 Plus', 'nokia 7 plus', 'fixed-by-update')[0]).toBe('supported')
  for (const form of ['only-on-activation', 'fixed-by-update'] as const) {
    for (const model of ['nokia 7', 'cornerstone', 'nokia 7 plus 2'])
      expect(judged('Nokia 7 Plus', model, form)).toEqual([
        'not-testable',
        'The statement is about Nokia 7 Plus, and the capture is of another phone (model No•••).',
      ])
    expect(judged('Nokia 7 Plus', null, form)[1]).toMatch(
      / That the capture is of Nokia 7 Plus it does not show\.$/,
    )
  }
  expect(judged('Nokia 7 Plus', 'other', 'only-country')[0]).toBe('not-testable')
})

test('that an update fixed it is supported as far as was tested', () => {
  const reasonWith = (more: Partial<Side>): string | undefined =>
    judgeClaims([claim('fixed-by-update')], {
      before: side(47, 47, more),
      after: later(side(60, 0, more)),
      scope: null,
      canary: 'canary.example',
    })[0]?.reason
  expect(reasonWith({})).not.toMatch(/No device events|same phone/)
  expect(reasonWith({ hasEvents: false })).toContain('No device events were given')
  expect(reasonWith({ phone: [] })).toContain('of the same phone the captures do not show')
})
