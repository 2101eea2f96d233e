/** A name and value in one buffer: the value starts at `valueStart`. */
export interface StaticEntry {
  readonly bytes: Buffer
  readonly valueStart: number
}

/** A static table of HPACK or QPACK. Entries are made when they are first asked for: most captures need a few, or none. */
export class StaticTable {
  readonly length: number
  private readonly texts: readonly string[]
  private readonly made: (StaticEntry | undefined)[] = []

  /** `texts`: by index, a name alone or `name|value`. */
  constructor(texts: readonly string[]) {
    this.texts = texts
    this.length = texts.length
  }

  /** The entry at an index; null where there is none. */
  at(index: number): StaticEntry | null {
    return this.made[index] ?? this.make(index)
  }

  private make(index: number): StaticEntry | null {
    const text = this.texts[index]
    if (text === undefined) return null
    const [name = '', value = ''] = text.split('|')
    const entry = { bytes: Buffer.from(name + value, 'latin1'), valueStart: name.length }
    this.made[index] = entry
    return entry
  }
}
