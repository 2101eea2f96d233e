import { confidenceRank } from '../core/confidence-rank.ts'
import { lettersAndDigits } from './letters-and-digits.ts'
import type { Candidate } from './merge.ts'
import { titleOf } from './title-of.ts'

/** Shorter values are equal by chance. */
const charsMin = 8

/**
 * Gives a value one kind in a message: apps call the Android ID their `deviceId`, `userId` and `distinct_id`, too. Where a
 * field says of what kind a value is, so it is under names that say no more than whose number it is.
 */
export function inOneKind(found: readonly Candidate[]): readonly Candidate[] {
  if (!found.some(isVague)) return found
  const better = new Map<string, Candidate>()
  for (const candidate of found) {
    if (candidate.isGeneric || candidate.isAlone || !candidate.hasForm || candidate.writtenAs !== '') continue
    const value = lettersAndDigits(candidate.normal)
    const before = better.get(value)
    if (value.length >= charsMin && (before === undefined || isSurer(candidate, before)))
      better.set(value, candidate)
  }
  if (better.size === 0) return found
  return found.map((candidate) => {
    const named = isVague(candidate) ? better.get(lettersAndDigits(candidate.normal)) : undefined
    return named === undefined || isSurer(candidate, named) ? candidate : asNamed(candidate, named)
  })
}

function isVague({ isGeneric, by }: Candidate): boolean {
  return isGeneric && by !== 'profile'
}

function isSurer(one: Candidate, other: Candidate): boolean {
  return confidenceRank[one.confidence] > confidenceRank[other.confidence]
}

function asNamed(candidate: Candidate, named: Candidate): Candidate {
  const { identifier, normal, confidence, isGeneric, hasForm } = named
  const by = candidate.by.startsWith('recogniser:') ? `recogniser:${identifier}` : candidate.by
  const reason = `the same value goes by the name of the ${titleOf(identifier)} elsewhere in the message`
  return {
    ...candidate,
    identifier,
    normal,
    confidence,
    isGeneric,
    hasForm,
    by,
    reasons: [...candidate.reasons, reason],
  }
}
