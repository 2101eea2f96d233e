import { existsSync, fstatSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAttribution } from '../attribute/attribution.ts'
import type { DataFile } from '../attribute/types.ts'
import { FaultError } from '../core/errors.ts'
import { readAt } from './read-at.ts'

let folder = ''

/** Folder of the compiled data sets: beside the bundle, or in dist/ when the sources run as they are. */
function dataFolder(): string {
  if (folder === '') {
    const here = dirname(fileURLToPath(import.meta.url))
    const beside = join(here, 'data')
    folder = existsSync(beside) ? beside : join(here, '../../dist/data')
  }
  return folder
}

const opened: Map<string, DataFile> = new Map()

/** Opens a compiled data set by name, once. The file stays open for the life of the process. */
export function readData(name: string): DataFile {
  let file = opened.get(name)
  if (file === undefined) {
    file = openData(name)
    opened.set(name, file)
  }
  return file
}

/** What a compiled JSON file holds. Throws a FaultError where it is missing. */
export function readJsonData(name: string): unknown {
  const file = readData(name)
  return JSON.parse(file.read(0, file.size).toString('utf8'))
}

/** The compiled data sets and when they were built, as results and the ledger name them. */
export function dataNames(): string[] {
  return openAttribution(readData).dataSets.map(({ name, builtOn }) => `${name} ${builtOn}`)
}

function openData(name: string): DataFile {
  const path = join(dataFolder(), name)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    throw new FaultError(`the data file ${name} is missing: run npm run build.`, { cause })
  }
  const { size } = fstatSync(file)
  return {
    size,
    read: (offset, length) => readAt(file, offset, length),
  }
}
