/** Whether a host is named by `pattern`: the host itself, or `*.` and a domain, which stands for it and all below it. */
export function isNamedBy(pattern: string, host: string): boolean {
  const name = pattern.toLowerCase()
  const lower = host.toLowerCase()
  return name.startsWith('*.') ? lower === name.slice(2) || lower.endsWith(name.slice(1)) : lower === name
}
