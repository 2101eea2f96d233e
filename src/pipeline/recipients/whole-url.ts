/** How a target begins that names its server, too, as a proxy is asked for it. */
const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i

/** Whether a target is a whole URL. */
export function isWholeUrl(target: string): boolean {
  return origin.test(target)
}

/** A target as the server itself is asked for it. */
export function withoutOrigin(target: string): string {
  return target.replace(origin, '') || '/'
}
