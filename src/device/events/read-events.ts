import { eventImporters } from '../event-importers.gen.ts'
import type { EventImporter, ImportContext, Imported } from './types.ts'

const headCharacters = 65_536

/** The text of a file: UTF-8 or, as Windows shells redirect, UTF-16 with a byte order mark, or without one in ASCII. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second, third, fourth] = bytes
  const isAscii = (one: number | undefined): boolean => one !== undefined && one > 0 && one < 0x80
  const encoding =
    (first === 0xff && second === 0xfe) || (isAscii(first) && second === 0 && isAscii(third) && fourth === 0)
      ? 'utf-16le'
      : (first === 0xfe && second === 0xff) ||
          (first === 0 && isAscii(second) && third === 0 && isAscii(fourth))
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

/** Who can read this text best; null where nobody says so. */
export function importerOf(text: string): EventImporter | null {
  const head = text.slice(0, headCharacters)
  let best: EventImporter | null = null
  let sureness = 0
  // A bug report holds all the others.
  for (const importer of eventImporters.toSorted((left) => (left.name === 'bugreport' ? -1 : 0))) {
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
  return importerOf(text)?.read(text, context) ?? null
}
