/** What stands against "gone". `host`: who may get the same now, where it is that; no silence shows that it does not. */
export interface Doubt {
  readonly text: string
  readonly host: string | null
}

/** A doubt of what was watched. */
export function doubtThat(text: string): Doubt {
  return { text, host: null }
}

/** A doubt that it goes to a host now. */
export function doubtOfMove(host: string, text: string): Doubt {
  return { text: `${text}: it may be the same`, host }
}
