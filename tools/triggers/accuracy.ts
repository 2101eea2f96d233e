/**
 * `npm run triggers:accuracy`: how often the statistics of triggers, periods and clocks are right, on simulated phones
 * whose laws are known. Prints one line for each number that is promised, and exits with 1 where one is not kept.
 */
import { alignByCorrelation } from '../../src/correlate/align-by-correlation.ts'
import { findPeriods } from '../../src/correlate/period.ts'
import { Random } from '../../src/correlate/random.ts'
import { findTriggers } from '../../src/correlate/triggers.ts'
import { compareMoved } from '../../test/support/simulate-moves.ts'
import {
  ordinarySenders,
  simulatePauses,
  simulatePhone,
  simulateScript,
  simulateTimetables,
  simulateUse,
  type PhoneLaw,
  type SenderLaw,
} from '../../test/support/simulate-senders.ts'

const isSmall = process.argv.includes('--small')
const isYearOnly = process.argv.includes('--year')
const scale = isSmall ? 0.1 : 1
let isKept = true

function runs(count: number): number {
  return Math.max(10, Math.round(count * scale))
}

function line(what: string, value: string, promise: string, isGood: boolean): void {
  if (!isGood) isKept = false
  process.stdout.write(`${isGood ? 'ok  ' : 'MISS'}  ${what.padEnd(70)} ${value.padStart(22)}   ${promise}\n`)
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / whole).toFixed(2)} %)`
}

function day(seed: number, senders: readonly SenderLaw[], more: Partial<PhoneLaw> = {}): PhoneLaw {
  return { seed, days: 1, screenOnsPerDay: 50, unlockShare: 0.6, senders, ...more }
}

/** Senders that do answer events, so that shuffling has something to break. */
const responders: readonly SenderLaw[] = [
  {
    name: 'news.example',
    perHour: 1,
    burst: 4,
    triggers: [{ kind: 'unlock', probability: 0.6, latency: { law: 'exponential', from: 1, mean: 6 } }],
  },
  {
    name: 'push.example',
    triggers: [{ kind: 'screen-on', probability: 0.9, latency: { law: 'uniform', from: 0.2, to: 2 } }],
  },
]

function falseAssociations(): void {
  for (const [title, isShuffled] of [
    ['independent events', false],
    ['shuffled events', true],
  ] as const) {
    let found = 0
    let pairs = 0
    let bad = 0
    const total = runs(300)
    for (let seed = 1; seed <= total; seed++) {
      const random = new Random(seed, 5)
      const senders = [...ordinarySenders(random, 30), ...(isShuffled ? responders : [])]
      const days = seed % 3 === 0 ? 3 : 1
      const phone = simulatePhone(day(seed, senders, { days, missedShare: seed % 5 === 0 ? 0.3 : 0 }))
      // The same day lived by somebody else: same rhythm, other minutes.
      const other = simulatePhone(day(seed + 100_000, senders, { days }))
      const result = findTriggers({
        series: phone.series,
        events: isShuffled ? other.events : phone.events,
        observed: phone.observed,
        slack: 0,
        seed,
      })
      found += result.triggers.length
      pairs += result.pairs
      if (result.triggers.length > 0) bad++
    }
    line(`false associations, ${title}: pairs`, share(found, pairs), '≤ 1 %', found <= 0.01 * pairs)
    line(
      `false associations, ${title}: days with any`,
      share(bad, total),
      '≤ 1 %',
      bad <= Math.max(1, 0.01 * total),
    )
  }
}

/** Heartbeats that fit the distance of the events of a script. */
function heartbeats(): void {
  let bad = 0
  const total = runs(300)
  for (let seed = 1; seed <= total; seed++) {
    const phone = simulateScript(new Random(seed, 13))
    if (findTriggers({ ...phone, slack: 0, seed }).triggers.length > 0) bad++
  }
  line(
    'false associations, events every ten minutes beside 8 heartbeats',
    share(bad, total),
    '≤ 1 %',
    bad <= Math.max(1, 0.01 * total),
  )
}

function power(): void {
  for (const probability of [0.8, 1]) {
    let found = 0
    const total = runs(200)
    for (let seed = 1; seed <= total; seed++) {
      const random = new Random(seed, 6)
      const sender: SenderLaw = {
        name: 'sender.example',
        perHour: 0.5,
        triggers: [{ kind: 'screen-on', probability, latency: { law: 'uniform', from: 0, to: 30 } }],
      }
      const law = day(seed, [...ordinarySenders(random, 40), sender], {
        screenOnsPerDay: 45,
        screenOnsMax: 20,
        unlockShare: 0.5,
      })
      const phone = simulatePhone(law)
      const { events } = phone
      const result = findTriggers({ series: phone.series, events, observed: phone.observed, slack: 0, seed })
      if (
        result.triggers.some((one) => one.event === 'screen-on' && one.recipient === `r${law.senders.length}`)
      )
        found++
    }
    line(
      `power: a sender answering ${probability * 100} % of 20 events within 30 s, 41 recipients`,
      share(found, total),
      '≥ 95 %',
      found >= 0.95 * total,
    )
  }
}

function nested(): void {
  for (const truth of ['screen-on', 'unlock'] as const) {
    let right = 0
    const total = runs(200)
    for (let seed = 1; seed <= total; seed++) {
      const random = new Random(seed, 7)
      const sender: SenderLaw = {
        name: 'sender.example',
        perHour: 0.3,
        triggers: [
          {
            kind: truth,
            probability: 0.9,
            latency: { law: 'exponential', from: 0.3, mean: random.between(1, 6) },
          },
        ],
      }
      const phone = simulatePhone(
        day(seed, [...ordinarySenders(random, 10), sender], { screenOnsPerDay: 60, unlockShare: 0.66 }),
      )
      const ons = phone.events.find((one) => one.kind === 'screen-on')?.times ?? new Float64Array()
      const unlocks = phone.events.find((one) => one.kind === 'unlock')?.times ?? new Float64Array()
      // Cut the day where twenty screen-ons were not followed by an unlock.
      let separating = 0
      let until = Number.POSITIVE_INFINITY
      for (const at of ons) {
        if (!unlocks.some((unlock) => unlock >= at && unlock < at + 6)) separating++
        if (separating === 20) {
          until = at + 100
          break
        }
      }
      const events = phone.events.map((one) => ({ ...one, times: one.times.filter((at) => at < until) }))
      const { triggers } = findTriggers({
        series: phone.series,
        events,
        observed: phone.observed,
        slack: 0,
        seed,
      })
      const own = triggers.filter((one) => one.recipient === 'r11')
      const standing = own.filter(
        (one) => one.explainedBy === undefined && ['screen-on', 'unlock'].includes(one.event),
      )
      if (standing.length === 1 && standing[0]?.event === truth) right++
    }
    line(
      `nested: ${truth} is named alone, 20 events separate`,
      share(right, total),
      '≥ 95 %',
      right >= 0.95 * total,
    )
  }
}

function clocks(): void {
  let within = 0
  let said = 0
  let worst = 0
  const total = runs(200)
  for (let seed = 1; seed <= total; seed++) {
    const random = new Random(seed, 8)
    const offset = random.between(-3_600, 3_600)
    const sender: SenderLaw = {
      name: 'sender.example',
      perHour: 0.5,
      triggers: [
        {
          kind: 'screen-on',
          probability: 0.85,
          latency: { law: 'exponential', from: 0.2, mean: random.between(0.5, 5) },
        },
      ],
    }
    const phone = simulatePhone(day(seed, [...ordinarySenders(random, 25), sender], { offset }))
    const relations = phone.series.flatMap((series) =>
      phone.events.map((events) => ({ events: events.times, sends: series.times })),
    )
    const alignment = alignByCorrelation(relations, phone.observed)
    if (alignment === null) continue
    said++
    const error = Math.abs(alignment.offsetMs / 1_000 - offset)
    worst = Math.max(worst, error)
    if (error <= 1) within++
  }
  line('clock: offset up to 1 h recovered within 1 s', share(within, total), '≥ 95 %', within >= 0.95 * total)
  line(
    'clock: an offset was stated',
    share(said, total),
    `worst error ${worst.toFixed(2)} s`,
    said >= 0.95 * total,
  )
  let stated = 0
  const quiet = runs(100)
  for (let seed = 1; seed <= quiet; seed++) {
    const phone = simulatePhone(day(seed, ordinarySenders(new Random(seed, 9), 25)))
    const relations = phone.series.flatMap((series) =>
      phone.events.map((events) => ({ events: events.times, sends: series.times })),
    )
    if (alignByCorrelation(relations, phone.observed) !== null) stated++
  }
  line(
    'clock: an offset is stated although nothing relates',
    share(stated, quiet),
    '≤ 2 %',
    stated <= Math.max(1, 0.02 * quiet),
  )
}

/** Apps that send while the phone is used, and events in the middle of a use, on clocks that agree. */
function clocksInUse(): void {
  let stated = 0
  const total = runs(100)
  for (let seed = 1; seed <= total; seed++) {
    const random = new Random(seed, 14)
    const phone = simulateUse(random, {
      startSeconds: random.between(100, 600),
      sendSeconds: random.between(15, 200),
      senders: 5,
    })
    const relations = phone.series.flatMap((series) =>
      phone.events.map((events) => ({ events: events.times, sends: series.times })),
    )
    if (alignByCorrelation(relations, phone.observed) !== null) stated++
  }
  line(
    'clock: an offset is stated of apps that send in use',
    share(stated, total),
    '≤ 2 %',
    stated <= Math.max(1, 0.02 * total),
  )
}

/** What is sent at any time while the phone is used follows starts of apps, too: the sentence has to say so. */
function use(): void {
  let said = 0
  let listed = 0
  const total = runs(100)
  for (let seed = 1; seed <= total; seed++) {
    const random = new Random(seed, 15)
    const phone = simulateUse(random, {
      startSeconds: random.between(100, 600),
      sendSeconds: random.between(15, 200),
      senders: 5,
    })
    const { triggers } = findTriggers({ ...phone, slack: 0, seed })
    listed += triggers.length
    said += triggers.filter(({ sentence }) => sentence.includes('only while the phone is used')).length
  }
  line('sends at any time of use: told with the doubt', share(said, listed), '≥ 98 %', said >= 0.98 * listed)
}

/** Events and sends that each keep to a time of day: what is listed of them has to say so. */
function timetables(): void {
  let bad = 0
  const total = runs(200)
  for (let seed = 1; seed <= total; seed++) {
    const phone = simulateTimetables(new Random(seed, 16), seed % 2 === 0 ? 60 : 300)
    const { triggers } = findTriggers({ ...phone, slack: 0, seed })
    if (triggers.some(({ sentence }) => !sentence.includes('a time of day of their own'))) bad++
  }
  line(
    'false associations, timetables: fortnights with any without the doubt',
    share(bad, total),
    '≤ 2 %',
    bad <= Math.max(1, 0.02 * total),
  )
}

function periods(): void {
  for (const [title, jitterShare] of [
    ['constant', 0.0002],
    ['jittered (5 %)', 0.05],
  ] as const) {
    let within = 0
    const total = runs(200)
    for (let seed = 1; seed <= total; seed++) {
      const random = new Random(seed, 10)
      const seconds = Math.exp(random.between(Math.log(60), Math.log(4 * 3_600)))
      const phone = simulatePhone(
        day(
          seed,
          [{ name: 'beacon.example', perHour: 0.5, period: { seconds, jitter: jitterShare * seconds } }],
          {
            days: Math.max(1, Math.ceil((500 * seconds) / 86_400)),
            missedShare: seed % 4 === 0 ? 0.1 : 0,
          },
        ),
      )
      const found = findPeriods(phone.series[0] as (typeof phone.series)[0], phone.observed, phone.events)
      if (found.some((one) => Math.abs(one.periodS - seconds) <= 0.01 * seconds)) within++
    }
    line(
      `period, ${title}: recovered within 1 %, 500 intervals`,
      share(within, total),
      '≥ 95 %',
      within >= 0.95 * total,
    )
  }
  let right = 0
  const total = runs(100)
  for (let seed = 1; seed <= total; seed++) {
    const random = new Random(seed, 11)
    const retries = 3 + random.whole(8)
    const phone = simulatePhone(
      day(
        seed,
        [
          {
            name: 'retry.example',
            triggers: [
              { kind: 'boot', probability: 1, latency: { law: 'constant', seconds: 60, jitter: 0.2 } },
            ],
            retries: { count: retries, seconds: 3_600 },
          },
        ],
        { days: 20, bootsPerDay: 0.7 },
      ),
    )
    const found = findPeriods(phone.series[0] as (typeof phone.series)[0], phone.observed, phone.events)
    if (found.some((one) => Math.abs(one.periodS - 3_600) <= 36 && one.stopsAfter === retries)) right++
  }
  line('retry ladders: distance and number right', share(right, total), '≥ 90 %', right >= 0.9 * total)
  let invented = 0
  const quiet = runs(200)
  for (let seed = 1; seed <= quiet; seed++) {
    const random = new Random(seed, 12)
    const phone = simulatePhone(
      day(seed, [{ name: 'app.example', perHour: random.between(0.5, 20), burst: random.whole(6) + 1 }], {
        days: 2,
      }),
    )
    if (findPeriods(phone.series[0] as (typeof phone.series)[0], phone.observed, phone.events).length > 0)
      invented++
  }
  line(
    'period: one is named where there is none',
    share(invented, quiet),
    '≤ 1 %',
    invented <= Math.max(1, 0.01 * quiet),
  )
  let drawn = 0
  for (let seed = 1; seed <= quiet; seed++) {
    const { series, observed } = simulatePauses(new Random(seed, 17))
    if (findPeriods(series, observed, []).length > 0) drawn++
  }
  line(
    'period: one is named where pauses are drawn evenly from a range',
    share(drawn, quiet),
    '≤ 1 %',
    drawn <= Math.max(1, 0.01 * quiet),
  )
}

/** After an update: what is gone is doubted where the same may go elsewhere, and not for what phones do anyway. */
function moves(): void {
  for (const [by, windowS, mostVaried] of [
    ['unlock', 5, 0.1],
    // Within a minute of an unlock people use what they unlocked the phone for.
    ['unlock', 60, 0.25],
    ['time', 0, 0.1],
  ] as const) {
    const when = by === 'unlock' ? `within ${windowS} s of an unlock` : 'by time'
    for (const [title, useVaries, most] of [
      ['the same use', 0, 0.01],
      ['used a third more or less', 0.3, mostVaried],
    ] as const) {
      const total = runs(300)
      let doubted = 0
      for (let seed = 1; seed <= total; seed++) {
        const doubt = compareMoved({ seed, by, windowS, useVaries, isMoved: false })?.doubt
        if (doubt?.includes('it may be the same') === true) doubted++
      }
      line(
        `gone, ${when}, ${title}: doubted in vain`,
        share(doubted, total),
        `≤ ${100 * most} %`,
        doubted <= Math.max(1, most * total),
      )
    }
    const total = runs(300)
    let doubted = 0
    for (let seed = 1; seed <= total; seed++)
      if (compareMoved({ seed, by, windowS, useVaries: 0, isMoved: true })?.isProven === false) doubted++
    // Without an event only the hours tell, and a busy server has connections in all of them anyway.
    const least = by === 'time' ? 0 : windowS === 5 ? 0.95 : 0.85
    line(
      `moved to a server contacted before, ${when}: doubted`,
      share(doubted, total),
      least === 0 ? 'not promised' : `≥ ${100 * least} %`,
      doubted >= least * total,
    )
  }
}

/** A year: a million sends to a hundred recipients, a hundred thousand events. */
function year(): void {
  const days = isSmall ? 36 : 365
  const random = new Random(3, 13)
  const senders: SenderLaw[] = Array.from({ length: 98 }, (_, index) => ({
    name: `app-${index}.example`,
    perHour: random.between(0.3, 1.4) * (index % 10 === 0 ? 3 : 1),
    burst: 2,
  }))
  const phone = simulatePhone(
    day(3, [...senders, ...responders], { days, screenOnsPerDay: 105, unlockShare: 0.9, bootsPerDay: 0.2 }),
  )
  const sends = phone.series.reduce((sum, series) => sum + series.times.length, 0)
  const events = phone.events.reduce((sum, one) => sum + one.times.length, 0)
  // Time of the processor, so that what else runs on the machine does not count.
  const before = process.cpuUsage()
  const { triggers } = findTriggers({
    series: phone.series,
    events: phone.events,
    observed: phone.observed,
    slack: 0,
    seed: 1,
  })
  for (const series of phone.series) findPeriods(series, phone.observed, phone.events)
  const used = process.cpuUsage(before)
  const seconds = (used.user + used.system) / 1e6
  const mebibytes = process.resourceUsage().maxRSS / 1_024
  line(
    `a year: ${sends} sends, ${events} events, ${triggers.length} triggers`,
    `${seconds.toFixed(1)} s, ${Math.round(mebibytes)} MiB`,
    '< 60 s, bounded',
    seconds < 60 && mebibytes < 1_024,
  )
}

// First: the peak of memory is that of the process.
year()
if (!isYearOnly) {
  falseAssociations()
  heartbeats()
  power()
  nested()
  clocks()
  clocksInUse()
  use()
  timetables()
  periods()
  moves()
}
process.exitCode = isKept ? 0 : 1
