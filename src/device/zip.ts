import { inflateRawSync } from 'node:zlib'
import { limits } from '../core/limits.ts'

/** One member of a zip archive. */
export interface ZipMember {
  readonly name: string
  /** Null where it can not be unpacked: encrypted, another method, damaged, or larger than the limit. */
  readonly bytes: Buffer | null
  readonly problem: string
}

const endSignature = 0x06054b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50

/** True where bytes begin as a zip archive does (a local member, or an empty archive's end). */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
}

/**
 * The members of a zip archive (APPNOTE 6.3.3) whose names `wants` asks for, unpacked. An archive that was cut has no
 * directory at its end: then its local members are read in order as far as they go. Total: never throws on input.
 */
export function readZip(
  bytes: Buffer,
  wants: (name: string) => boolean,
): { members: ZipMember[]; isCut: boolean } {
  const end = endOf(bytes)
  if (end < 0) return { members: readLocals(bytes, wants), isCut: true }
  const members: ZipMember[] = []
  const count = Math.min(bytes.readUInt16LE(end + 10), limits.device.zipMembersMax)
  let at = bytes.readUInt32LE(end + 16)
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== centralSignature) return { members, isCut: true }
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, Math.min(bytes.length, at + 46 + nameLength))
    const packed = bytes.readUInt32LE(at + 20)
    const local = bytes.readUInt32LE(at + 42)
    if (wants(name)) members.push(unpack(bytes, name, local, packed))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return { members, isCut: false }
}

/** The record at the end, which a comment of up to 65,535 bytes may follow; -1 where there is none. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at--) {
    if (bytes.readUInt32LE(at) === endSignature) return at
  }
  return -1
}

function unpack(bytes: Buffer, name: string, local: number, packed: number): ZipMember {
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== localSignature)
    return { name, bytes: null, problem: 'its header is not where the directory says' }
  if ((bytes.readUInt16LE(local + 6) & 1) !== 0) return { name, bytes: null, problem: 'it is encrypted' }
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  return inflate(name, bytes.readUInt16LE(local + 8), bytes.subarray(from, from + packed))
}

function inflate(name: string, method: number, packed: Buffer): ZipMember {
  if (method === 0) return { name, bytes: Buffer.from(packed), problem: '' }
  if (method !== 8) return { name, bytes: null, problem: `packed by method ${method}, which is not read` }
  try {
    return {
      name,
      bytes: inflateRawSync(packed, { maxOutputLength: limits.device.eventFileBytesMax }),
      problem: '',
    }
  } catch (error) {
    return { name, bytes: null, problem: error instanceof Error ? error.message : String(error) }
  }
}

function readLocals(bytes: Buffer, wants: (name: string) => boolean): ZipMember[] {
  const members: ZipMember[] = []
  let at = 0
  while (at + 30 <= bytes.length && bytes.readUInt32LE(at) === localSignature) {
    if (members.length >= limits.device.zipMembersMax) break
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26)
    const name = bytes.toString('utf8', at + 30, Math.min(bytes.length, nameEnd))
    const from = nameEnd + bytes.readUInt16LE(at + 28)
    const packed = bytes.readUInt32LE(at + 18)
    // Sizes that stand behind the data (flag 3) are not known here: such a member ends the reading.
    if ((bytes.readUInt16LE(at + 6) & 8) !== 0 || from + packed > bytes.length) {
      if (wants(name)) members.push({ name, bytes: null, problem: 'the archive was cut within it' })
      break
    }
    if (wants(name)) members.push(unpack(bytes, name, at, packed))
    at = from + packed
  }
  return members
}
