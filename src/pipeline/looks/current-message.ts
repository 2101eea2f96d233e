import type { Message } from '../../message/types.ts'

/** The message that is looked at; valid during the call only. */
export class CurrentMessage {
  /** Its number in the order of the capture. */
  order = 0
  /** What the parts of an upload, or questions that follow each other, showed so far while one of them is looked at. */
  told: Set<string> | null = null
  /** It is this question of DNS; null: it is none. */
  question: Message | null = null
}
