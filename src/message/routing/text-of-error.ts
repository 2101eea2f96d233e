/** What was thrown, for the report of a bug: no stack, which names files of who runs it. */
export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
