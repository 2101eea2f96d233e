import { describe, expect, test } from 'vitest'
import type { Anchor } from '../../correlate/align-by-anchors.ts'
import { Random } from '../../correlate/random.ts'
import type { Recipient, Transmission } from '../../assess/types.ts'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { eventAnomalies } from '../../device/events/anomalies.ts'
import type { ClockAnchor, DeviceEvent } from '../../device/events/types.ts'
import { noTriggerText } from '../../report/event-counts.ts'
import { correlate } from './correlation.ts'
import type { Correlation } from './correlation.ts'
import { FlowSeries, flowKinds } from '../recipients/flow-series.ts'

const start = 1_772_409_600
const end = start + 86_400

function recipient(id: string, host: string, scope = 'public'): Recipient {
  return {
    id,
    host,
    nameEvidence: 'sni',
    domain: host,
    addresses: [{ address: '192.0.2.1', scope, networks: [], countries: [], isCountryAgreed: true }],
    ports: [443],
    protocols: ['tls'],
    organisation: null,
    ambiguity: '',
    flows: 1,
    bytesToServer: 1,
    bytesToClient: 1,
    hasEch: false,
  } as unknown as Recipient
}

function unlocks(count: number, seed: number): DeviceEvent[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => Math.floor(random.between(start + 600, end - 600)))
    .sort((left, right) => left - right)
    .map((sec) => ({ at: { sec, nsec: 0 }, kind: 'unlock', source: 'test', note: '' }))
}

function run(
  flows: readonly [string, FlowSeries][],
  events: readonly DeviceEvent[] | null,
  scope = 'public',
  offsetMs: number | null = 0,
): Correlation {
  return correlate({
    captures: [{ start, end }],
    recipients: flows.map(([id]) => recipient(id, `${id}.example`, scope)),
    transmissions: [],
    flows: flows.map(([id, series]) => ({ recipient: id, flows: series })),
    derived: [],
    timeServers: [],
    given: events === null ? null : { events, anchors: [], offsetMs, oddities: [] },
  })
}

/** A busy host: flows of all sizes at any time, and one of 2,100 to 2,140 bytes after each unlock. */
function busy(events: readonly DeviceEvent[]): FlowSeries {
  const random = new Random(7)
  const series = new FlowSeries()
  for (let index = 0; index < 900; index++)
    series.push(random.between(start, end), random.between(200, 1_200), flowKinds.opaque)
  for (const { at } of events)
    series.push(at.sec + random.between(0.2, 2), 2_100 + random.whole(40), flowKinds.opaque)
  return series
}

test('single flows of one size among many of an encrypted recipient are found by size and name', () => {
  const events = unlocks(30, 3)
  const { triggers } = run([['r1', busy(events)]], events)
  const found = triggers.find((one) => one.flows !== undefined)
  expect(found?.event).toBe('unlock')
  expect(found?.hits).toBe(30)
  expect(found?.flows?.bytesMin).toBeGreaterThanOrEqual(2_100)
  expect(found?.flows?.bytesMax).toBeLessThan(2_200)
  expect(found?.sentence).toMatch(/encrypted connection of 2\d{3} to 2\d{3} bytes to r1\.example/)
})

test.each([
  [3_600_000, 'The phone’s clock is 3,600 s behind the capture’s, by the offset that the user gave.'],
  [-3_600_000, 'The phone’s clock is 3,600 s ahead of the capture’s, by the offset that the user gave.'],
  [0, 'The phone’s clock and the capture’s agree, by the offset that the user gave.'],
])('an offset of %s ms that was given says whose clock is ahead', (offsetMs, sentence) => {
  expect(run([], unlocks(3, 3), 'public', offsetMs).clock.sentence).toBe(sentence)
})

