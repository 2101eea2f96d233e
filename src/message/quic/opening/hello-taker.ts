import { CryptoStream } from '../crypto-stream.ts'
import type { FrameTaker } from '../frames.ts'

/** Puts the CRYPTO frames of a client's first packets into the stream of its hello; nothing else is looked at. */
export class HelloTaker implements FrameTaker {
  hello: CryptoStream = new CryptoStream()
  /** Where the packet's content lies. */
  frame = 0
  offset = 0

  crypto(offset: number, content: Buffer, from: number, to: number): boolean {
    return this.hello.put(offset, content, from, to, this.frame, this.offset + from)
  }

  acknowledged(): void {
    // Of no use here.
  }

  stream(): void {
    // Not in an Initial packet; so the others.
  }

  streamReset(): void {
    // See above.
  }

  connectionId(): void {
    // See above.
  }

  datagram(): void {
    // See above.
  }
}
