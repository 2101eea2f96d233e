/** What is written in none of these is the text of a page; elements of pictures take no others. */
const pieces = /<(style|title|svg)\b[^]*?<\/\1>|<[^>]*>|[^<]+/g
/** From a letter that is written from the right to the last such one, over blanks, digits, marks and signs that hide others. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\p{M}\d\s•'’"”_.-]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?/gu

/**
 * Keeps what is written from the right to the left apart from what stands around it in a page that varde wrote: else two
 * names and the comma between them are shown in reverse order. Pictures and attributes are left as they are.
 */
export function isolateRightToLeft(page: string): string {
  return page.replaceAll(pieces, (piece) =>
    piece.startsWith('<') ? piece : piece.replaceAll(rightToLeft, (text) => `<bdi>${text}</bdi>`),
  )
}
