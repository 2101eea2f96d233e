/** A section of a parameter that is cut over several (RFC 2231, section 3): its text as written, and where that is in its line. */
export interface Section {
  readonly text: string
  readonly at: number
}

/** How names of sections go on: `*` and a number, and another `*` where the text is percent-encoded. */
const sectionNumber = String.raw`\*(\d{1,4})\*?`

/** Whether a line may have parameters that are cut over several. */
export function mayBeContinued(line: string): boolean {
  return /\*\d{1,4}\*?\s*=/.test(line)
}

/**
 * The sections of a parameter of a field's line in the order of their numbers, whatever the order in which they stand; none
 * where it is not cut. What does not follow on (a section is missing, or its number came before) begins anew: joined, it
 * would be a value that nobody wrote. Charset, language and percent signs stay as they are written, as in a parameter that
 * is not cut.
 */
export function sectionsOf(line: string, name: string): readonly (readonly Section[])[] {
  const form = new RegExp(
    String.raw`[;\s]${name}${sectionNumber}\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s;]+))`,
    'dgi',
  )
  const found = [...line.matchAll(form)].map((match) => {
    const group = match[2] === undefined ? 3 : 2
    return { number: Number(match[1]), text: match[group] ?? '', at: match.indices?.[group]?.[0] ?? 0 }
  })
  const runs: Section[][] = []
  /** By the number that comes next, the run that it goes on. */
  const open = new Map<number, Section[]>()
  for (const { number, text, at } of found.sort((left, right) => left.number - right.number)) {
    const run = open.get(number) ?? []
    if (run.length === 0) runs.push(run)
    run.push({ text, at })
    open.delete(number)
    if (!open.has(number + 1)) open.set(number + 1, run)
  }
  return runs
}

const star = 0x2a
const equals = 0x3d

/** Whether raw bytes hold the name of a second section (`filename*1=`, `filename*1*=`). */
export function holdsSecondSection(bytes: Buffer, start: number, end: number): boolean {
  // A search in all of them would go on behind the end.
  const asked = bytes.subarray(start, end)
  for (let at = asked.indexOf('*1', 1, 'latin1'); at >= 0; at = asked.indexOf('*1', at + 2, 'latin1')) {
    const behind = asked[at + 2] === star ? at + 3 : at + 2
    if (asked[behind] === equals && isLetter(asked[at - 1] as number)) return true
  }
  return false
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}