test('what shows the joins of a network by itself does not follow them', () => {
  const checks = new FlowSeries()
  const joins = unlocks(30, 3).map(({ at }) => ({ ...at, sec: at.sec + 7_000 }))
  for (const { sec } of joins) checks.push(sec + 0.05, 200, flowKinds.opaque)
  const signs = joins.map((at): DeviceEvent => ({ at, kind: 'network-up', source: 'traffic', note: '' }))
  const found = (derived: readonly DeviceEvent[], given: readonly DeviceEvent[]): string[] =>
    correlate({
      captures: [{ start, end: end + 10_000 }],
      recipients: [recipient('r1', 'connectivitycheck.gstatic.com')],
      transmissions: [],
      flows: [{ recipient: 'r1', flows: checks }],
      derived,
      timeServers: [],
      given: { events: given, anchors: [], offsetMs: 0, oddities: [] },
    }).triggers.map((one) => one.event)
  expect(found(signs, unlocks(30, 5))).toEqual([])
  expect(found([], signs)).toEqual(['network-up'])
})

test('where events say no time zone and nothing compares the clocks, the zone is asked for', () => {
  const clockOf = (
    oddities: readonly { code: AnomalyCode; line: number; detail: string }[],
    timeServers: Parameters<typeof correlate>[0]['timeServers'] = [],
  ): string =>
    correlate({
      captures: [{ start, end }],
      recipients: [],
      transmissions: [],
      flows: [],
      derived: [],
      timeServers,
      given: { events: unlocks(9, 3), anchors: [], offsetMs: null, oddities },
    }).clock.sentence
  expect(clockOf([])).not.toContain('--events-zone')
  const noZone = [{ code: eventAnomalies.noZone, line: 0, detail: '' }]
  expect(clockOf(noZone)).toContain('--events-zone')
  // A time server compares clocks: an hour between zones it does not see.
  const servers = [0, 600].map((later) => ({
    at: start + later,
    offset: 0.1,
    uncertainty: 0.2,
    source: 'NTP',
  }))
  expect(clockOf([], servers)).toContain('NTP')
  expect(clockOf(noZone, servers)).toContain('--events-zone')
})

