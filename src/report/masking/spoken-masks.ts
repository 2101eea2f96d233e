import type { LetterLanguage } from '../letters/texts.ts'

const words: Readonly<Record<LetterLanguage, { masked: string; begins: string; ends: string }>> = {
  en: { masked: 'masked', begins: 'begins with', ends: 'ends with' },
  nb: { masked: 'delvis skjult', begins: 'begynner med', ends: 'slutter med' },
  fi: { masked: 'peitetty', begins: 'alussa', ends: 'lopussa' },
  de: { masked: 'verdeckt', begins: 'beginnt mit', ends: 'endet mit' },
}

/** What is written in none of these is the text of a page; elements of pictures take no others. */
const pieces = /<(style|title|svg)\b[^]*?<\/\1>|<[^>]*>|[^<]+/g
/** The ends that `mask` leaves, at most two characters each, and the signs between them. */
const masked = /([\p{L}\p{N}]{0,2})•{2,}([\p{L}\p{N}]{0,2})/gu

/**
 * Gives masked values in a page that varde wrote a name for whoever hears it: screen readers say a row of signs one by
 * one, or not at all. What is seen stays. Pictures, whose elements take no others, and attributes are left as they are.
 */
export function speakMasks(page: string, language: LetterLanguage): string {
  const own = words[language]
  return page.replaceAll(pieces, (piece) =>
    piece.startsWith('<') || !piece.includes('••')
      ? piece
      : piece.replaceAll(masked, (text, head: string, tail: string) => {
          const ends = [head === '' ? '' : `${own.begins} ${head}`, tail === '' ? '' : `${own.ends} ${tail}`]
          const name = [own.masked, ...ends].filter((part) => part !== '').join(', ')
          return `<span role="img" aria-label="${name}">${text}</span>`
        }),
  )
}
