import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/core/errors.ts'
import { DAY_LENGTH_MS, planDay } from './day.ts'
import {
  DNS_TYPE,
  decodeV6,
  encodeAnswer,
  encodeName,
  encodeQuery,
  encodeV4,
  encodeV6,
  parseAnswer,
  parseQuestion,
} from './dns-message.ts'
import { parseOptions } from './options.ts'
import { initialFlight, versionNegotiation } from './quic-initial.ts'
import { Random } from './random.ts'
import { VirtualClock } from './virtual-clock.ts'

describe('the plan of a day', () => {
  it('is the same for the same seed and another for another', () => {
    expect(planDay(new Random(7))).toEqual(planDay(new Random(7)))
    expect(planDay(new Random(7))).not.toEqual(planDay(new Random(8)))
  })

  it('has two boots and 44 screen-ons, each followed by a screen-off, all inside the day', () => {
    for (const seed of [1, 2, 3, 7, 11]) {
      const plan = planDay(new Random(seed))
      const count = (kind: string): number => plan.filter((each) => each.kind === kind).length
      expect(count('boot')).toBe(2)
      expect(count('screen-on')).toBe(44)
      expect(count('screen-off')).toBe(44)
      expect(count('unlock')).toBeGreaterThan(20)
      expect(plan.every((each) => each.atMs >= 0 && each.atMs < DAY_LENGTH_MS)).toBe(true)
      const screen = plan.filter((each) => each.kind.startsWith('screen'))
      screen.forEach((each, index) => expect(each.kind).toBe(index % 2 === 0 ? 'screen-on' : 'screen-off'))
    }
  })
})

describe('the virtual clock', () => {
  it('runs what is planned in order and jumps over idle time', async () => {
    const jumps: number[] = []
    const clock = new VirtualClock(
      0,
      () => performance.now(),
      (jump) => {
        jumps.push(jump.emulatedMs)
        return Promise.resolve()
      },
    )
    const order: string[] = []
    clock.at(7_200_000, () => order.push('later'))
    clock.at(3_600_000, () => {
      order.push('first')
      clock.after(10, () => order.push('soon after'))
    })
    clock.at(3_600_000, () => order.push('second'))
    const cancel = clock.at(4_000_000, () => order.push('never'))
    cancel()
    const started = performance.now()
    await clock.runUntil(10_000_000)
    expect(order).toEqual(['first', 'second', 'soon after', 'later'])
    expect(jumps).toEqual([3_600_000, 7_200_000, 10_000_000])
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it('does not jump while bytes are under way', async () => {
    const clock = new VirtualClock(
      0,
      () => performance.now(),
      () => Promise.resolve(),
    )
    let overAt = 0
    clock.at(0, () => {
      void clock.track(new Promise((resolve) => setTimeout(resolve, 200))).then(() => {
        overAt = clock.nowMs()
      })
    })
    await clock.runUntil(1_000_000)
    expect(overAt).toBeGreaterThan(150)
    expect(overAt).toBeLessThan(5000)
  })
})

describe('the small protocols', () => {
  it('reads its own DNS messages, also cut ones', () => {
    const question = { id: 7, name: 'www.news.example.com', type: DNS_TYPE.A }
    expect(parseQuestion(encodeQuery(question))).toEqual(question)
    const records = [
      { name: question.name, type: DNS_TYPE.CNAME, ttlSeconds: 60, data: encodeName('cdn.example.net') },
      { name: 'cdn.example.net', type: DNS_TYPE.A, ttlSeconds: 60, data: encodeV4('198.51.100.22') },
    ]
    expect(parseAnswer(encodeAnswer(question, records))).toEqual({ id: 7, isTruncated: false, records })
    expect(parseAnswer(encodeAnswer(question, records, true))).toMatchObject({
      isTruncated: true,
      records: [],
    })
    expect(decodeV6(encodeV6('2001:db8:100::1a'))).toBe('2001:db8:100:0:0:0:0:1a')
  })

  it('makes Initials of 1200 bytes whose names are not readable without the keys', () => {
    for (const isSplit of [false, true]) {
      const flight = initialFlight('video.example.com', new Random(1).bytes(76), isSplit)
      expect(flight).toHaveLength(isSplit ? 2 : 1)
      for (const datagram of flight) {
        expect(datagram).toHaveLength(1200)
        expect(datagram.includes('video.example.com')).toBe(false)
      }
      // The answer swaps the connection ids.
      const answer = versionNegotiation(flight[0] ?? Buffer.alloc(0))
      expect(answer?.subarray(5, 10)).toEqual(
        Buffer.concat([Buffer.from([4]), flight[0]?.subarray(15, 19) ?? Buffer.alloc(0)]),
      )
    }
    expect(versionNegotiation(Buffer.alloc(40))).toBeNull()
  })
})

describe('the options', () => {
  it('give the incident by default', () => {
    expect(parseOptions(['--scenario', 'leaking-day', '--out', 'x'])).toEqual({
      scenario: 'leaking-day',
      out: 'x',
      seed: 7,
      variant: 'Q',
      operator: 'telenor',
      server: 'by-sim',
      registrationName: 'zzhc.vnet.cn',
      registrationPort: 80,
      phone: 'nokia-7-plus',
    })
  })

  it('take the sender away when fixed or clean, and the home SIM for senders that need it', () => {
    expect(parseOptions(['--scenario', 'fixed-day', '--out', 'x'])).toMatchObject({
      variant: null,
      phone: 'nokia-7-plus-fixed',
    })
    expect(parseOptions(['--scenario', 'short', '--fixed', '--out', 'x'])).toMatchObject({ variant: null })
    expect(parseOptions(['--scenario', 'clean-day', '--out', 'x'])).toMatchObject({
      variant: null,
      phone: 'clean-phone',
    })
    expect(parseOptions(['--scenario', 'short', '--variant', 'N2', '--out', 'x'])).toMatchObject({
      operator: 'china-telecom',
      registrationPort: 5683,
    })
  })

  it.each([
    [[]],
    [['--scenario', 'nope', '--out', 'x']],
    [['--scenario', 'short', '--out', 'x', '--seed', '-1']],
    [['--scenario', 'short', '--out', 'x', '--port', '443']],
    [['--scenario', 'short', '--out', 'x', '--renamed-host', 'Not a name']],
    [['--scenario', 'short', '--out', 'x', '--unknown']],
  ])('refuse %j with a line that says what to do', (args) => {
    expect(() => parseOptions(args)).toThrow(InputError)
  })
})
