import type { FontFace, FontFamily, Fonts } from './fonts.ts'

/** A piece of text that one font has. */
export interface SetText {
  readonly font: string
  readonly text: string
}

const widthsMax = 50_000

/** Sets text in the fonts that have its characters; what no font has is written as its code point, never left out. */
export class FontBook {
  private readonly document: PDFKit.PDFDocument
  private readonly fonts: Fonts
  private readonly registered: Set<string> = new Set()
  private readonly known: Map<string, string> = new Map()
  private readonly widths: Map<string, number> = new Map()

  constructor(document: PDFKit.PDFDocument, fonts: Fonts) {
    this.document = document
    this.fonts = fonts
  }

  /** The same text in pieces, each with its font. */
  set(text: string, family: FontFamily): SetText[] {
    const pieces: { font: string; text: string }[] = []
    const add = (font: string, written: string): void => {
      const last = pieces.at(-1)
      if (last !== undefined && last.font === font) last.text += written
      else pieces.push({ font, text: written })
    }
    for (const character of text) {
      const font = this.fontOf(character, family)
      if (font !== '') add(font, character)
      else for (const sign of codePointText(character)) add(this.fontOf(sign, family), sign)
    }
    return pieces
  }

  width(text: string, family: FontFamily, size: number): number {
    const key = `${family}/${text}`
    let width = this.widths.get(key)
    if (width === undefined) {
      width = 0
      for (const piece of this.set(text, family))
        width += this.document.font(piece.font).fontSize(1000).widthOfString(piece.text)
      if (this.widths.size < widthsMax) this.widths.set(key, width)
    }
    return (width * size) / 1000
  }

  private fontOf(character: string, family: FontFamily): string {
    const key = family + character
    let font = this.known.get(key)
    if (font === undefined) {
      font = this.findFont(character.codePointAt(0) ?? 0, family)
      this.known.set(key, font)
    }
    return font
  }

  private findFont(codePoint: number, family: FontFamily): string {
    for (const wanted of [family, 'sans', 'wide'] as const) {
      const index = this.fonts.faces.findIndex(
        (face) => face.family === wanted && hasCharacter(face, codePoint),
      )
      const face = this.fonts.faces[index]
      if (face === undefined) continue
      const name = `${face.family}-${index}`
      if (!this.registered.has(name)) {
        this.document.registerFont(name, Buffer.from(this.fonts.read(face)))
        this.registered.add(name)
      }
      return name
    }
    return ''
  }
}

function hasCharacter({ ranges }: FontFace, codePoint: number): boolean {
  for (let at = 0; at + 1 < ranges.length; at += 2)
    if (codePoint >= (ranges[at] ?? 0) && codePoint <= (ranges[at + 1] ?? 0)) return true
  return false
}

/** `\u0e01`, as other captured characters that can not be shown are written. */
function codePointText(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
}
