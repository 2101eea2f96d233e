import { openedStep } from '../../core/opened-step.ts'
import type { Node, Step } from '../../decode/types.ts'
import type { Detection } from '../types.ts'
import { detection } from './hidden-detection.ts'
import type { OpenedCipher } from './sent-ciphers.ts'
import { inWriting } from './xor-detection.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** What a key that was sent beside a value made of it: it is read like anything else that a message holds. */
export interface OpenedPayload {
  /** Whose value it is. */
  readonly node: Node
  readonly step: Step
  readonly bytes: Buffer
  /** The known values that proved the key, in all of the value: they are told so where reading it does not show them. */
  readonly proof: readonly Detection[]
}

/** What a cipher gave of a suspect. */
export function payloadOf(
  { node, written }: Pick<XorSuspect, 'node' | 'written'>,
  opened: OpenedCipher,
  stepName: string = openedStep,
): OpenedPayload {
  const { form, keyFrom, plain, texts } = opened
  const how = `${form}${inWriting(written)}`
  const reasons = [`${keyFrom} opens it`]
  const proof = texts.map((text) => detection(text, node, 0, node.bytes.length, how, reasons))
  return { node, step: { step: stepName, detail: how }, bytes: plain, proof }
}
