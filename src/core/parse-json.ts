/** Replaces a value; `context.source` is how a number, text or word is written (ECMAScript 2026, JSON.parse source text access). */
export type JsonReviver = (name: string, value: unknown, context?: { readonly source?: string }) => unknown

/** What a text says as JSON; undefined where it is none. Never throws. */
export function parseJson(text: string, reviver?: JsonReviver): unknown {
  try {
    return JSON.parse(text, reviver)
  } catch (error) {
    // RangeError: nested beyond the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}
