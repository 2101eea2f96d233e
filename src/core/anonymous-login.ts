/** Whether nobody in particular logs in under this name (RFC 1635). */
export function isAnonymousLogin(user: string): boolean {
  return /^(?:anonymous|ftp|guest)$/i.test(user)
}
