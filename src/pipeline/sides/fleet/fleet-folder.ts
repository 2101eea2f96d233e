import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Unit } from '../../../assess/scope/unit.ts'
import { recordsOf } from '../../../case/folder/custody.ts'
import { InputError } from '../../../core/errors.ts'
import { limits } from '../../../core/limits.ts'
import { reading } from '../../../core/read-error.ts'
import { writtenText } from '../../../core/written-text.ts'
import { yamlAsWritten } from '../../../core/yaml-as-written.ts'
import { readWholeFile } from '../../reading/open-file.ts'
import { capturedUnit } from './read-unit.ts'
import type { FleetOptions, ReadUnit } from './read-unit.ts'
import { attributesOf, columnName } from './unit-row.ts'
import { UnitsSeen } from './units-seen.ts'

const { fleetTableBytesMax } = limits.pipeline

/** Captures, results and events, by their usual endings. */
const unitFile = /\.(pcap|pcapng|cap|har|gz|json|ndjson|csv|zip)$/i

/** Whether a case was ever given a capture: where it is missing now, that is said when the case is read. */
function hadEvidence(folder: string): boolean {
  return recordsOf(folder).some(
    ({ act, details }) => act === 'add' && (details['kind'] ?? 'evidence') === 'evidence',
  )
}

/** What is read of a unit: the files of its folder, or the folder itself where that is a case with evidence. */
function partsOf(folder: string): string[] {
  if (existsSync(join(folder, 'ledger.jsonl'))) return hadEvidence(folder) ? [folder] : []
  return reading(folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter((file) => file.isFile() && unitFile.test(file.name))
    .map((file) => join(folder, file.name))
    .sort()
}

/** Reads the units of a folder with one folder for each, with its captures, results and events, and a `unit.yaml` of its attributes. */
export async function readFolder(path: string, options: FleetOptions): Promise<ReadUnit[]> {
  const { parse } = await import('yaml')
  const units: ReadUnit[] = []
  const seen = new UnitsSeen()
  const entries = reading(path, () => readdirSync(path, { withFileTypes: true }))
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (!entry.isDirectory()) continue
    const folder = join(path, entry.name)
    const description = join(folder, 'unit.yaml')
    const row = new Map<string, string>()
    if (existsSync(description)) {
      const text = writtenText(
        reading(description, () => readWholeFile(description, fleetTableBytesMax)),
        description,
      )
      let value: unknown
      try {
        value = parse(text, yamlAsWritten)
      } catch (cause) {
        throw new InputError(
          `${description}: it is no YAML (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}).`,
          { cause },
        )
      }
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new InputError(`${description}: give attributes as name: value.`)
      for (const [name, own] of Object.entries(value)) {
        if (typeof own === 'object' && own !== null)
          throw new InputError(`${description}: ${name} has several values, and an attribute has one.`)
        row.set(columnName(name), String(own ?? ''))
      }
    }
    const files = partsOf(folder)
    const id = row.get('unit') ?? entry.name
    seen.add(id, row, folder)
    if (files.length > 0) {
      units.push(await capturedUnit(id, row, files, options))
      continue
    }
    const unit: Unit = {
      id,
      attributes: attributesOf(row),
      state: 'undetermined',
      isCounted: false,
      exposures: 0,
      hits: 0,
      reason: 'nothing was captured',
    }
    units.push({ side: null, asTo: () => unit })
  }
  return units
}
