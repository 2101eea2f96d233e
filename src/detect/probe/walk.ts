/** How far the probe has come in some bytes, and what it has met on its way: what its parts tell each other. */
export class Walk {
  /** Where the next word begins. */
  at = 0
  /** What the last escape stands for. */
  code = 0
  /** Where the run of signs of base64 begins that is not over. */
  runStart = 0
  /** Groups of two hex digits with colons behind them, up to here. */
  macGroups = 0
  /** The run holds escapes of its signs. */
  isEscaped = false
  /** Bytes that are no text were met. */
  hasBinary = false
  /** Behind escapes of escapes, or lists whose commas are escaped: no such spelling is searched for. */
  isHidden = false
  /** Items of such a list, up to here. */
  items = 0
  lineStart = 0
  /** The verdict on the line so far depends on this line alone. */
  isPlainLine = false
  /** Where the last mark stands that is rare outside of base85. */
  rareAt = -1

  begin(start: number, isPlainLine: boolean): void {
    this.at = start
    this.code = 0
    this.runStart = start
    this.macGroups = 0
    this.isEscaped = false
    this.hasBinary = false
    this.isHidden = false
    this.items = 0
    this.lineStart = start
    this.isPlainLine = isPlainLine
    this.rareAt = start - 1
  }
}
