import { parseIsoTime } from '../../core/iso-time.ts'
import { limits } from '../../core/limits.ts'
import type { Instant } from '../../core/time.ts'
import type { RecordedFrame } from '../entry.ts'

/** How the file of a session's frames begins. */
const mark = 'Fiddler-WebSocket: 1\r\n\r\n'
const headBytesMax = 4_096

/**
 * Frames of a WebSocket as Fiddler keeps them: before each stand lines that say who sent it, how long it is and when it was
 * read. `unreadBytes` stand behind damage, or are a frame that is cut.
 */
export function socketFrames(
  bytes: Buffer,
  started: Instant,
): { readonly frames: readonly RecordedFrame[]; readonly unreadBytes: number } {
  const frames: RecordedFrame[] = []
  let at = bytes.toString('latin1', 0, mark.length) === mark ? mark.length : 0
  let last = started
  while (at < bytes.length && frames.length < limits.source.entryValuesMax) {
    const headEnd = bytes.indexOf('\r\n\r\n', at)
    if (headEnd === -1 || headEnd - at > headBytesMax) break
    const head = bytes.toString('latin1', at, headEnd)
    const length = /^(Request|Response)-Length: *(\d{1,10})\r?$/im.exec(head)
    const start = headEnd + 4
    const end = start + Number(length?.[2] ?? 0)
    if (length === null || end > bytes.length) break
    last = parseIsoTime(/^DoneRead: *(\S+)\r?$/im.exec(head)?.[1] ?? '')?.at ?? last
    const direction = length[1]?.toLowerCase() === 'request' ? 0 : 1
    frames.push({ direction, at: last, bytes: bytes.subarray(start, end) })
    at = end
    while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++
  }
  return { frames, unreadBytes: bytes.length - at }
}
