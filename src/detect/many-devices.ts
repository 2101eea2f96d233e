/**
 * Numbers of devices that are too many to be those of one phone: a log has a number in each of its lines, a batch one in each
 * of its events. One message alone; of several, `src/assess/ever-new.ts`.
 */
import { lettersAndDigits } from './letters-and-digits.ts'
import { objectionOf } from '../core/objections.ts'
import { numberKinds } from '../core/number-kinds.ts'
import type { Candidate } from './merge.ts'

/** So many different ones under one name in a message: a phone has two IMEIs, and one of the others for each of some apps. */
const devicesMin = 5

/**
 * What a message holds, in which the numbers of devices that stand there in great number are only possible: they may be this
 * phone's, but nothing says so. What the profile knows, and who knows what its fields hold, stays. `isCut`: it holds more than
 * was listed.
 */
export function asOfManyDevices(found: readonly Candidate[], isCut: boolean): readonly Candidate[] {
  if (found.length < devicesMin) return found
  const numbers = found.filter(isNumber)
  if (numbers.length < devicesMin) return found
  const many = new Map<string, number>()
  for (const [name, of] of Map.groupBy(numbers, nameOf)) {
    // Those that the profile knows stand among them. Two ways to write one are one.
    const own = found.filter(({ by, identifier }) => by === 'profile' && identifier === of[0]?.identifier)
    const { size } = new Set([...of, ...own].map(({ normal }) => lettersAndDigits(normal)))
    if (size >= devicesMin) many.set(name, size)
  }
  if (many.size === 0) return found
  return found.map((candidate) => {
    const count = isNumber(candidate) ? many.get(nameOf(candidate)) : undefined
    if (count === undefined) return candidate
    const reason = objectionOf(
      `${isCut ? 'at least ' : ''}${count} different ones stand under one name in the message: they may number other things, or other devices`,
    )
    return { ...candidate, confidence: 'possible', reasons: [...candidate.reasons, reason] }
  })
}

function isNumber({ identifier, by, isAlone }: Candidate): boolean {
  return !isAlone && by.startsWith('recogniser:') && numberKinds.has(identifier)
}

/** The first reason says by which name a value was recognised; where it stands, whatever its number in a list is, or that of its document (`$#2.id`). */
function nameOf({ identifier, reasons, node }: Candidate): string {
  const place = node.step.detail.replace(/^\$#\d+/, '$').replaceAll(/\[\d+\]/g, '[]')
  return [identifier, reasons[0], place].join('\n')
}
