/** Writes text in a colour or weight of a terminal: `code` as ECMA-48 numbers them (8.3.117), several with `;` between them. */
export type Paint = (code: string, text: string) => string

/** Text as it is where there is no colour. */
export function painter(hasColour: boolean): Paint {
  return (code, text) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text)
}