describe('where events say no time zone', () => {
  const events = unlocks(30, 3)
  const random = new Random(4)
  const sends = new FlowSeries()
  for (const { at } of events) sends.push(at.sec + random.between(0.4, 1), 400, flowKinds.opaque)
  const later = (seconds: number): DeviceEvent[] =>
    events.map(({ at, ...event }) => ({ ...event, at: { ...at, sec: at.sec + seconds } }))
  const noZone = [{ code: eventAnomalies.noZone, line: 0, detail: '' }]
  const found = (
    given: readonly DeviceEvent[],
    oddities: typeof noZone,
    offsetMs: number | null = null,
  ): Correlation =>
    correlate({
      captures: [{ start, end: end + 10_000 }],
      recipients: [recipient('r1', 'r1.example')],
      transmissions: [],
      flows: [{ recipient: 'r1', flows: sends }],
      derived: [],
      timeServers: [],
      given: { events: given, anchors: [], offsetMs, oddities },
    })

  test('what is off is not called the phone’s clock, and whole hours its zone', () => {
    const hour = found(later(3_600), noZone)
    expect(hour.clock.method).toBe('cross-correlation')
    expect(hour.clock.sentence).toMatch(
      /^The clock of the events, taken as UTC, is 3,\d{3} s ahead of the capture’s/,
    )
    expect(hour.clock.sentence).toContain('most likely their zone')
    expect(hour.clock.sentence).toContain('--events-zone')
    expect(found(later(600), noZone).clock.sentence).not.toContain('most likely their zone')
    expect(found(later(3_600), []).clock.sentence).toMatch(/^The phone’s clock is [^-]*$/)
  })

  test('that nothing follows them is no negative result', () => {
    const days = found(later(7_200), noZone)
    expect(days.triggers).toEqual([])
    expect(noTriggerText(days)).toContain('--events-zone')
    expect(noTriggerText(found(later(7_200), []))).not.toContain('zone')
    expect(noTriggerText(found(later(7_200), noZone, 0))).not.toContain('zone')
  })

  const joins = (moments: readonly DeviceEvent[]): DeviceEvent[] =>
    moments.map((event) => ({ ...event, kind: 'network-up' }))

  test.each([0, 3_600])('events that the traffic shows as well settle it, %i s later', (seconds) => {
    const given = joins(later(seconds))
    const same = correlate({
      captures: [{ start, end: end + 10_000 }],
      recipients: [recipient('r1', 'r1.example')],
      transmissions: [],
      flows: [{ recipient: 'r1', flows: busy(unlocks(30, 9)) }],
      derived: joins(events),
      timeServers: [],
      given: { events: given, anchors: [], offsetMs: null, oddities: noZone },
    })
    expect(same.clock.method).toBe('same-events')
    expect(same.clock.sentence).not.toContain('--events-zone')
    expect(same.clock.sentence.includes('most likely their zone')).toBe(seconds > 0)
    expect(noTriggerText(same)).not.toContain('zone')
  })

  test('events at regular distances, which meet at many offsets, do not; of clocks a time server tells more', () => {
    const regular = (seconds: number): DeviceEvent[] =>
      joins(
        Array.from({ length: 12 }, (_, index) => ({
          at: { sec: start + 1_200 + index * 600 + seconds, nsec: 0 },
          kind: 'network-up',
          source: 'test',
          note: '',
        })),
      )
    const clockOf = (oddities: typeof noZone, timeServers: Anchor[]): Correlation['clock'] =>
      correlate({
        captures: [{ start, end: end + 10_000 }],
        recipients: [],
        transmissions: [],
        flows: [],
        derived: regular(2).slice(0, -1),
        timeServers,
        given: { events: regular(0), anchors: [], offsetMs: null, oddities },
      }).clock
    const server = { at: start + 3_600, offset: 0.1, uncertainty: 0.2, source: 'NTP' }
    expect(clockOf(noZone, [])).toMatchObject({ method: 'same-events', offsetMs: 2_000 })
    expect(clockOf(noZone, []).sentence).toContain('--events-zone')
    expect(clockOf([], [server]).method).toBe('anchor')
  })

  test('where nothing was sent twice, no zone makes sends follow them', () => {
    const once = new FlowSeries()
    once.push(start + 60, 400, flowKinds.opaque)
    const none = correlate({
      captures: [{ start, end }],
      recipients: [recipient('r1', 'r1.example')],
      transmissions: [],
      flows: [{ recipient: 'r1', flows: once }],
      derived: [],
      timeServers: [],
      given: { events, anchors: [], offsetMs: null, oddities: noZone },
    })
    expect(none.pairs).toBe(0)
    expect(noTriggerText(none)).not.toContain('zone')
  })
})

