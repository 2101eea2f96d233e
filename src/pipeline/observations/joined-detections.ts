/** What the detections of one message, or of several, make together. */
import type { Node } from '../../decode/types.ts'
import type { DetectResult, Detection, FamilyMatch } from '../../detect/types.ts'

/** What was not told of one of several messages already, or is only certain now, with the reason why it shows now. */
export function untold({ detections }: DetectResult, told: ReadonlySet<string>, reason: string): Detection[] {
  return detections
    .filter((detection) => namesOf(detection).some((name) => !told.has(name)))
    .map((detection) => ({ ...detection, reasons: [...detection.reasons, reason] }))
}

/** The same for all places that show the same value; of what is certain, one name more. */
export function namesOf({ identifier, normal, confidence }: Detection): string[] {
  const name = `${identifier} ${normal}`
  return confidence === 'certain' ? [name, `${name} certain`] : [name]
}

/** Nodes of which all bytes are an identifier that was found, or were opened by a key: nothing in them is left to explain. */
export function wholeValues({ detections, opened }: DetectResult): ReadonlySet<Node> {
  const whole = new Set<Node>(opened)
  for (const { node, start, end } of detections) if (start === 0 && end === node.bytes.length) whole.add(node)
  return whole
}

/** Each family once: what the content says before what the name says, with the reasons of both. */
export function oneOfEach(matches: readonly FamilyMatch[]): FamilyMatch[] {
  const families: FamilyMatch[] = []
  for (const [, same] of Map.groupBy(matches, (match) => match.family)) {
    const best = same.find((match) => match.by === 'content') ?? (same[0] as FamilyMatch)
    const all = (of: (match: FamilyMatch) => readonly string[]): string[] => [...new Set(same.flatMap(of))]
    families.push({
      ...best,
      reasons: all((match) => match.reasons),
      counterEvidence: all((match) => match.counterEvidence),
    })
  }
  return families
}
