/** How text is set. `wide` has what the others lack: Chinese, Japanese, Korean, arrows and signs. */
export type FontFamily = 'sans' | 'bold' | 'mono' | 'wide'

/** One font file and the characters in it. */
export interface FontFace {
  readonly family: FontFamily
  /** Place in the container of all fonts, in bytes. */
  readonly offset: number
  readonly length: number
  /** Characters it has: first and last code point of each run, ascending. */
  readonly ranges: readonly number[]
}

/** The fonts that a PDF may embed parts of. */
export interface Fonts {
  readonly faces: readonly FontFace[]
  /** The bytes of a TrueType file. */
  read(face: FontFace): Uint8Array
}

/** Names of the compiled fonts among the data files: the index, and the container. */
export const fontIndexName = 'fonts.json'
/** The container: TrueType files one behind the other, at places that the index names. */
export const fontFileName = 'fonts.bin'
