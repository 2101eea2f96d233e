/**
 * Milliseconds that the processor has worked for this thread: for tests that hold how much work is done. Other threads,
 * other programs and a machine that is busy do not count.
 */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