describe('a slow answer is no other clock', () => {
  const random = new Random(12)
  const boots = unlocks(9, 8).map((event): DeviceEvent => ({ ...event, kind: 'boot' }))
  const opened = unlocks(12, 9)
  const closed = opened.map(
    ({ at, ...event }): DeviceEvent => ({ ...event, kind: 'screen-off', at: { ...at, sec: at.sec + 15 } }),
  )
  const answers = (events: readonly DeviceEvent[], from: number, to: number): FlowSeries => {
    const series = new FlowSeries()
    for (const { at } of events) series.push(at.sec + random.between(from, to), 400, flowKinds.opaque)
    return series
  }
  const late: [string, FlowSeries] = ['r1', answers(boots, 24, 28)]
  const soon: [string, FlowSeries] = ['r2', answers(opened, 0.4, 1)]
  const clockOf = (
    flows: readonly [string, FlowSeries][],
    events: readonly DeviceEvent[],
    behind = 0,
  ): Correlation['clock'] =>
    run(
      flows,
      events.map(({ at, ...event }) => ({ ...event, at: { ...at, sec: at.sec - behind } })),
      'public',
      null,
    ).clock

  test.each([
    ['boots alone', [late], boots, 24],
    ['boots beside unlocks that are answered at once', [late, soon], [...boots, ...opened], 0],
    ['the screen goes off at the same time after each unlock', [soon], [...closed, ...opened], 0],
  ] as const)('%s', (_, flows, events, seconds) => {
    const clock = clockOf(flows, events)
    expect(clock).toMatchObject({ method: 'assumed-equal', offsetMs: 0 })
    const said = Number(/the sends begin ([\d.]+) s after the events/.exec(clock.sentence)?.[1])
    expect(Math.abs(said - seconds)).toBeLessThan(2)
  })

  test('where all events show the same offset it is the clock’s', () => {
    for (const behind of [24, -24, 600]) {
      const clock = clockOf([soon], [...closed, ...opened], behind)
      expect(clock.method).toBe('cross-correlation')
      expect(Math.abs(clock.offsetMs / 1_000 - behind)).toBeLessThan(1)
    }
  })
})

describe('sends after few of the events', () => {
  const events = unlocks(30, 14)
  const few = new FlowSeries()
  for (const { at } of events.filter((_, index) => index % 6 === 2))
    few.push(at.sec + 40, 400, flowKinds.opaque)
  const clockOf = (given: readonly DeviceEvent[], derived: readonly DeviceEvent[]): Correlation['clock'] =>
    correlate({
      captures: [{ start, end }],
      recipients: [recipient('r1', 'r1.example')],
      transmissions: [],
      flows: [{ recipient: 'r1', flows: few }],
      derived,
      timeServers: [],
      given: { events: given, anchors: [], offsetMs: null, oddities: [] },
    }).clock
  const joins = events.map(
    ({ at }): DeviceEvent => ({
      at: { sec: at.sec + 1, nsec: 0 },
      kind: 'network-up',
      source: 'traffic',
      note: '',
    }),
  )

  test('move no clock, and what they would move it by is said', () => {
    const clock = clockOf(events, [])
    expect(clock).toMatchObject({ method: 'assumed-equal', offsetMs: 0 })
    expect(clock.sentence).toContain(
      'taken as equal: only 5 of 30 events have a send 40 s after them, which may be a timer of an app',
    )
  })

  test('nor where joins that the traffic shows follow the events at once; late ones show the clock', () => {
    expect(clockOf(events, joins).sentence).toMatch(/the sends begin [01](\.\d+)? s after the events/)
    const early = events.map(({ at, ...event }) => ({ ...event, at: { ...at, sec: at.sec - 600 } }))
    const { method, offsetMs } = clockOf(early, joins)
    expect(method).toBe('cross-correlation')
    expect(Math.abs(offsetMs / 1_000 - 600)).toBeLessThan(2)
  })
})

describe('what follows only where the clocks are moved', () => {
  const random = new Random(6)
  const events = unlocks(30, 11)
  const sentenceOf = (from: number, offsetMs: number | null): string => {
    const series = new FlowSeries()
    for (const { at } of events) series.push(at.sec + from + random.between(0, 0.8), 400, flowKinds.opaque)
    const { triggers } = run([['r1', series]], events, 'public', offsetMs)
    return triggers[0]?.sentence ?? ''
  }

  test('is told with what it is if the clocks agree: a delay, or a send before the event', () => {
    expect(sentenceOf(45, null)).toMatch(
      /within .* This holds if the clocks differ by 45 s, which only the sends themselves suggest; if the clocks agree, the sends come 45 s after the unlocks \(median\)\.$/,
    )
    expect(sentenceOf(-4, null)).toMatch(
      /This holds if the clocks differ by 4 s, .* the sends come 3\.\d s before the unlocks \(median\)\.$/,
    )
  })

  test('is not where clocks were compared', () => {
    expect(sentenceOf(45, 45_000)).not.toContain('if the clocks agree')
    expect(sentenceOf(1, null)).not.toContain('if the clocks agree')
  })
})

