import { eventImporters } from '../event-importers.gen.ts'
import { EventCollector, eachLine } from './collector.ts'
import { dumpImporters } from './dump-sections.ts'
import type { EventImporter, ImportContext, Imported } from './types.ts'

const headCharacters = 65_536

/** The text of a file: UTF-8 or, as Windows shells redirect, UTF-16 with a byte order mark, or without one in ASCII. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

/** How the text of a file is written. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second, third, fourth] = bytes
  const isAscii = (one: number | undefined): boolean => one !== undefined && one > 0 && one < 0x80
  if (
    (first === 0xff && second === 0xfe) ||
    (isAscii(first) && second === 0 && isAscii(third) && fourth === 0)
  )
    return 'utf-16le'
  return (first === 0xfe && second === 0xff) ||
    (first === 0 && isAscii(second) && third === 0 && isAscii(fourth))
    ? 'utf-16be'
    : 'utf-8'
}

/** What holds others in sections of its own, before which it is asked. */
const wholes: readonly string[] = ['bugreport', 'dumpsys']

/** Who can read this text best; null where nobody says so. */
export function importerOf(text: string): EventImporter | null {
  const head = text.slice(0, headCharacters)
  let best: EventImporter | null = null
  let sureness = 0
  const [first, others] = [true, false].map((is) =>
    eventImporters.filter(({ name }) => wholes.includes(name) === is),
  )
  for (const importer of [...(first ?? []), ...(others ?? [])]) {
    const sure = importer.probe(head)
    if (sure > sureness) {
      best = importer
      sureness = sure
    }
  }
  return best
}

/** Reads device events from text of any known format; null where it is none. */
export function importEvents(text: string, context: ImportContext): Imported | null {
  const importer = importerOf(text)
  if (importer === null) return null
  const others = dumpImporters.filter((other) => other !== importer && other.probe(text) === 2)
  return dumpImporters.includes(importer) && others.length > 0
    ? readMixture(text, [importer, ...others], context)
    : importer.read(text, context)
}

/** Several dumps in one file, one behind the other: each line is of the dump that a line before it began, or it begins one. */
function readMixture(text: string, importers: readonly EventImporter[], context: ImportContext): Imported {
  const parts: { readonly importer: EventImporter; readonly start: number; readonly line: number }[] = []
  let start = 0
  eachLine(text, (line, number) => {
    const last = parts.at(-1)?.importer
    const begins = (one: EventImporter): boolean => one.probe(line) > 0 || one.heading?.test(line) === true
    if (last === undefined || !begins(last)) {
      const importer = importers.find(begins) ?? (last === undefined ? importers[0] : undefined)
      if (importer !== undefined && importer !== last) parts.push({ importer, start, line: number - 1 })
    }
    start = text.indexOf('\n', start) + 1
  })
  const found = new EventCollector([...new Set(parts.map(({ importer }) => importer.name))].join(' + '))
  for (const [index, part] of parts.entries())
    found.take(part.importer.read(text.slice(part.start, parts[index + 1]?.start), context), part.line)
  return found.finish()
}
