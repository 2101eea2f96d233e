import { largest, smallest } from '../../core/extremes.ts'
import { count, eventsText } from '../../correlate/words.ts'
import { loneNumbers, seatsMax, typeDigits } from '../several-phones.ts'
import type { Side, SideTransmission } from '../side.ts'
import type { Answer, Claim, Evidence } from './claim.ts'
import { deciding, noCapture, sendsOf } from './sends.ts'

/** Sends within so many seconds are one occasion. */
const occasionSeconds = 600

/** A registration in several messages, or tried again at once, is one occasion. */
function isOneOccasion(times: readonly number[]): boolean {
  return times.length < 2 || largest(times) - smallest(times) <= occasionSeconds
}

/** Whether a number of its own shows that all captures of a side are of one phone: of each kind it has one, of IMEIs two. */
function isOnePhone({ phone }: Side): boolean {
  const signs = phone.filter(({ kind, isDoubtful }) => kind !== 'model' && isDoubtful !== true)
  const counts = [...Map.groupBy(signs, ({ kind, name }) => `${kind} ${name}`)].map(
    ([name, own]) => own.length - (name.startsWith('imei ') ? seatsMax : 1),
  )
  return counts.length > 0 && counts.every((count) => count <= 0)
}

/**
 * So many phones there may be by the numbers that were sent, also where one address of a network stands for all of them: IMEIs
 * of two types, or more of them than one phone has seats, serial numbers that differ. 1 where these are of one phone.
 */
function phonesOf({ phone }: Side): number {
  // Without a profile an IMEI is known by its form and name alone: enough to doubt that it is one phone.
  const imeis = phone.filter(({ kind }) => kind === 'imei').map(({ value }) => value)
  const types = new Set(imeis.map((value) => value.slice(0, typeDigits))).size
  const numbers = phone.filter(
    ({ kind, name, isDoubtful }) => kind === 'number' && loneNumbers.has(name) && isDoubtful !== true,
  )
  const counts = [...Map.groupBy(numbers, ({ name }) => name).values()].map((own) => own.length)
  return largest([1, types > 1 || imeis.length > seatsMax ? imeis.length : 1, ...counts])
}

/** Whether one number was sent on two occasions: whatever other phones there are, the one that has it sent it again. */
function isSentAgain(sends: readonly SideTransmission[]): boolean {
  const times = new Map<string, number[]>()
  for (const { numbers = [], at } of sends)
    for (const number of numbers) {
      const known = times.get(number)
      if (known === undefined) times.set(number, [at])
      else known.push(at)
    }
  return [...times.values()].some((own) => !isOneOccasion(own))
}

/** On how many occasions something was sent. */
function occasionsOf(times: readonly number[]): number {
  let [occasions, first] = [0, -Infinity]
  for (const at of times.toSorted((one, other) => one - other))
    if (at - first > occasionSeconds) {
      occasions++
      first = at
    }
  return occasions
}

/** In which of several captures, or by whom in one. */
function whereText(sends: readonly SideTransmission[], senders: number): string {
  const captures = new Set(sends.map(({ capture }) => capture)).size
  return captures > 1 ? `in each of ${captures} captures` : `by each of ${senders} devices of one network`
}

const activationTest = 'A capture from the first start of a new unit on, over several starts and days.'

/** “It is sent once, when the phone is activated”: contradicted by sends on several occasions; no capture supports it. */
export function onlyOnActivation(claim: Claim, { before }: Evidence): Answer {
  if (before === null) return noCapture
  const sends = sendsOf(claim, before)
  const times = sends.map((one) => one.at)
  const isLong = !isOneOccasion(times)
  // Two phones are activated twice.
  const own = [...Map.groupBy(sends, ({ capture, sender = '' }) => `${capture} ${sender}`).values()]
  if (isLong && own.every((some) => isOneOccasion(some.map(({ at }) => at))) && !isOnePhone(before))
    return {
      verdict: 'not-testable',
      reason: `It was sent at one time ${whereText(sends, own.length)}: that these are one phone is not known.`,
      wouldTest: activationTest,
    }
  const [occasions, phones] = [occasionsOf(times), phonesOf(before)]
  if (isLong && occasions <= phones && !isSentAgain(sends))
    return {
      verdict: 'not-testable',
      reason: `It was sent at ${occasions} times, and the numbers in what was sent may be those of ${phones} phones: that one of them sent it twice is not known.`,
      wouldTest: activationTest,
    }
  if (isLong) {
    const triggers = before.triggers
      .filter((trigger) => !trigger.isExplained && sends.some((one) => one.host === trigger.host))
      .map((trigger) => `${trigger.hits} of ${trigger.exposures} ${eventsText(trigger.event)}`)
    return {
      verdict: 'contradicted',
      reason: `It was sent ${count(sends.length, 'time')} in ${(before.observedSeconds / 3_600).toFixed(1)} hours${triggers.length === 0 ? '' : `; sends follow ${triggers.join(', ')}`}. An activation that happens once is sent once.`,
      transmissions: deciding(sends),
    }
  }
  return {
    verdict: 'not-testable',
    reason:
      sends.length === 0
        ? 'It was not sent in what was captured.'
        : `It was sent ${sends.length === 1 ? 'once' : `in ${sends.length} messages at one time`} in what was captured; what happened before and after was not seen.`,
    wouldTest: activationTest,
  }
}