test('clocks that were compared by ADB: what the phone says of time servers is no such comparison', () => {
  const anchor = (source: string, offsetMs: number): ClockAnchor => ({
    at: { sec: start + 600, nsec: 0 },
    offsetMs,
    uncertaintyMs: 20,
    source,
  })
  const clockOf = (...anchors: ClockAnchor[]): Correlation['clock'] =>
    correlate({
      captures: [{ start, end }],
      recipients: [],
      transmissions: [],
      flows: [],
      derived: [],
      timeServers: [],
      given: { events: unlocks(9, 3), anchors, offsetMs: null, oddities: [] },
    }).clock
  const servers = [anchor('NTP of the phone', 68_450), anchor('NTP of the phone', 68_440)]
  expect(clockOf(...servers).method).toBe('assumed-equal')
  const far = clockOf(anchor('adb', 5_000), ...servers)
  expect(far).toMatchObject({ method: 'anchor', offsetMs: 5_000 })
  // It was made as the capture began, and the last event is of most of a day later.
  expect(far.uncertaintyMs).toBeGreaterThan(1_500)
  expect(far.uncertaintyMs).toBeLessThan(2_020)
  // The capture may have been made by the phone.
  expect(far.sentence).toContain('--clock-offset 0')
  expect(clockOf(anchor('adb', 10)).sentence).not.toContain('--clock-offset')
})

test('flows are not looked at without events of the device, nor are servers of the own network and of names', () => {
  const events = unlocks(30, 4)
  expect(run([['r1', busy(events)]], null).pairs).toBe(0)
  expect(run([['r1', busy(events)]], events, 'private').pairs).toBe(0)
  const names = new FlowSeries()
  for (const { at } of events) names.push(at.sec + 1, 40, flowKinds.names)
  expect(run([['r1', names]], events).pairs).toBe(0)
})

