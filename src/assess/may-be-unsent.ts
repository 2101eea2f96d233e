/** Whether nothing shows that a transmission took place: a browser lists its request, and gave it up before it had a server. */
export function mayBeUnsent({ summary }: { readonly summary?: { readonly mayBeUnsent?: boolean } }): boolean {
  return summary?.mayBeUnsent === true
}
