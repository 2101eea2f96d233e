import { CryptoStream } from '../crypto-stream.ts'
import { readFrames } from '../frames.ts'
import type { FramesEnd } from '../frames.ts'
import { deriveInitialKeys, openInitial } from '../keys.ts'
import { clientIdBytesMin, packetKinds } from '../parse.ts'
import type { LongHeader } from '../parse.ts'
import { randomAt, randomBytes } from './hello-random.ts'
import { HelloTaker } from './hello-taker.ts'

/** A packet with less in it brings no hello: acknowledgements do not fill one. */
const helloPacketBytesMin = 200

/**
 * A hello with which a connection was given up: is what the client sends further on in the handshake, or another hello? It
 * looks the same, but its keys follow an id that is not the one it carries: that is tried once. The same hello under another
 * id is the answer to a Retry.
 */
export class GivenUpHello {
  /** Null where it was not read as far as that. */
  private random: Buffer | null = null
  /** The id that opened it, or was tried in vain last. */
  private knownId: Buffer | null = null

  giveUp(random: Buffer | null, id: Buffer | null): void {
    this.random = random
    this.knownId = id
  }

  /** Whether the packet, whose header was read, may bring another hello, and was not tried. */
  mayBeOther(buf: Buffer, start: number, header: LongHeader): boolean {
    if (header.kind !== packetKinds.initial) return false
    const { targetIdStart, targetIdEnd, packetEnd } = header
    if (targetIdEnd - targetIdStart < clientIdBytesMin || packetEnd - start < helloPacketBytesMin)
      return false
    return this.knownId?.compare(buf, targetIdStart, targetIdEnd) !== 0
  }

  /** Opens such a packet: whether it does bring one. */
  isOther(buf: Buffer, start: number, header: LongHeader): boolean {
    const { random } = this
    const { version, targetIdStart, targetIdEnd } = header
    this.knownId = Buffer.from(buf.subarray(targetIdStart, targetIdEnd))
    const content = openInitial(buf, start, header, deriveInitialKeys(version, this.knownId))
    if (content === null) return false
    const hello = new CryptoStream()
    helloTaker.hello = hello
    readFrames(content, 0, content.length, true, helloTaker, framesEnd)
    // Some shuffle the pieces of their hello: then nothing tells yet.
    if (hello.readable < randomAt + randomBytes) return !hello.isEmpty
    return random === null || random.compare(hello.buf, randomAt, randomAt + randomBytes) !== 0
  }
}

const helloTaker = new HelloTaker()
const framesEnd: FramesEnd = { at: 0, problem: null }
