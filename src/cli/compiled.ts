import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

/** What stands before the code in a file of it: checksums of the source and of the code. */
const headerBytes = 8

/** A module that was loaded with what was kept of its compiled code. */
export interface CompiledModule {
  readonly exports: unknown
  /** Keeps the code as it is compiled now, functions that ran included, if there was none that fits. Call it last. */
  readonly keep: () => void
}

/**
 * Loads the CommonJS module at `path`, an ASCII file that is the function which Node would make of it: putting that around
 * a megabyte of text copies it. Its compiled code lies in a file beside it from the first start
 * on: Node's own compile cache keeps functions only that were compiled before the module ran, and compiling the others
 * again is a good part of a small scan. A checksum guards it: V8 itself believes all code for a source of the
 * same length. What V8 refuses (made with other flags, for another processor) is made anew.
 */
export function loadCompiled(path: string): CompiledModule {
  const file = `${path.replace(/\.js$/, '')}-${process.versions.v8}-${process.arch}.code`
  const bytes = readFileSync(path)
  const sourceSum = crc32(bytes)
  const known = readCode(file, sourceSum)
  const source = bytes.toString('latin1')
  const script = new Script(source, { filename: path, ...(known === null ? {} : { cachedData: known }) })
  const fits = known !== null && script.cachedDataRejected === false
  const module = { exports: {} }
  const run = script.runInThisContext() as (...args: readonly unknown[]) => void
  run(module.exports, createRequire(path), module, path, dirname(path))
  return {
    exports: module.exports,
    keep: () => {
      if (!fits) writeCode(file, sourceSum, script.createCachedData())
    },
  }
}

/** Null where there is none, or none that is whole and of this source. */
function readCode(file: string, sourceSum: number): Buffer | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (isSystemError(error)) return null
    throw error
  }
  const code = bytes.subarray(headerBytes)
  const isWhole =
    bytes.length > headerBytes && bytes.readUInt32LE(0) === sourceSum && bytes.readUInt32LE(4) === crc32(code)
  return isWhole ? code : null
}

/** Whole or not at all. Where the folder can not be written to nothing is kept, and starts take longer. */
function writeCode(file: string, sourceSum: number, code: Buffer): void {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt32LE(sourceSum, 0)
  header.writeUInt32LE(crc32(code), 4)
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, Buffer.concat([header, code]), { flag: 'wx' })
    renameSync(draft, file)
  } catch (error) {
    if (!isSystemError(error)) throw error
    rmSync(draft, { force: true })
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}
