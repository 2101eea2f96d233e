import { grouped } from '../core/grouped.ts'

/** What says of a transmission whether it may never have been sent. */
type Told = { readonly summary?: { readonly mayBeUnsent?: boolean } }

/** Whether nothing shows that a transmission took place: a browser lists its request, and gave it up before it had a server. */
export function mayBeUnsent({ summary }: Told): boolean {
  return summary?.mayBeUnsent === true
}

/**
 * What was sent, and apart from it what may never have been. Whoever counts sends counts the first and tells how many the
 * second are; who has to count both (a gate) says how many of them may not have been sent. In the order given.
 */
export function sentApart<One extends Told>(
  transmissions: readonly One[],
): { readonly sent: readonly One[]; readonly perhaps: readonly One[] } {
  const perhaps = transmissions.filter(mayBeUnsent)
  return {
    sent: perhaps.length === 0 ? transmissions : transmissions.filter((one) => !mayBeUnsent(one)),
    perhaps,
  }
}

/** `2 requests were given up, and may never have been sent`, with what that means here behind it. */
export function unsentText(requests: number, consequence: string): string {
  const [what, they] = requests === 1 ? ['request was', 'it'] : ['requests were', 'they']
  return `${grouped(requests)} ${what} given up, and ${they} may never have been sent: ${consequence}.`
}
