import { grouped } from '../core/grouped.ts'
import type { Series, Trigger, TriggerDoubt } from './types.ts'
import { eventsText, momentText, probabilityText, secondsBoundText, secondsText } from './words.ts'

/**
 * Whether sends of a trigger lie before their events, as far as the clocks may be apart: which came first is not sure. Of
 * what is a thousandth of a second early nobody asks it.
 */
export function isBeside({ latencyMs }: { readonly latencyMs: { readonly first: number } }): boolean {
  return Math.round(latencyMs.first) < 0
}

/** The sentence of a trigger, with its doubts; what explains it is said behind it. */
export function triggerSentence(
  trigger: Omit<Trigger, 'sentence'>,
  { noun, name }: Pick<Series, 'noun' | 'name'>,
): string {
  const what = `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun} to ${name}`
  const chance =
    trigger.exceedances === 0
      ? `none of ${grouped(trigger.shifts)} random shifts of the times did as well, ${probabilityText(trigger.pValue)}`
      : probabilityText(trigger.pValue)
  const { relation, when, median } = orderOf(trigger)
  const said = `${grouped(trigger.hits)} of ${grouped(trigger.exposures)} ${eventsText(trigger.event)} ${relation} ${what} ${when} (median ${median}; by chance ${chanceText(trigger.hits / trigger.lift)}; ${chance}).`
  return [said, ...trigger.doubts.map((doubt) => doubtText(doubt, trigger))].join(' ')
}

/** What came first, in words. */
function orderOf({ latencyMs, windowFromMs }: Pick<Trigger, 'latencyMs' | 'windowFromMs'>): {
  relation: string
  when: string
  median: string
} {
  const [first, median, last] = [latencyMs.first, latencyMs.median, latencyMs.last].map(
    (ms) => ms / 1_000,
  ) as [number, number, number]
  if (isBeside({ latencyMs })) {
    const isBefore = last <= 0
    return {
      relation: isBefore ? 'are preceded by' : 'come together with',
      when: isBefore
        ? `within ${secondsBoundText(-first)}`
        : `from ${secondsBoundText(-first)} before to ${secondsBoundText(Math.max(last, 0.001))} after`,
      median: median < 0 ? `${secondsText(-median)} before` : secondsText(median),
    }
  }
  const when =
    windowFromMs > 0
      ? secondsText(first) === secondsText(last)
        ? `${secondsText(last)} later`
        : `between ${secondsText(first)} and ${secondsText(last)} later`
      : `within ${secondsBoundText(Math.max(last, 0.001))}`
  return { relation: 'are followed by', when, median: secondsText(median) }
}

function chanceText(expected: number): string {
  return expected < 0.1 ? 'less than 0.1' : expected.toFixed(1)
}

/** What a doubt needs to know of its trigger. */
type Doubted = Pick<Trigger, 'event' | 'togetherWith'> & { readonly latencyMs: { readonly median: number } }

/** A doubt as a sentence. */
export function doubtText(doubt: TriggerDoubt, trigger: Doubted): string {
  switch (doubt.code) {
    case 'use':
      return `${useTexts[doubt.shownBy]} they may also be of apps that send only while the phone is used.`
    case 'order':
      return `Both clocks are compared to ${secondsText(doubt.uncertaintyMs / 1_000)} only: which came first is not sure.`
    case 'timetables':
      return 'At the same times of other days nearly as many see one: both may keep to a time of day of their own, and have nothing to do with each other.'
    case 'uneven':
      return `Not all along: ${grouped(doubt.hits)} of ${grouped(doubt.events)} until ${momentText(doubt.untilS)}, ${grouped(doubt.laterHits)} of ${grouped(doubt.laterEvents)} from ${momentText(doubt.fromS)} on.`
    case 'cut':
      return `${grouped(doubt.events)} more ${doubt.events === 1 ? 'lies' : 'lie'} so near the end of a stretch that was captured that this was not seen whole.`
    case 'moved':
      return movedText(doubt.offsetMs / 1_000, trigger)
    default:
      return `It comes together with ${trigger.togetherWith.map(eventsText).join(' and ')}: these events can not tell which of them is the cause.`
  }
}

const useTexts = {
  delay: 'So late and at no fixed delay,',
  beside: 'As long a time just before that, or just behind it, holds one nearly as often:',
} as const

/**
 * A relation that made the offset can not show it. Whoever quotes the sentence has to take with it that a delay, or sends
 * that come before their events, look the same.
 */
function movedText(movedS: number, { event, latencyMs }: Doubted): string {
  const apart = latencyMs.median / 1_000 + movedS
  const when = `${secondsText(Math.abs(apart))} ${apart < 0 ? 'before' : 'after'} the ${eventsText(event)}`
  return `This holds if the clocks differ by ${secondsText(Math.abs(movedS))}, which only the sends themselves suggest; if the clocks agree, the sends come ${when} (median).`
}
