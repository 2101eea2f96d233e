import { sliceComments } from '../slice-comments.ts'
import { holdsEntries } from '../entries.ts'
import type { TrafficExporter } from './traffic-exporter.ts'

/**
 * Frames as they were captured, with comments that say what is in them: one section for each capture, or what the capture
 * itself had. Comments are masked always: they are what is read aloud.
 */
export const trafficExporter: TrafficExporter = {
  name: 'pcapng',
  title: 'the frames that carry observations, as they were captured, with comments (Wireshark)',
  revealReason: 'Captured frames hold the values as they were sent',
  write: async (given, traffic, options, put) => {
    const notes: string[] = []
    const { captures } = given.result
    const comments = sliceComments(given.result, given.version)
    let frames = 0
    let isEmpty = true
    for (const [index, capture] of captures.entries()) {
      if (holdsEntries(capture)) {
        notes.push(`${capture.path} holds no packets: nothing of it is in the slice (see --format har).`)
        continue
      }
      const slice = await traffic.slice(index, {
        extent: options.wholeFlows ? 'flows' : 'observations',
        keepsSecrets: options.withSecrets,
        ...comments,
        put: (bytes) => {
          isEmpty = false
          put(bytes)
        },
      })
      frames += slice.frames.length
    }
    if (isEmpty) put(emptySection())
    if (frames === 0) notes.push('nothing was observed in packets: the slice is empty.')
    return notes
  },
}

/** A section without interfaces and packets (draft-ietf-opsawg-pcapng, 4.1): a file of no bytes is no pcapng. */
function emptySection(): Uint8Array {
  const bytes = 28
  const view = new DataView(new ArrayBuffer(bytes))
  view.setUint32(0, 0x0a0d0d0a, true)
  view.setUint32(4, bytes, true)
  view.setUint32(8, 0x1a2b3c4d, true)
  view.setUint16(12, 1, true)
  // The length of the section is not said.
  view.setBigInt64(16, -1n, true)
  view.setUint32(24, bytes, true)
  return new Uint8Array(view.buffer)
}
