import type { Encoding } from './encoding.ts'
import { encodings } from './encodings.gen.ts'

type AskedEncoding = Encoding & Required<Pick<Encoding, 'mayHide'>>

const asked = (encodings as readonly Encoding[]).filter(
  (encoding): encoding is AskedEncoding => encoding.mayHide !== undefined,
)

/** An encoding's question, and how many bytes it is asked of. */
interface Question {
  readonly bytesMin: number
  readonly bytesMax: number
  readonly mayHide: AskedEncoding['mayHide']
}

/** By the first byte, the questions that are asked of what begins with it: of most bytes a few of all. */
const questions: readonly Question[][] = Array.from({ length: 256 }, () => [])
const everyByte: readonly number[] = Array.from(questions.keys())
for (const { mayHide: ask, hidesIn } of asked) {
  const { firstBytes = everyByte, bytesMin = 1, bytesMax = Number.POSITIVE_INFINITY } = hidesIn ?? {}
  const question = { bytesMin, bytesMax, mayHide: ask }
  for (const byte of firstBytes) questions[byte]?.push(question)
}

function mayHideIn(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length <= 0) return false
  const some = questions[bytes[start] as number] as readonly Question[]
  for (let index = 0; index < some.length; index++) {
    const { bytesMin, bytesMax, mayHide: ask } = some[index] as Question
    if (length >= bytesMin && length <= bytesMax && ask(bytes, start, end)) return true
  }
  return false
}

/**
 * True where an encoding that says so of itself may stand in raw bytes `[start, end)`: the question that detection asks of
 * a message before it is decoded. Null where no encoding has one: then it costs nothing.
 */
export const mayHide: typeof mayHideIn | null = asked.length === 0 ? null : mayHideIn
