const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does `act` where varde is told to end, and then ends as it was told: whoever started it sees that it was this signal.
 * The returned function takes that back.
 */
export function onEnding(act: () => void): () => void {
  const end = (signal: NodeJS.Signals): void => {
    takeBack()
    act()
    process.kill(process.pid, signal)
  }
  const takeBack = (): void => {
    for (const each of endings) process.off(each, end)
  }
  for (const each of endings) process.on(each, end)
  return takeBack
}
