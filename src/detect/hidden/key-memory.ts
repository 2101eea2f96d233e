import { limits } from '../../core/limits.ts'
import { FieldTries, fieldOf } from '../field-tries.ts'
import { EmptyValues } from './empty-values.ts'
import type { XorSuspect } from './xor-suspects.ts'

/** Fields that held keys which are remembered. */
const openersMax = 1_024

/** A suspect on which keys were tried, and whether something was found in it. */
export interface TriedSuspect {
  readonly suspect: XorSuspect
  readonly isOpened: boolean
}

/**
 * What keys opened in the messages before, and what they did not: what so many did not open in a value, or in a field of a
 * host, is closed to all but those that are called keys. Forgetting tries more, never less.
 */
export class KeyMemory {
  /** What nothing beside it opened in many messages. */
  private readonly values: EmptyValues = new EmptyValues()
  private readonly fields: FieldTries = new FieldTries()
  /** Messages in which what was closed was tried with what is called a key, in vain. */
  private readonly called: FieldTries = new FieldTries()
  /** Fields of hosts that held the key of something, which are tried first from then on. */
  private readonly openers: Set<string> = new Set()

  /** What comes now is of another capture. */
  forget(): void {
    this.values.forget()
    this.fields.forget()
    this.called.forget()
    this.openers.clear()
  }

  /** Marks those in a message to `host` that are closed. `reach` is told why, where one may hide text. */
  close(suspects: readonly XorSuspect[], host: string, reach: (limit: string) => void): void {
    const { closedValueTriesMax, closedFieldTriesMax } = limits.detect
    for (const suspect of suspects) {
      const tries = this.values.of(suspect.reading.name)
      if (tries < 0) continue
      const { mayHideText } = suspect.reading.looks
      const isValueClosed = tries >= closedValueTriesMax
      const isInClosed = (mayHideText || !isValueClosed) && this.triesOn(suspect, host) >= closedFieldTriesMax
      if (!isInClosed && !isValueClosed) continue
      suspect.isClosed = true
      suspect.isShut =
        this.called.of(host, fieldOf(suspect.node, suspect.bytes.length)) >= closedFieldTriesMax
      if (mayHideText) reach(isInClosed ? 'detect.closedFieldTriesMax' : 'detect.closedValueTriesMax')
    }
  }

  /** Messages in which keys were tried on the suspect's field in vain; fewer than 0 where one opened something. */
  triesOn({ node, bytes }: XorSuspect, host: string): number {
    return this.fields.of(host, fieldOf(node, bytes.length))
  }

  /** Whether fields of this host, by their names, held a key before. */
  openersOf(host: string): (name: string) => boolean {
    if (this.openers.size === 0) return isNone
    return (name) => this.openers.has(`${host} ${name}`)
  }

  /** Fields with these names held a key in a message to `host`. */
  addOpeners(host: string, names: ReadonlySet<string>): void {
    if (this.openers.size + names.size > openersMax) this.openers.clear()
    for (const name of names) this.openers.add(`${host} ${name}`)
  }

  /**
   * What is to be remembered of a message to `host` in which all of this was tried; null for nothing. `turns`: how many
   * messages it takes to try all keys. `hasCalledKeys`: something in it is called a key.
   */
  countOf(
    host: string,
    all: readonly TriedSuspect[],
    { turns, hasCalledKeys }: { readonly turns: number; readonly hasCalledKeys: boolean },
  ): (() => void) | null {
    const { closedValueTriesMax, closedFieldTriesMax } = limits.detect
    // A field is given up after so many, and a value after fewer: keys of which more turns are left were not tried by then.
    if (turns > closedFieldTriesMax) return null
    const isValueTried = turns <= closedValueTriesMax
    // A message may hold a field, and a value, many times.
    const closedValues = new Set<string>()
    const openedValues = new Set<string>()
    /** Whether something was found in them. */
    const tried = new Map<string, boolean>()
    const triedWithCalled = new Set<string>()
    for (const { suspect, isOpened } of all) {
      const { node, bytes, reading, isClosed, isShut } = suspect
      const field = fieldOf(node, bytes.length)
      if (isClosed && !isOpened) {
        if (hasCalledKeys && !isShut) triedWithCalled.add(field)
        continue
      }
      tried.set(field, isOpened || tried.get(field) === true)
      if (reading.name === null) continue
      if (isOpened) openedValues.add(reading.name)
      else if (isValueTried) closedValues.add(reading.name)
    }
    if (tried.size === 0 && triedWithCalled.size === 0) return null
    return () => {
      for (const field of triedWithCalled) this.called.add(host, field, tried.get(field) === true)
      for (const value of closedValues) this.values.add(value)
      for (const value of openedValues) this.values.keep(value)
      for (const [field, isFound] of tried) this.fields.add(host, field, isFound)
    }
  }
}

function isNone(): boolean {
  return false
}
