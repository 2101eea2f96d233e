/** Lines that the scaffold puts into files that are there already: in order, once. */

/** Name of the scaffold's members: as files and protocols are called here. */
export const namePattern: RegExp = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** `xiaomi-push`: `XiaomiPush`. */
export function typeName(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** `xiaomi-push`: `xiaomiPush`. */
export function valueName(name: string): string {
  const type = typeName(name)
  return type.charAt(0).toLowerCase() + type.slice(1)
}

/** `text` with `line` before the first line that `isLater` accepts, looked for behind the line `from`. */
export function insertLine(
  text: string,
  line: string,
  from: string,
  isLater: (line: string) => boolean,
): string {
  const lines = text.split('\n')
  if (lines.includes(line)) return text
  const start = lines.indexOf(from)
  if (start < 0) throw new Error(`the line ${JSON.stringify(from)} is gone: the scaffold must be told anew`)
  let at = start + 1
  while (at < lines.length && !isLater(lines[at] as string)) at++
  lines.splice(at, 0, line)
  return lines.join('\n')
}