test('a series of flows grows, keeps its order and its kinds', () => {
  const series = new FlowSeries()
  for (let index = 20; index > 0; index--) series.push(index, index * 10, index % 2)
  const { times, sizes, opaque } = series.sorted()
  expect([...times]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  expect(sizes[4]).toBe(50)
  expect(opaque).toBe(10)
  expect(series.length).toBe(20)
})

test('a device without captures, and a capture without anything', () => {
  const empty = correlate({
    captures: [],
    recipients: [],
    transmissions: [],
    flows: [],
    derived: [],
    timeServers: [],
    given: { events: unlocks(3, 1), anchors: [], offsetMs: null, oddities: [] },
  })
  expect(empty.triggers).toEqual([])
  expect(empty.observedSeconds).toBe(0)
  expect(empty.clock.method).toBe('assumed-equal')
})

test('events of another time are said to be so, and what the traffic shows is compared as if they were not given', () => {
  const at = (sec: number): DeviceEvent => ({
    at: { sec, nsec: 0 },
    kind: 'network-up',
    source: 'test',
    note: '',
  })
  const joins = unlocks(30, 5).map(({ at: { sec } }) => sec)
  const transmissions = joins.map((sec) => ({ recipient: 'r1', at: { sec: sec + 1, nsec: 0 } }))
  const input = {
    captures: [{ start, end }],
    recipients: [recipient('r1', 'r1.example'), recipient('r2', 'r2.example')],
    transmissions: transmissions as unknown as Transmission[],
    flows: [{ recipient: 'r2', flows: busy(joins.map(at)) }],
    derived: joins.map(at),
    timeServers: [],
  }
  const plain = correlate({ ...input, given: null })
  expect(plain.triggers).toHaveLength(1)
  expect(plain.outside).toBeNull()
  const later = joins.map((sec) => at(sec + 14 * 86_400))
  const given = { anchors: [], offsetMs: 0, oddities: [] }
  const wrong = correlate({ ...input, given: { ...given, events: later } })
  expect(wrong.triggers).toEqual(plain.triggers)
  expect(wrong.pairs).toBe(plain.pairs)
  expect(wrong.outside?.sentence).toMatch(
    /^None of the 30 events .* \(2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z\)/,
  )
  const one = correlate({ ...input, given: { ...given, events: later.slice(0, 1) } })
  expect(one.outside?.sentence).toMatch(/^The event that was given does not lie .* compared with it: /)
  const some = correlate({ ...input, given: { ...given, events: [...joins.map(at), ...later.slice(0, 2)] } })
  expect(some.outside).toMatchObject({ given: 32, outside: 2 })
  expect(some.triggers.some((one) => one.isDerived)).toBe(false)
})

describe('while the phone is off the network', () => {
  const events = unlocks(40, 3)
  const [from, to] = [start + 20_000, start + 60_000]
  const isAway = ({ at }: DeviceEvent): boolean => at.sec > from && at.sec < to - 300
  const leaving = (['network-down', 'network-up'] as const).map(
    (kind, index): DeviceEvent => ({
      at: { sec: index === 0 ? from : to, nsec: 0 },
      kind,
      source: 'test',
      note: '',
    }),
  )
  const answers = new FlowSeries()
  for (const event of events) if (!isAway(event)) answers.push(event.at.sec + 1, 300, flowKinds.readable)
  const away = events.filter(isAway).length

  test('its events are no chances to see a send, and that time is not observed', () => {
    const { triggers, observedSeconds, outside } = run([['r1', answers]], [...events, ...leaving])
    const found = triggers.find(({ event }) => event === 'unlock')
    expect([found?.hits, found?.exposures]).toEqual([40 - away, 40 - away])
    expect(observedSeconds).toBeCloseTo(86_401 - 40_000 + 300 + 1.1, 0)
    expect(outside).toMatchObject({ given: 42, outside: away })
    expect(outside?.sentence).toMatch(
      new RegExp(
        `^${away} of 42 events lie where the phone was off the network, .* counts as not observed\\.$`,
      ),
    )
  })

  test('what is sent in it says that it was there, unless another device sends, too', () => {
    const usual = new FlowSeries()
    for (let at = start; at < end; at += 60) if (at < from || at > to) usual.push(at, 300, flowKinds.opaque)
    const lateSends = (senders: readonly Pick<Transmission, 'sender' | 'clientAddress'>[]): Correlation =>
      correlate({
        captures: [{ start, end }],
        recipients: [recipient('r1', 'r1.example'), recipient('r2', 'r2.example')],
        transmissions: [from + 5_000, from + 20_000, to + 5_000].map(
          (sec, turn) =>
            ({
              recipient: 'r1',
              at: { sec, nsec: 0 },
              ...senders[turn % senders.length],
            }) as Transmission,
        ),
        flows: [{ recipient: 'r2', flows: usual }],
        derived: [],
        timeServers: [],
        given: { events: [...events, ...leaving], anchors: [], offsetMs: 0, oddities: [] },
      })
    const own = '192.168.1.20'
    expect(lateSends([{ sender: own }]).outside).toBeNull()
    expect(lateSends([{ clientAddress: '2001:db8::20' }]).outside).toBeNull()
    for (const other of ['192.168.1.21', '203.0.113.200', '2001:db8::21'])
      expect(
        lateSends([{ clientAddress: other }, { clientAddress: other }, { sender: own, clientAddress: own }])
          .outside?.sentence,
      ).toMatch(
        /nobody saw what it sent after them, and that time counts as not observed \(the 2 sends captured in it are taken for another device’s\)\.$/,
      )
    expect(lateSends([{ sender: own }, { sender: '192.168.1.21' }]).outside?.sentence).toContain(
      'another device’s',
    )
  })

  test('without a word of it they are', () => {
    const { triggers, outside } = run([['r1', answers]], events)
    expect(triggers.find(({ event }) => event === 'unlock')).toMatchObject({ hits: 40 - away, exposures: 40 })
    expect(outside).toBeNull()
  })
})

test('of what is sent, time counts in which requests were captured; of contacts, that of logs of names, too', () => {
  const events = unlocks(60, 3)
  const half = (start + end) / 2
  const early = events.filter(({ at }) => at.sec < half - 300)
  const transmissions = (sent: readonly DeviceEvent[]): Transmission[] =>
    sent.map(({ at }) => ({ recipient: 'r1', at: { sec: at.sec + 2, nsec: 0 } }) as Transmission)
  const heard = new FlowSeries()
  for (const { at } of events) heard.push(at.sec + 1, 300, flowKinds.opaque)
  const of = (isNamesOnly: boolean, sent: readonly DeviceEvent[]): Correlation =>
    correlate({
      captures: [isNamesOnly ? { start, end, isNamesOnly } : { start, end }, { start, end: half }],
      recipients: [recipient('r1', 'r1.example'), recipient('r2', 'r2.example')],
      transmissions: transmissions(sent),
      flows: [{ recipient: 'r2', flows: heard }],
      derived: [],
      timeServers: [],
      given: { events, anchors: [], offsetMs: 0, oddities: [] },
    })
  const exposures = ({ triggers }: Correlation): Record<string, number> =>
    Object.fromEntries(triggers.map((one) => [one.recipient, one.exposures]))
  const mixed = of(true, early)
  const whole = of(false, early)
  expect(exposures(whole)).toMatchObject({ r1: 60, r2: 60 })
  expect(exposures(mixed)['r2']).toBe(60)
  expect(exposures(mixed)['r1']).toBeLessThan(45)
  expect(mixed.observedSeconds).toBeCloseTo(half - start + 1, 0)
  expect(whole.outside).toBeNull()
  expect(mixed.outside?.sentence).toMatch(
    /^\d+ of 60 events lie where only names and contacts were recorded: nobody saw what was sent after them/,
  )
  // A name that was asked for may be what identifies.
  expect(exposures(of(true, events))).toMatchObject({ r1: 60, r2: 60 })
})

test('events between captures lie outside of their time, and it is said that there is time between them', () => {
  const events = unlocks(30, 3)
  const of = (captures: readonly { readonly start: number; readonly end: number }[]): string | undefined =>
    correlate({
      captures,
      recipients: [],
      transmissions: [],
      flows: [],
      derived: [],
      timeServers: [],
      given: { events, anchors: [], offsetMs: 0, oddities: [] },
    }).outside?.sentence
  const parts = [
    { start, end: start + 20_000 },
    { start: start + 60_000, end },
  ]
  expect(of(parts)).toMatch(
    /^\d+ of 30 events lie outside of the time of the capture \(2 stretches, 2026-03-02T00:00:00Z to 2026-03-03T00:00:00Z, with time between them\) and say nothing about it\.$/,
  )
  expect(of([...parts, { start: start + 10_000, end: start + 70_000 }])).toBeUndefined()
  expect(of([{ start, end: start + 40_000 }])).toMatch(
    /capture \(2026-03-02T00:00:00Z to 2026-03-02T11:06:40Z\) and/,
  )
})

test('logs of names alone are all that there is to go by', () => {
  const events = unlocks(30, 3)
  const { observedSeconds, outside } = correlate({
    captures: [{ start, end, isNamesOnly: true }],
    recipients: [],
    transmissions: [],
    flows: [],
    derived: [],
    timeServers: [],
    given: { events, anchors: [], offsetMs: 0, oddities: [] },
  })
  expect([observedSeconds, outside]).toEqual([end - start + 1, null])
})
