/** Whether a text can be the name of a host: with a dot, of letters, digits, hyphens and underscores. */
export function isHostName(text: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/i.test(text)
}
