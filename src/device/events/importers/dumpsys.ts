import { EventCollector } from '../collector.ts'
import { clockDoubtSeconds, takeSections } from '../dump-sections.ts'
import type { EventImporter } from '../types.ts'

/**
 * All that `adb shell dumpsys` prints: one service behind the other, of which those are read that are read of a bug report.
 * It names neither its zone nor when it was made, but for when each service was done.
 */
export const eventImporter: EventImporter = {
  name: 'dumpsys',
  title: 'adb shell dumpsys, with all services or several',
  probe: (head) => (/^(?:Currently running services:|DUMP OF SERVICE [^\n]+:)[ \t\r]*$/m.test(head) ? 2 : 0),
  read(text, context) {
    const found = new EventCollector('dumpsys')
    takeSections(text, found, context, found.zone(context), (sec) => ({
      near: sec,
      latest: sec + clockDoubtSeconds,
      writtenAt: sec,
      saysWrittenAt: true,
    }))
    return found.finish()
  },
}
