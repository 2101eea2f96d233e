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
    for (const [index, capture] of captures.entries()) {
      if (holdsEntries(capture)) {
        notes.push(`${capture.path} holds no packets: nothing of it is in the slice (see --format har).`)
        continue
      }
      const slice = await traffic.slice(index, {
        extent: options.wholeFlows ? 'flows' : 'observations',
        keepsSecrets: options.withSecrets,
        ...comments,
        put,
      })
      frames += slice.frames.length
    }
    if (frames === 0) notes.push('nothing was observed in packets: the slice is empty.')
    return notes
  },
}
