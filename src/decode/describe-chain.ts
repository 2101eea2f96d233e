import { givenKeyStep, openedStep, publishedKeyStep } from '../core/opened-step.ts'
import type { Encoding } from './encoding.ts'
import { encodings } from './encodings.gen.ts'
import type { Node, Step } from './types.ts'

const openedSteps: ReadonlySet<string> = new Set([openedStep, givenKeyStep, publishedKeyStep])
const byName: ReadonlyMap<string, Encoding> = new Map(encodings.map((encoding) => [encoding.name, encoding]))

/** The steps from the message to the node, the root's own left out. */
export function chainOf(node: Node): Step[] {
  const chain: Step[] = []
  for (let at: Node = node; at.parent !== null; at = at.parent) chain.push(at.step)
  return chain.reverse()
}

/** The node itself, or the nearest above it that is no mere other writing of its parent: where it stands in the message. */
export function placeOf(node: Node): Node {
  let at = node
  while (at.parent !== null && isTransform(at.step)) at = at.parent
  return at
}

/** Gives the same value in other bytes. */
function isTransform(step: Step): boolean {
  return openedSteps.has(step.step) || byName.get(step.step)?.kind === 'transform'
}

/** One line for people: `HTTP body → base64 (wrapped) → JSON $.SIM1ICCID`. */
export function describeChain(chain: readonly Step[], protocol: string): string {
  return describeSteps(chain, protocol).join(' → ')
}

/** The same, step by step. */
export function describeSteps(chain: readonly Step[], protocol: string): string[] {
  // "HTTP header X", not "HTTP head → header X".
  const steps = chain.length > 1 && chain[0]?.step === 'head' ? chain.slice(1) : chain
  return steps.map((step, index) => {
    // What a log tells of is a name by itself, and no message with a body.
    if (index === 0 && step.step === 'body' && protocol.startsWith('name ')) return protocol
    return (index === 0 ? `${protocol} ` : '') + describeStep(step)
  })
}

function describeStep(step: Step): string {
  const title = byName.get(step.step)?.title ?? step.step
  if (step.detail === '') return title
  return isTransform(step) ? `${title} (${step.detail})` : `${title} ${step.detail}`
}
