import { expect, test } from 'vitest'
import { counterText } from './counter-text.ts'
import { letterTexts } from './letter.ts'

test.each(Object.entries(letterTexts))(
  'what is the least that is known is said in %s, of sends and of contacts',
  (_, texts) => {
    const told = [
      'more was sent there than there is room for: how often, and until when, is the least that is known',
      'it was contacted more often than there is room for: how often, and until when, is the least that is known',
    ].map((evidence) => counterText(evidence, texts))
    expect(told).toEqual([texts.speaksAgainst.atLeast, texts.speaksAgainst.contactedAtLeast])
    expect(new Set(told).size).toBe(2)
  },
)
