import { crc32, deflateRawSync } from 'node:zlib'
import type { Budget } from '../budget.ts'
import { unbzip2 } from '../bzip2-codec.ts'
import { certainty, exactPiece, transformedPiece } from '../encoding.ts'
import type { Decoded, Encoding, Hint, Piece, Written } from '../encoding.ts'
import { inflateRaw, unzstd } from '../inflate.ts'
import type { Inflated } from '../inflate.ts'
import { unxz } from '../lzma-codec.ts'
import { isZip } from '../text.ts'

const magic = Buffer.from('PK\u0003\u0004', 'latin1')
const headBytes = 30
/** "As the data comes": sizes stand behind it, and are 0 in front. */
const encryptedFlag = 1
const sizeMax = 0xffffffff

const methods = { stored: 0, deflated: 8 } as const

/** How members are packed (APPNOTE 4.4.5). */
const inflateOf: ReadonlyMap<number, (bytes: Buffer, outputMax: number) => Inflated | null> = new Map([
  [methods.deflated, inflateRaw],
  [12, unbzip2],
  [93, unzstd],
  [95, unxz],
])

/** A member as its local header (APPNOTE 4.3.7) has it; `end` is where the next begins where no size is told. */
interface Member {
  readonly nameStart: number
  readonly dataStart: number
  readonly end: number
  readonly method: number
  readonly isEncrypted: boolean
}

/**
 * A ZIP archive (PKWARE's APPNOTE 6.3.10): each member with its name, stored, deflated, or under Zstandard, bzip2 or xz. Read by the
 * local headers, so that a cut archive gives what there is. Members that are encrypted or packed in another way are
 * counted as not read.
 */
export const encoding: Encoding = {
  name: 'zip',
  kind: 'container',
  title: 'ZIP archive',
  probe: (bytes) => (isZip(bytes) ? certainty.magic : certainty.no),
  decode(bytes, hint, budget) {
    const pieces: Piece[] = []
    let unread = 0
    let count = 0
    for (let at = 0; at >= 0 && at + headBytes <= bytes.length; count++) {
      if (!budget.hasRoomForMember(count, pieces.length)) break
      const member = memberAt(bytes, at)
      const piece = member.dataStart < member.end ? contentOf(bytes, member, hint, budget) : null
      if (piece === 'unread') unread++
      else if (piece !== null) pieces.push(piece)
      addName(bytes, member, pieces)
      at = bytes.indexOf(magic, Math.max(member.end, at + headBytes))
    }
    if (unread > 0)
      budget.leave(`${unread} of ${count} members of a ZIP archive, encrypted or packed in another way`)
    return pieces.length === 0 ? 'no member' : ({ pieces, isWhole: true } satisfies Decoded)
  },
}

function memberAt(bytes: Buffer, at: number): Member {
  const flags = bytes.readUInt16LE(at + 6)
  const size = bytes.readUInt32LE(at + 18)
  const nameStart = at + headBytes
  const dataStart = nameStart + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
  const isSized = size > 0 && size < sizeMax && dataStart + size <= bytes.length
  const next = isSized ? dataStart + size : bytes.indexOf(magic, dataStart)
  return {
    nameStart,
    dataStart: Math.min(bytes.length, dataStart),
    end: next < 0 ? bytes.length : next,
    method: bytes.readUInt16LE(at + 8),
    isEncrypted: (flags & encryptedFlag) !== 0,
  }
}

/** What the member holds; null where the budget or the data give nothing. */
function contentOf(bytes: Buffer, member: Member, hint: Hint, budget: Budget): Piece | 'unread' | null {
  const { dataStart, end, method } = member
  if (member.isEncrypted) return 'unread'
  const name = nameOf(bytes, member)
  if (method === methods.stored) return exactPiece('zip', name, '', bytes, dataStart, end, 'value')
  const inflate = inflateOf.get(method)
  if (inflate === undefined) return 'unread'
  if (!budget.takeTransform()) return null
  const outputMax = budget.outputMax(end - dataStart)
  const inflated = inflate(bytes.subarray(dataStart, end), outputMax)
  if (inflated?.end === 'limit' || (inflated === null && outputMax === 0))
    budget.reachOutputMax(end - dataStart)
  if (inflated === null) return outputMax === 0 ? null : 'unread'
  if (!budget.takeBytes(inflated.bytes.length)) return null
  const piece = transformedPiece('zip', name, inflated.bytes, dataStart, end, 'value', '', hint.contentType)
  return { ...piece, key: '' }
}

function nameOf(bytes: Buffer, { nameStart, dataStart }: Member): string {
  const length = bytes.readUInt16LE(nameStart - 4)
  return bytes.toString('utf8', nameStart, Math.min(dataStart, nameStart + length))
}

/** The name may say more than the content: `log-356938035643809.txt`. */
function addName(bytes: Buffer, member: Member, pieces: Piece[]): void {
  const end = Math.min(member.dataStart, member.nameStart + bytes.readUInt16LE(member.nameStart - 4))
  if (end <= member.nameStart) return
  const detail = `file name of [${pieces.length}]`
  pieces.push(exactPiece('zip', detail, 'filename', bytes, member.nameStart, end, 'value'))
}

/** An archive of one member. */
export const written: Written = {
  name: 'ZIP archive',
  family: 'E5',
  gives: 'binary',
  isForDocuments: true,
  /** As Java writes it: one member, whose sizes stand behind its data. */
  encode(bytes) {
    const name = Buffer.from('logs/a.txt')
    const head = Buffer.alloc(headBytes)
    magic.copy(head)
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(8, 6)
    head.writeUInt16LE(methods.deflated, 8)
    head.writeUInt16LE(name.length, 26)
    const packed = deflateRawSync(bytes)
    const tail = Buffer.alloc(16)
    tail.write('PK\u0007\u0008', 'latin1')
    tail.writeUInt32LE(crc32(bytes), 4)
    tail.writeUInt32LE(packed.length, 8)
    tail.writeUInt32LE(bytes.length, 12)
    return Buffer.concat([head, name, packed, tail])
  },
}
