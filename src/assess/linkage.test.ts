import { describe, expect, test } from 'vitest'
import { isWholeImei } from '../detect/identifiers/imei.ts'
import { linkageOf as linkageBy } from './linkage.ts'
import type { Linkage, LimitedPlaces, TokenFacts } from './linkage.ts'

function facts(
  value: string,
  given: {
    hosts?: string[]
    flows?: number
    days?: number
    fields?: string[]
    count?: number
    limited?: LimitedPlaces[]
  },
): TokenFacts {
  const {
    hosts = ['a.one.example'],
    flows = 1,
    days = 1,
    fields = ['a.one.example id'],
    count = 1,
    limited = [],
  } = given
  return {
    value,
    count,
    first: 0,
    last: days === 1 ? 100 : (days - 1) * 86_400,
    hosts: new Set(hosts),
    flows: new Set(Array.from({ length: flows }, (_, index) => `f${index}`)),
    days: new Set(Array.from({ length: days }, (_, index) => index)),
    fields: new Set(fields),
    devices: new Set([0]),
    limited: new Set(limited),
  }
}

const linkageOf = (
  given: readonly ReadonlyMap<string, TokenFacts>[],
  domainOf: (host: string) => string,
): Linkage => linkageBy(given, domainOf, isWholeImei)
const domain = (host: string): string => host.split('.').slice(-2).join('.')
const device = (...tokens: TokenFacts[]): Map<string, TokenFacts> =>
  new Map(tokens.map((one) => [one.value, one]))

