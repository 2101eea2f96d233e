/** Numbers as the sentences of triggers and periods write them. */

import { grouped } from '../core/grouped.ts'

/** A number with its noun: `1 send`, `1,204 sends`; `many` where the plural is irregular. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`
}

/** How often: `once`, `twice`, `47 times`. */
export function timesText(number: number): string {
  return number === 1 ? 'once' : number === 2 ? 'twice' : `${grouped(number)} times`
}

/** A moment, in seconds since 1970, to the minute: `2026-03-30 19:36 UTC`. */
export function momentText(at: number): string {
  return `${minuteText(at)} UTC`
}

/** Two moments, each to the minute: `2026-03-30 19:36 to 2026-03-31 07:02 UTC`. */
export function momentsText(from: number, to: number): string {
  return `${minuteText(from)} to ${momentText(to)}`
}

function minuteText(at: number): string {
  return new Date(at * 1_000).toISOString().slice(0, 16).replace('T', ' ')
}

/** Three digits that matter: `0.25 s`, `2.1 s`, `84 s`, `3,600 s`. */
export function secondsText(seconds: number): string {
  if (seconds >= 100) return `${grouped(Math.round(seconds))} s`
  if (seconds >= 10) return `${Math.round(seconds)} s`
  return `${Number(seconds.toPrecision(2))} s`
}

/** Moments of today as seconds are no more exact, in a double. */
const momentError = 1e-6

/** The same for a bound: rounded up, so that it holds. */
export function secondsBoundText(seconds: number): string {
  const unit = seconds >= 10 ? 1 : 10 ** (Math.floor(Math.log10(seconds)) - 1)
  // What a difference of moments adds at the end is no part of the number.
  return secondsText(Math.ceil(Number(((seconds - momentError) / unit).toPrecision(9))) * unit)
}

/** Below this a double has fewer digits, and at last none: a product of thousands of chances gets there. */
const probabilityLeast = 1e-300

/** From here on a probability is written out: zeros that nobody has to count. */
const writtenOutLeast = 1e-5

/** A probability: `p = 0.034`; a small one is rounded up, and never to nothing: `p ≤ 0.0001`, `p ≤ 2.8e−24`. */
export function probabilityText(pValue: number): string {
  if (pValue >= 0.001) return `p = ${Number(pValue.toPrecision(2))}`
  if (pValue < probabilityLeast) return 'p < 1e−300'
  const scale = 10 ** (1 - Math.floor(Math.log10(pValue)))
  const [digits = '', exponent = ''] = (Math.ceil(pValue * scale) / scale).toExponential(1).split('e-')
  const short = digits.replace('.0', '')
  if (pValue < writtenOutLeast) return `p ≤ ${short}e−${exponent}`
  return `p ≤ 0.${'0'.repeat(Number(exponent) - 1)}${short.replace('.', '')}`
}

/** A share in per cent; never rounded to none or all. */
export function percentText(share: number): string {
  return roundedPercent(share, Math.round)
}

/** A share that is at least, or at most, so much, in per cent: rounded away from what is between, so that it holds. */
export function boundText(share: number, bound: 'least' | 'most'): string {
  return roundedPercent(share, bound === 'least' ? Math.floor : Math.ceil)
}

function roundedPercent(share: number, round: (value: number) => number): string {
  const percent = share * 100
  if (percent === 0 || percent === 100) return `${percent} %`
  const places = Math.floor(Math.log10(percent))
  let rounded = 100
  for (let digits = 2; rounded === 100; digits++) {
    const unit = 10 ** (digits - 1 - places)
    // What a product of floats adds at the end is no part of the number.
    rounded = Number((round(Number((percent * unit).toPrecision(12))) / unit).toPrecision(digits))
  }
  return `${rounded} %`
}

/** `number` events of a kind, as a sentence counts them. */
export function countedEvents(number: number, kind: string): string {
  return `${grouped(number)} ${number === 1 ? eventText(kind) : eventsText(kind)}`
}

/** One event, as a sentence names it. */
export function eventText(kind: string): string {
  return eventsText(kind)
    .replace(/^losses\b/, 'loss')
    .replace(/^([a-z-]*[^s])s\b/, '$1')
}

/** Events in the plural, as a sentence names them. */
export function eventsText(kind: string): string {
  const special: Record<string, string> = {
    'power-off': 'power-offs',
    'screen-on': 'screen-ons',
    'screen-off': 'screen-offs',
    'network-up': 'joins of a network',
    'network-down': 'losses of the network',
    'location-move': 'moves of place',
    'update-installed': 'updates',
    'charger-on': 'times the charger was put in',
    'charger-off': 'times the charger was taken out',
    'airplane-on': 'times airplane mode was switched on',
    'airplane-off': 'times airplane mode was switched off',
    'sim-change': 'changes of the SIM card',
    'app-start': 'starts of an app',
    'app-stop': 'ends of an app',
    'process-start': 'starts of a process',
    'process-stop': 'ends of a process',
  }
  return (Object.hasOwn(special, kind) ? special[kind] : undefined) ?? `${kind}s`
}
