import { setImmediate as nextTurn } from 'node:timers/promises'

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const acts = new Set<() => void>()
let isListening = false

function end(signal: NodeJS.Signals): void {
  listen(false)
  for (const act of acts) act()
  process.kill(process.pid, signal)
}

function listen(isWanted: boolean): void {
  if (isWanted === isListening) return
  isListening = isWanted
  for (const each of endings) process[isWanted ? 'on' : 'off'](each, end)
}

/**
 * Does `act` where varde is told to end, and then ends as it was told: whoever started it sees that it was this signal.
 * The returned function takes that back. A signal that comes while varde works in one go is heard behind that, and ends
 * varde also where all was taken back by then.
 */
export function onEnding(act: () => void): () => void {
  acts.add(act)
  listen(true)
  return () => {
    acts.delete(act)
    setImmediate(() => listen(acts.size > 0))
  }
}

/** For work that goes on for long between two looks at the world: a signal that came meanwhile is heard now. */
export async function hearEnding(): Promise<void> {
  // The first turn may be the one that is under way, which has looked already.
  await nextTurn()
  await nextTurn()
}
