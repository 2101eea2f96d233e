/**
 * Writes the index files by which a layer finds its members without wiring: who adds a file or folder with the known
 * export is found. The index files (`*.gen.ts`) are not under version control; `npm run registry` and every test run
 * write them. Only what changed is written, by rename, so that a run beside another one never sees half a file.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeAdapters } from './adapters.ts'

/** One index file: what it collects, and from where. Paths are from the repository's root. */
interface Registry {
  /** The index file. */
  readonly target: string
  /** Name of the list that it exports. */
  readonly list: string
  /** Name that each member exports. */
  readonly member: string
  readonly folder: string
  /** Members are the folder's files, or the `index.ts` of its subfolders. */
  readonly unit: 'file' | 'folder'
  /** Type of a member, where the layer's contract names one; else the union of the members' own types. */
  readonly type?: { readonly name: string; readonly module: string }
}

const registries: readonly Registry[] = [
  {
    target: 'src/message/protocols.gen.ts',
    list: 'protocols',
    member: 'protocol',
    folder: 'src/message',
    unit: 'folder',
    type: { name: 'Protocol', module: './types.ts' },
  },
  {
    target: 'test/support/protocol-samples.gen.ts',
    list: 'samples',
    member: 'sample',
    folder: 'test/support/samples',
    unit: 'file',
    type: { name: 'ProtocolSample', module: './protocol-samples.ts' },
  },
  {
    target: 'src/decode/encodings.gen.ts',
    list: 'encodings',
    member: 'encoding',
    folder: 'src/decode/encodings',
    unit: 'file',
  },
  {
    target: 'tools/accuracy/written.gen.ts',
    list: 'writtenForms',
    member: 'written',
    folder: 'src/decode/encodings',
    unit: 'file',
    type: { name: 'Written', module: '../../src/decode/encoding.ts' },
  },
  {
    target: 'src/detect/identifiers.gen.ts',
    list: 'identifiers',
    member: 'identifier',
    folder: 'src/detect/identifiers',
    unit: 'file',
  },
  {
    target: 'src/device/event-importers.gen.ts',
    list: 'eventImporters',
    member: 'eventImporter',
    folder: 'src/device/events/importers',
    unit: 'file',
    type: { name: 'EventImporter', module: './events/types.ts' },
  },
  {
    target: 'src/detect/families.gen.ts',
    list: 'families',
    member: 'family',
    folder: 'src/detect/families',
    unit: 'file',
  },
  {
    target: 'src/report/exporters.gen.ts',
    list: 'exporters',
    member: 'exporter',
    folder: 'src/report/exports',
    unit: 'file',
    type: { name: 'Exporter', module: './exports/exporter.ts' },
  },
  {
    target: 'src/report/traffic-exporters.gen.ts',
    list: 'trafficExporters',
    member: 'trafficExporter',
    folder: 'src/report/traffic-exports',
    unit: 'file',
    type: { name: 'TrafficExporter', module: './traffic-exports/traffic-exporter.ts' },
  },
]

/** True where a module's text exports the value `name`: as a declaration, or in an export list. */
export function exportsValue(text: string, name: string): boolean {
  if (new RegExp(`^export\\s+(?:const|function|class)\\s+${name}\\b`, 'm').test(text)) return true
  for (const list of text.matchAll(/^export\s*\{([^}]*)\}/gm)) {
    for (const entry of (list[1] ?? '').split(',')) {
      const words = entry.trim().split(/\s+/)
      if (words[0] !== 'type' && words.at(-1) === name) return true
    }
  }
  return false
}

/** A module that exports a member, or (like `message/dns`, which runs over UDP and TCP) a list of members. */
interface MemberModule {
  readonly path: string
  readonly isList: boolean
}

function membersOf(root: string, registry: Registry): MemberModule[] {
  const folder = join(root, registry.folder)
  if (!existsSync(folder)) return []
  const members: MemberModule[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    let path: string
    if (registry.unit === 'folder') {
      if (!entry.isDirectory()) continue
      path = posix.join(registry.folder, entry.name, 'index.ts')
    } else {
      if (!entry.isFile() || !/^[^.].*\.ts$/.test(entry.name) || /\.(?:test|gen|d)\.ts$/.test(entry.name))
        continue
      path = posix.join(registry.folder, entry.name)
    }
    if (!existsSync(join(root, path))) continue
    const text = readFileSync(join(root, path), 'utf8')
    if (exportsValue(text, registry.member)) members.push({ path, isList: false })
    else if (exportsValue(text, registry.list)) members.push({ path, isList: true })
  }
  // By code unit, not by locale: the order of protocols and identifiers must not depend on the machine.
  return members.sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** The text of an index file over `members` (paths from the root). */
export function render(registry: Registry, members: readonly MemberModule[]): string {
  const home = posix.dirname(registry.target)
  const names = members.map((_, index) => `${registry.member}${index}`)
  const lines = ['// Written by tools/registry.ts. Do not edit; not under version control.']
  members.forEach(({ path, isList }, index) => {
    const module = posix.relative(home, path)
    const exported = isList ? registry.list : registry.member
    lines.push(`import { ${exported} as ${names[index] ?? ''} } from './${module}'`)
  })
  if (registry.type) lines.push(`import type { ${registry.type.name} } from '${registry.type.module}'`)
  const union = names
    .map((name, index) => (members[index]?.isList ? `(typeof ${name})[number]` : `typeof ${name}`))
    .join(' | ')
  const values = names.map((name, index) => (members[index]?.isList ? `...${name}` : name))
  const type = registry.type?.name ?? (union === '' ? 'never' : union)
  const element = type.includes('|') ? `(${type})` : type
  lines.push('', `export const ${registry.list}: readonly ${element}[] = [${values.join(', ')}]`, '')
  return lines.join('\n')
}

/** Writes every index file of the checkout at `root` that is not up to date; returns those it wrote. */
export function writeRegistries(root: string): string[] {
  const written: string[] = []
  for (const registry of registries) {
    const target = join(root, registry.target)
    if (!existsSync(dirname(target))) continue
    const text = render(registry, membersOf(root, registry))
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue
    const temporary = `${target}.${process.pid}`
    writeFileSync(temporary, text)
    renameSync(temporary, target)
    written.push(registry.target)
  }
  written.push(...writeAdapters(root))
  return written
}

if (import.meta.main) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  for (const path of writeRegistries(root)) process.stdout.write(`wrote ${path}\n`)
}
