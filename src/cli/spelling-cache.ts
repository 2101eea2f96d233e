import { createCipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { codeOf, makeFolders, writeFully } from '../case/folder/durable.ts'
import { openGcm } from '../case/keys/open-gcm.ts'
import { limits } from '../core/limits.ts'
import { packSpellings, unpackSpellings } from '../detect/spellings/spelling-file.ts'
import type { SpelledProfile } from '../detect/spellings/spelling-file.ts'
import { build } from './version.ts'

/**
 * Keeps the spellings of a profile from one start to the next (decision 0024). They say what the profile says, so a
 * file is encrypted with a key that only the profile's own bytes give: without the profile it tells nothing but that
 * one was used. It is named by a digest of the profile and of the program that made it, so a changed profile or
 * program finds none. Where nothing can be kept, everything works as it does without.
 */

const magic = Buffer.from('varde spellings 1\n')
const saltBytes = 16
const nonceBytes = 12
const tagBytes = 16
const headBytes = magic.length + saltBytes + nonceBytes + tagBytes
const ending = '.spellings'

/** The place of one profile's spellings. */
export interface SpellingCache {
  /** What was kept; null where nothing was. */
  find(): SpelledProfile | 'damaged' | null
  /** Keeps it, where that is possible. */
  keep(spelled: SpelledProfile): void
}

/** `path`: as the user named the profile, which is part of its warnings; null: nothing is kept here. */
export function spellingCache(path: string, profile: Buffer): SpellingCache | null {
  const folder = folderOf(process.env)
  // Sources that run as they are keep nothing.
  return build === '' || folder === null ? null : openSpellingCache(folder, build, path, profile)
}

/** As {@link spellingCache}, in this folder and for this build (`program`). */
export function openSpellingCache(
  folder: string,
  program: string,
  path: string,
  profile: Buffer,
): SpellingCache {
  const name = createHash('sha256')
    .update(JSON.stringify([program, path, profile.length]))
    .update(profile)
    .digest('hex')
  const file = join(folder, `${name.slice(0, 32)}${ending}`)
  const keyOf = (salt: Buffer): Buffer =>
    Buffer.from(hkdfSync('sha256', profile, salt, `varde spellings ${program}`, 32))
  return {
    find() {
      const bytes = readKept(file)
      if (bytes === null || bytes === 'damaged') return bytes
      const opened = opened256(bytes, keyOf)
      return (opened === null ? null : unpackSpellings(opened)) ?? 'damaged'
    },
    keep(spelled) {
      const packed = packSpellings(spelled)
      if (packed.length > limits.detect.keptBytesMax) return
      const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)]
      const cipher = createCipheriv('aes-256-gcm', keyOf(salt), nonce)
      const sealed = [cipher.update(packed), cipher.final()]
      keepFile(folder, file, [magic, salt, nonce, cipher.getAuthTag(), ...sealed])
    },
  }
}

/** As the XDG base directories say; a name that is not absolute does not count. */
function folderOf({ XDG_CACHE_HOME = '', HOME = '' }: NodeJS.ProcessEnv): string | null {
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'varde')
  return isAbsolute(HOME) ? join(HOME, '.cache', 'varde') : null
}

function opened256(bytes: Buffer, keyOf: (salt: Buffer) => Buffer): Buffer | null {
  const saltAt = magic.length
  const nonceAt = saltAt + saltBytes
  const tagAt = nonceAt + nonceBytes
  if (bytes.length < headBytes || !bytes.subarray(0, saltAt).equals(magic)) return null
  const key = keyOf(bytes.subarray(saltAt, nonceAt))
  const nonce = bytes.subarray(nonceAt, tagAt)
  return openGcm(key, nonce, bytes.subarray(headBytes), bytes.subarray(tagAt, headBytes))
}

/** Nothing is there, or somebody else (who runs varde with the HOME of another, as by sudo) keeps what is. */
const notOurs: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'])

/** The whole file; null where there is none for us. Links, pipes and what is too long count as damaged. */
function readKept(path: string): Buffer | 'damaged' | null {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === '') throw error
    return notOurs.has(codeOf(error)) ? null : 'damaged'
  }
  try {
    const stats = fstatSync(file)
    if (!stats.isFile() || stats.size > limits.detect.keptBytesMax + headBytes) return 'damaged'
    const bytes = Buffer.allocUnsafeSlow(stats.size)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, length)
      if (read === 0) return 'damaged'
      length += read
    }
    return bytes
  } catch (error) {
    if (codeOf(error) === '') throw error
    return 'damaged'
  } finally {
    closeSync(file)
  }
}

/** Keeps a file whole or not at all. A disk that is full or read-only: nothing is kept, and nothing else is different. */
function keepFile(folder: string, path: string, parts: readonly Buffer[]): void {
  try {
    makeFolders(folder)
    // A folder that somebody else has made is no place to keep anything.
    if (!isOwn(folder)) return
    writeBeside(path, parts)
    forgetOldest(folder)
  } catch (error) {
    if (codeOf(error) === '') throw error
  }
}

/** Writes beside the place and renames: others that start at the same time see a whole file or none. */
function writeBeside(path: string, parts: readonly Buffer[]): void {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    try {
      for (const part of parts) writeFully(file, part)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

function isOwn(folder: string): boolean {
  const stats = lstatSync(folder)
  return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid())
}

/** Removes the files that were made first, and what was left by a program that was ended while it wrote. */
function forgetOldest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^[0-9a-f]{32}\.spellings(?:\.[0-9a-f]{16})?$/.test(name))
    .map((name) => ({ path: join(folder, name), isWhole: name.endsWith(ending) }))
    // Another varde may remove the same ones.
    .map((file) => ({ ...file, madeMs: statSync(file.path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.madeMs - a.madeMs)
  const newest = files[0]?.madeMs ?? 0
  const whole = files.filter(({ isWhole }) => isWhole)
  const left = files.filter(({ isWhole, madeMs }) => !isWhole && madeMs < newest - leftMs)
  for (const { path } of [...whole.slice(limits.detect.keptProfilesMax), ...left])
    rmSync(path, { force: true })
}

/** A file that is still without its name after so long will get none. */
const leftMs = 3_600_000
