/** What a text says as JSON; undefined where it is none. Never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // RangeError: nested beyond the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}
