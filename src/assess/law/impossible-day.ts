import type { Day, LegalSetting } from './types.ts'

/** Before mobile data that a capture could show: a clock that starts at its zero was not set. */
const clockSetFrom: Day = '2000-01-01'

/** Whether a capture can not be of that day of the setting's zone: it has not begun yet, or lies before any clock of a phone was set. */
export function isImpossibleDay(
  day: Day,
  { today, latestDay = today }: Pick<LegalSetting, 'today' | 'latestDay'>,
): boolean {
  return day > latestDay || day < clockSetFrom
}
