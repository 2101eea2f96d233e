import type { LetterLanguage } from './texts.ts'

/** How a language writes a day and a time of day in a sentence; days are numbers without zeros in front. */
interface DateWords {
  readonly day: (day: number, month: number, year: string) => string
  readonly at: (day: string, time: string) => string
}

const english = 'January February March April May June July August September October November December'.split(
  ' ',
)
const norwegian = 'januar februar mars april mai juni juli august september oktober november desember'.split(
  ' ',
)
const german = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ')

const words: Readonly<Record<LetterLanguage, DateWords>> = {
  en: {
    day: (day, month, year) => `${day} ${english[month - 1] ?? ''} ${year}`,
    at: (day, time) => `${day} at ${time}`,
  },
  nb: {
    day: (day, month, year) => `${day}. ${norwegian[month - 1] ?? ''} ${year}`,
    at: (day, time) => `${day} kl. ${time}`,
  },
  // In numbers, which have no cases.
  fi: {
    day: (day, month, year) => `${day}.${month}.${year}`,
    at: (day, time) => `${day} klo ${time.replace(/^0/, '').replaceAll(':', '.')}`,
  },
  de: {
    day: (day, month, year) => `${day}. ${german[month - 1] ?? ''} ${year}`,
    at: (day, time) => `${day} um ${time} Uhr`,
  },
}

/** `2019-02-11` as a sentence of the language has it: `11 February 2019`. What is no day stays as it is. */
export function dayIn(language: LetterLanguage, text: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  return year === '' ? text : words[language].day(Number(day), Number(month), year)
}

/**
 * A moment as `zonedSeconds` writes it, with or without seconds, as a sentence of the language has it:
 * `11 February 2019 at 06:44:19 UTC+01:00`. What is no such moment stays as it is.
 */
export function momentIn(language: LetterLanguage, text: string): string {
  const [, day = '', time = '', offset = ''] =
    /^(\S+) (\d\d:\d\d(?::\d\d)?)([+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (day === '') return text
  const at = words[language].at(dayIn(language, day), time)
  return offset === '' ? at : `${at} UTC${offset}`
}
