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

/** By the first byte, the questions that are asked of what begins with it: of most bytes a few of all. Made when the first such bytes come. */
const questions: (readonly Question[] | undefined)[] = Array.from({ length: 256 })

function questionsOf(first: number): readonly Question[] {
  return asked
    .filter(({ hidesIn }) => hidesIn?.firstBytes === undefined || hidesIn.firstBytes.includes(first))
    .map(({ mayHide: ask, hidesIn }) => {
      const { bytesMin = 1, bytesMax = Number.POSITIVE_INFINITY } = hidesIn ?? {}
      return { bytesMin, bytesMax, mayHide: ask }
    })
}

function mayHideIn(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start
  if (length <= 0) return false
  const first = bytes[start] as number
  const some = (questions[first] ??= questionsOf(first))
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
