const flag = /^--(?:min|max)-semi-space-size=/u

/**
 * Lets the next thread that starts have a young generation of so many megabytes, until the returned function is called.
 * A thread's own limits say so, too, but V8 heeds its flags before them, and the launcher gives some; where none was
 * given nothing is to be done. Take it back once the thread runs: code that is kept while flags differ from those of a
 * start is refused by the next one.
 */
export function limitYoungGeneration(megabytes: number): () => void {
  const given = process.execArgv.filter((argument) => flag.test(argument))
  if (given.length === 0) return () => undefined
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const argument of given) setFlagsFromString(argument.replace(/\d+$/u, String(megabytes)))
  return () => {
    for (const argument of given) setFlagsFromString(argument)
  }
}
