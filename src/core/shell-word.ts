/**
 * A file name as one word of a shell, for a command that people copy: quoted where it needs it, and never an option. `-` is
 * standard input, as for most programs.
 */
export function shellWord(name: string): string {
  if (name === '-') return name
  const word = name.startsWith('-') ? `./${name}` : name
  return /^[\w./][\w./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
