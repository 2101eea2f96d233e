export interface ScaffoldOptions {
  /** How people write it. */
  readonly title: string
  /** Of a protocol. */
  readonly transport: 'tcp' | 'udp'
  readonly port: number
}

/** What is made for one kind of member. Paths are from the repository's root. */
export interface Scaffold {
  readonly kind: string
  /** New files: path to text. */
  readonly files: (name: string, options: ScaffoldOptions) => Readonly<Record<string, string>>
  /** Lines in files that are there: path to what becomes of its text. */
  readonly edits: (
    name: string,
    options: ScaffoldOptions,
  ) => Readonly<Record<string, (text: string) => string>>
  /** What is left to do, one line each. */
  readonly next: (name: string) => readonly string[]
}
