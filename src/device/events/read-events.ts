import { eventImporters } from '../event-importers.gen.ts'
import type { EventImporter, ImportContext, Imported } from './types.ts'

const headCharacters = 65_536

/** The text of a file: UTF-8 or, as Windows shells redirect, UTF-16 with a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
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
