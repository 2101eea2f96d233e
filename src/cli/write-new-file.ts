import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../case/folder/durable.ts'
import { FaultError, InputError } from '../core/errors.ts'
import { writeReason } from '../core/write-reason.ts'
import { refuseCasePlace } from './case-place.ts'
import { refuseName } from './require-folder.ts'
import { onEnding } from './on-ending.ts'

/** So much of its name tells whoever finds the rest of a file that was begun which one it was to be. */
const namedCharsMax = 40

/**
 * A file that is not there yet, written in pieces: whole or not at all, readable by its owner only where nothing else is
 * asked for. All methods throw an
 * InputError where it is there, a FaultError where the disk will not take it. `close` gives it its name; `abandon` (which
 * may follow `close`) leaves nothing behind.
 */
export class NewFile {
  private readonly path: string
  private readonly refusal: string
  private readonly temporary: string
  private readonly mode: number
  private file: number | null = null
  private isBegun = false
  private isDone = false
  private forgetEnding: () => void = () => undefined

  /** `refusal`: what is said where the file is there. `mode`: who may read it. */
  constructor(path: string, refusal = `${path} is there already: it is never written over.`, mode = 0o600) {
    refuseName(path)
    refuseCasePlace(path)
    this.path = path
    this.refusal = refusal
    this.mode = mode
    // One that was killed may have left its own, and had the same number. A name may be as long as the disk takes already.
    const begun = `${basename(path).slice(0, namedCharsMax)}.writing-${process.pid}-${randomBytes(4).toString('hex')}`
    this.temporary = join(dirname(path), begun)
    // It is begun with its first bytes: who ends varde before, with Ctrl-C in a long scan, finds nothing of it.
    this.attempt(() => accessSync(dirname(path), constants.W_OK))
  }

  put(content: Uint8Array): void {
    const file = this.opened()
    this.attempt(() => {
      for (let written = 0; written < content.length; ) written += writeSync(file, content, written)
    })
  }

  close(): void {
    if (this.isDone) return
    const file = this.opened()
    this.attempt(() => {
      fsyncSync(file)
      closeSync(file)
      this.file = null
      this.isDone = true
      giveName(this.temporary, this.path, this.mode)
    })
    this.remove()
  }

  abandon(): void {
    if (this.file !== null) closeSync(this.file)
    this.file = null
    this.isDone = true
    this.remove()
  }

  private remove(): void {
    // Where nothing was begun, why that could not be is what is to be said.
    if (this.isBegun) rmSync(this.temporary, { force: true })
    this.forgetEnding()
  }

  private opened(): number {
    if (this.isDone) throw new Error('the file is closed')
    if (this.file !== null) return this.file
    // Before the file is there: it must not outlive a signal that comes at once.
    this.forgetEnding = onEnding(() => this.abandon())
    try {
      this.file = this.attempt(() => openSync(this.temporary, 'wx', this.mode))
      this.isBegun = true
    } catch (error) {
      this.forgetEnding()
      throw error
    }
    return this.file
  }

  private attempt<T>(act: () => T): T {
    try {
      return act()
    } catch (cause) {
      const { path } = this
      const code = codeOf(cause) || String(cause)
      if (code === 'EEXIST') throw new InputError(this.refusal, { cause })
      if (code === 'ENOENT') throw new InputError(`${path}: there is no such folder.`, { cause })
      throw new FaultError(`${path} cannot be written: ${writeReason(code)}.`, { cause })
    }
  }
}

/** Disks that know no links: those of FAT, and some over the network. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Gives a file its name. Throws EEXIST, and changes nothing, where another one has it. */
function giveName(temporary: string, path: string, mode: number): void {
  try {
    // A link, unlike a rename, never takes the place of a file that came meanwhile.
    linkSync(temporary, path)
  } catch (cause) {
    if (!withoutLinks.has(codeOf(cause))) throw cause
    closeSync(openSync(path, 'wx', mode))
    renameSync(temporary, path)
  }
}

/**
 * Writes a file that is not there yet, whole or not at all, readable by its owner only where `mode` says nothing else. Throws an InputError where it is
 * there, a FaultError where the disk will not take it.
 */
export function writeNewFile(path: string, content: Uint8Array, mode = 0o600): void {
  const file = new NewFile(path, undefined, mode)
  try {
    file.put(content)
    file.close()
  } finally {
    file.abandon()
  }
}