describe('linkage', () => {
  test('the same value for two parties is a link, for two hosts of one it is none', () => {
    const { links } = linkageOf(
      [
        device(
          facts('token-12345', { hosts: ['a.one.example', 'b.two.test'] }),
          facts('token-67890', { hosts: ['a.one.example', 'b.one.example'] }),
        ),
      ],
      domain,
    )
    expect(links.map(({ value, kind, confidence }) => [value, kind, confidence])).toEqual([
      ['token-12345', 'linked', 'possible'],
    ])
  })

  test('domains of one organisation are one party, among others, too', () => {
    const owner = (host: string): string => (domain(host) === 'other.test' ? 'them' : 'us')
    const sent = (value: string, hosts: string[], more: Partial<TokenFacts> = {}): TokenFacts => ({
      ...facts(value, { hosts, count: 3, fields: [`${hosts[0]} ${value}`] }),
      ...more,
    })
    const ours = ['a.one.example', 'b.two.test', 'c.three.test']
    const { links, once } = linkageBy(
      [
        device(
          sent('token-11111', ours),
          sent('token-22222', ours, { flows: new Set(['f0', 'f1']) }),
          sent('token-33333', [...ours, 'd.other.test']),
        ),
      ],
      domain,
      isWholeImei,
      owner,
    )
    expect(
      links.map(({ value, kind, domains, reasons }) => [value, kind, domains.length, reasons[0]]),
    ).toEqual([
      ['token-33333', 'linked', 4, 'the same value went to 2 parties: what they know can be joined by it'],
      ['token-22222', 'stable', 3, 'it is the same over 2 connections'],
    ])
    expect(once).toBe(1)
  })

  test('an IMEI with and without its check digit is one value', () => {
    const { links, values } = linkageOf(
      [
        device(
          facts('35209900176148', { hosts: ['a.one.example'], fields: ['a.one.example did'] }),
          facts('352099001761481', { hosts: ['b.two.test'], fields: ['b.two.test imei'] }),
          facts('35209900176149', { hosts: ['b.two.test'] }),
        ),
      ],
      domain,
    )
    expect(values).toBe(2)
    expect(links.map(({ value, kind, count, domains }) => [value, kind, count, domains])).toEqual([
      ['352099001761481', 'linked', 2, ['one.example', 'two.test']],
    ])
  })

  test('hex is one value in either case, and with dashes or without', () => {
    const [one, two, three] = [['a.one.example'], ['b.two.test'], ['c.three.test']]
    const { links, values, shared } = linkageOf(
      [
        device(
          facts('39ba481f00c2d7e1', { hosts: one, count: 2 }),
          facts('39BA481F00C2D7E1', { hosts: two }),
          facts('3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37', { hosts: one, count: 2 }),
          facts('3f2a8d1c7b644e0f9a51c2d8e6f01b37', { hosts: three }),
          facts('abcdef01-2345-6789-abcd-ef0123456789', { hosts: one }),
          // Base64 is another value in another case.
          facts('c29tZXRoaW5n', { hosts: one }),
          facts('C29TZXROAW5N', { hosts: two }),
        ),
        device(facts('ABCDEF0123456789ABCDEF0123456789', { hosts: one })),
      ],
      domain,
    )
    expect(links.map(({ value, kind, domains }) => [value, kind, domains.length])).toEqual([
      ['39ba481f00c2d7e1', 'linked', 2],
      ['3f2a8d1c-7b64-4e0f-9a51-c2d8e6f01b37', 'linked', 2],
    ])
    expect([values, shared]).toEqual([6, 2])
  })

  test('a value that stays over connections is stable; one of a field that changes is a session', () => {
    const { links, once } = linkageOf(
      [
        device(
          facts('device-1234', { count: 5, flows: 3, days: 2, fields: ['a.one.example did'] }),
          facts('session-1111', { count: 4, flows: 2, fields: ['a.one.example sid'] }),
          facts('session-2222', { count: 4, flows: 2, fields: ['a.one.example sid'] }),
          facts('nonce-99999', { fields: ['a.one.example n'] }),
        ),
      ],
      domain,
    )
    expect(links.map(({ value }) => value)).toEqual(['device-1234'])
    expect(once).toBe(3)
  })

  test('what was seen twice is not stable, and three times it is', () => {
    const seen = (value: string, count: number): TokenFacts =>
      facts(value, { count, flows: 2, fields: [`a.one.example ${value}`] })
    const { links } = linkageOf([device(seen('twice-12345', 2), seen('thrice-1234', 3))], domain)
    expect(links.map(({ value }) => value)).toEqual(['thrice-1234'])
  })

  test('a value for two parties on two days of which every field has others, too, is possible only', () => {
    const session = (value: string): TokenFacts =>
      facts(value, { hosts: ['a.one.example', 'b.two.test'], days: 2, fields: ['a.one.example sid'] })
    const { links } = linkageOf([device(session('session-1111'), session('session-2222')), device()], domain)
    expect(links.map(({ confidence }) => confidence)).toEqual(['possible', 'possible'])
  })

  test('what other devices send too is no identifier, and what only one sends is one with more certainty', () => {
    const both = facts('app-key-4711', { count: 9, flows: 4 })
    const { links, shared } = linkageOf(
      [
        device(both, facts('dev-0000001', { count: 9, flows: 4, days: 2, fields: ['a.one.example did'] })),
        device(both, facts('dev-0000002', { count: 9, flows: 4, days: 2, fields: ['a.one.example did'] })),
      ],
      domain,
    )
    expect(links.map(({ value, confidence }) => [value, confidence])).toEqual([
      ['dev-0000001', 'probable'],
      ['dev-0000002', 'probable'],
    ])
    expect(shared).toBe(2)
  })

  test('a number of few digits is possible only, since it may be a version', () => {
    const given = { hosts: ['a.one.example', 'b.two.test'], flows: 4, days: 3, count: 9 }
    const { links } = linkageOf(
      [
        device(facts('711178002', given), facts('4280387012', { ...given, fields: ['a.one.example uid'] })),
        device(),
      ],
      domain,
    )
    expect(
      links.map(({ value, confidence, reasons }) => [
        value,
        confidence,
        reasons.includes('a number of so few digits may also be a version or a size'),
      ]),
    ).toEqual([
      ['4280387012', 'probable', false],
      ['711178002', 'possible', true],
    ])
  })

  test('of what was kept up to a limit, a least number is told', () => {
    const { links } = linkageOf(
      [
        device(
          facts('dev-0000001', { count: 90, flows: 64, days: 3, limited: ['flows'] }),
          facts('dev-0000002', {
            hosts: ['a.one.example', 'b.two.test'],
            days: 64,
            limited: ['hosts', 'days'],
            fields: ['b.two.test id'],
          }),
        ),
      ],
      domain,
    )
    expect(links.map(({ limited, reasons }) => [limited, reasons.slice(0, 2)])).toEqual([
      [
        ['days', 'hosts'],
        [
          'the same value went to at least 2 parties: what they know can be joined by it',
          'it is the same on at least 64 days',
        ],
      ],
      [['flows'], ['it is the same over at least 64 connections', 'it is the same on 3 days']],
    ])
  })

  test('with one capture of each device, a value of a session looks like one that lasts', () => {
    const fresh = (value: string, days: number): TokenFacts =>
      facts(value, { hosts: ['a.one.example', 'b.two.test'], fields: [`a.one.example ${value}`], days })
    const { links } = linkageOf(
      [device(fresh('session-1111', 1), fresh('device-1111', 2)), device(fresh('session-2222', 1))],
      domain,
    )
    expect(links.map(({ value, confidence }) => [value, confidence])).toEqual([
      ['device-1111', 'probable'],
      ['session-1111', 'possible'],
      ['session-2222', 'possible'],
    ])
    const why = 'it was seen within 24 hours only: that it lasts, and is of no session, that does not show'
    expect(links.map(({ reasons }) => reasons.includes(why))).toEqual([false, true, true])
  })

  test('two days of UTC within a session show nothing; a day apart does, at whatever hour', () => {
    const over = (seconds: number): unknown => {
      const one = facts('session-1111', { count: 5, flows: 5, days: 2, fields: ['a.one.example sid'] })
      const [link] = linkageOf([device({ ...one, last: seconds }), device()], domain).links
      return [link?.confidence, link?.reasons.some((reason) => reason.includes('2 days'))]
    }
    expect(over(1_200)).toEqual(['possible', false])
    expect(over(15 * 3_600)).toEqual(['possible', false])
    expect(over(86_400)).toEqual(['probable', true])
  })

  test('a value that lasts for hours is stable where no connections are told apart', () => {
    const lasting = { ...facts('device-1234', { count: 5, fields: ['a.one.example did'] }), last: 8_000 }
    const brief = { ...lasting, value: 'device-5678', last: 3_000, fields: new Set(['a.one.example other']) }
    const { links } = linkageOf([device(lasting, brief)], domain)
    expect(
      links.map(({ value, kind, confidence, reasons }) => [value, kind, confidence, reasons[0]]),
    ).toEqual([['device-1234', 'stable', 'possible', 'it is the same over 2 hours']])
  })
})

test('IMEIs that several devices send are counted, each once', () => {
  const both = [facts('352099001761481', {}), facts('token-12345', {})]
  expect(linkageOf([device(...both), device(...both)], domain)).toMatchObject({ shared: 4, sharedImeis: 1 })
  expect(linkageOf([device(...both)], domain)).toMatchObject({ shared: 0, sharedImeis: 0 })
})

test.each(['255620677933456', '004999010640000', '352099001761482'])(
  '%s, which several devices send, is no IMEI of one phone',
  (value) =>
    expect(linkageOf([device(facts(value, {})), device(facts(value, {}))], domain)).toMatchObject({
      shared: 2,
      sharedImeis: 0,
    }),
)
