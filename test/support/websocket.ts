/** Writes frames of WebSocket (RFC 6455) for tests: any frame a test wants, also wrong ones. */
import { constants, createDeflateRaw } from 'node:zlib'

export interface FrameOptions {
  readonly opcode?: number
  readonly isFin?: boolean
  readonly isCompressed?: boolean
  /** Default: as the client does. */
  readonly isMasked?: boolean
  /** Four bytes. */
  readonly mask?: Buffer
  /** Lies about the payload's length. */
  readonly length?: bigint
  readonly reserved?: number
}

const usualMask = Buffer.from([0x37, 0xfa, 0x21, 0x3d])

export function webSocketFrame(payload: Buffer | string, options: FrameOptions = {}): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  const { opcode = 1, isFin = true, isCompressed = false, isMasked = true, reserved = 0 } = options
  const { mask = usualMask } = options
  const length = options.length ?? BigInt(bytes.length)
  const first = (isFin ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | reserved | opcode
  const masked = isMasked ? 0x80 : 0
  let header: Buffer
  if (length < 126n) header = Buffer.from([first, masked | Number(length)])
  else if (length < 65_536n) {
    header = Buffer.from([first, masked | 126, 0, 0])
    header.writeUInt16BE(Number(length), 2)
  } else {
    header = Buffer.from([first, masked | 127, 0, 0, 0, 0, 0, 0, 0, 0])
    header.writeBigUInt64BE(length, 2)
  }
  if (!isMasked) return Buffer.concat([header, bytes])
  return Buffer.concat([header, mask, bytes.map((byte, index) => byte ^ (mask[index % 4] as number))])
}

/** The messages compressed one behind the other, each referring to those before it (permessage-deflate, RFC 7692). */
export async function deflatedMessages(messages: readonly (string | Buffer)[]): Promise<Buffer[]> {
  const deflate = createDeflateRaw()
  const compressed: Buffer[] = []
  for (const message of messages) {
    const pieces: Buffer[] = []
    const take = (piece: Buffer): void => {
      pieces.push(piece)
    }
    deflate.on('data', take)
    deflate.write(message)
    await new Promise<void>((resolve) => {
      deflate.flush(constants.Z_SYNC_FLUSH, () => resolve())
    })
    deflate.off('data', take)
    compressed.push(Buffer.concat(pieces).subarray(0, -4))
  }
  deflate.destroy()
  return compressed
}
