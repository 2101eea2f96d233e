import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the real captures lie, when they are there: beside the project, or where VARDE_CORPUS says. */
export const corpusFolder: string =
  process.env['VARDE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

export const hasCorpus: boolean = existsSync(join(corpusFolder, 'MANIFEST.md'))

if (!hasCorpus) {
  process.stderr.write('corpus: the real captures are not here (set VARDE_CORPUS); their tests are skipped\n')
}

/** Path of one corpus file. */
export function corpusFile(name: string): string {
  return join(corpusFolder, name)
}

/** All packet captures of the corpus, by name relative to it. */
export function corpusCaptures(): string[] {
  if (!hasCorpus) return []
  return ['phone', 'tls', 'quic', 'dns', 'http', 'tcp', 'linktype', 'other']
    .flatMap((folder) => readdirSync(join(corpusFolder, folder)).map((name) => `${folder}/${name}`))
    .filter((name) => /\.(pcap|pcapng|pcap\.gz)$/.test(name))
    .sort()
}

/** All files of the corpus that hold recorded exchanges instead of packets, by name relative to it. */
export function corpusRecordings(): string[] {
  if (!hasCorpus) return []
  return ['har', 'mitmproxy']
    .flatMap((folder) => readdirSync(join(corpusFolder, folder)).map((name) => `${folder}/${name}`))
    .filter((name) => /\.(har|mitm)$/.test(name))
    .sort()
}
