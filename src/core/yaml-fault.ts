/** What a YAML parser finds wrong, as a part of a sentence: its first line, without the dots and colons that end it. */
export function yamlFault(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (message.includes('call stack')) return 'it is nested too deeply'
  return (message.split('\n')[0] ?? '').replace(/[.:\s]+$/, '')
}
