import {
  boundText,
  eventText,
  eventsText,
  percentText,
  probabilityText,
  secondsText,
} from '../../correlate/words.ts'
import type { DeviceEventKind } from '../../device/events/types.ts'
import { isUnread, whyUnread } from '../side.ts'
import type { Presence, SideRecipient, SideTransmission } from '../side.ts'
import type { CompareStatus } from './compare-row.ts'
import type { Doubt } from './doubt.ts'
import { stimuliText } from './exposure.ts'
import type { Exposure, Stimulus } from './exposure.ts'
import { perhapsText } from './perhaps.ts'

/** What the sentence of a row is made of. */
interface RowFacts {
  readonly host: string
  readonly identifier: string
  readonly event: DeviceEventKind | null
  readonly later: Exposure
  /** How many stimuli were followed by a send on each side, in words. */
  readonly counts: string
  /** The window in which sends were looked for after events. */
  readonly window: Stimulus
  /** After, the chance was there. */
  readonly isCompared: boolean
  /** Hours at times of day that one side alone observed are left out. */
  readonly isPart: boolean
  readonly status: CompareStatus
  readonly presence: Presence
  /** What is known of the host on the side after. */
  readonly recipient: SideRecipient | undefined
  /** Requests after that may have taken it to the host. */
  readonly perhaps: readonly SideTransmission[]
  readonly movedTo: string | null
  readonly pValue: number
  readonly bound: number
  readonly isProven: boolean
  readonly more: { events: number; bound: number }
  readonly doubt: Doubt | null
}

const presenceText: Readonly<Record<Exclude<Presence, 'encrypted'>, string>> = {
  absent: 'it is not contacted any more',
  'dns-only':
    'its name is still asked for, and nothing that was sent to it is in the capture: the sender is there, and silent or not captured',
  blocked:
    'it is still contacted, and gets no answer or nothing is sent: the sender is there, blocked or refused',
  readable: 'it is still contacted, and nothing that identifies was found in what could be read of it',
  sending: 'it is still sent other data',
}

function presenceSentence(presence: Presence, recipient: SideRecipient | undefined): string {
  if (presence === 'encrypted') return `it is still contacted, and ${whyUnread(recipient)} now`
  return presence === 'sending' && isUnread(recipient)
    ? `${presenceText.sending}, and ${whyUnread(recipient)} now`
    : presenceText[presence]
}

/** What became of it, in a sentence. */
export function sentenceOf(facts: RowFacts): string {
  const { host, identifier, event, later, status, counts, pValue, bound } = facts
  const head = `${identifier} to ${host}`
  if (status === 'present') {
    // The row is of one kind of event: what is sent at other times is sent still.
    const isUnanswered = event !== null && later.exposures > 0 && later.hits === 0
    return `${head}: still sent${isUnanswered ? `, but not ${windowText(facts.window)} after ${eventsText(event)}` : ''} (${counts}).`
  }
  if (facts.movedTo !== null) return `${head}: sent to ${facts.movedTo} now (${counts}).`
  if (status === 'changed' && facts.perhaps.length > 0)
    return `${head}: not seen to be sent any more (${counts}), but ${perhapsText(facts.perhaps, 'with it')}.`
  if (status === 'changed')
    return `${head}: not seen any more (${counts}), but ${presenceSentence(facts.presence, facts.recipient)}.`
  if (!facts.isCompared)
    return `${head}: not seen after, but no ${event === null ? 'whole hour' : eventText(event)} was observed there${facts.isPart ? ' at a time of day that was observed before' : ''}: nothing can be said.`
  const remains = `at most ${boundText(bound, 'most')} may remain (95 %)`
  const stimuli = (number: number): string => stimuliText(number, event).replace(/^(\S+) /, '$1 more ')
  const needed =
    facts.more.events === 0 || (facts.doubt !== null && facts.doubt.host !== null)
      ? ''
      : ` ${stimuli(facts.more.events)} without a send are needed for a bound below ${percentText(facts.more.bound)}.`
  const counted = facts.isPart ? `${counts}, at times of day that both sides observed` : counts
  if (facts.isProven)
    return `${head}: gone. ${counted}; ${probabilityText(pValue)} (Fisher, exact); ${remains}.${needed}`
  const why = `${facts.doubt?.text ?? 'not enough events'} (${probabilityText(pValue)}; ${remains}).${needed}`
  return `${head}: not seen after (${counted}), which is not proof: ${why}`
}

/** When after an event was looked: what comes later may still be its answer. */
function windowText({ fromS, toS }: Stimulus): string {
  return fromS > 0 ? `from ${secondsText(fromS)} to ${secondsText(toS)}` : `within ${secondsText(toS)}`
}
