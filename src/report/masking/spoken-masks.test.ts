import { expect, test } from 'vitest'
import { letterLanguages } from '../letters/texts.ts'
import { mask } from './mask.ts'
import { speakMasks } from './spoken-masks.ts'

test('a masked value is named by what is seen of it', () => {
  expect(speakMasks(`<p>IMEI: ${mask('356938035643809')}, and more</p>`, 'en')).toBe(
    '<p>IMEI: <span role="img" aria-label="masked, begins with 35, ends with 09">35•••••••••••09</span>, and more</p>',
  )
  expect(speakMasks('<td>2••••••, ••••</td>', 'de')).toBe(
    '<td><span role="img" aria-label="verdeckt, beginnt mit 2">2••••••</span>, <span role="img" aria-label="verdeckt">••••</span></td>',
  )
})

test('what is seen stays, and nothing but text gets elements', () => {
  const page =
    '<!doctype html>\n<html><head><title>35••••38</title><style>a::before { content: "••••" }</style></head><body><a title="35••••38" href="#a">&lt;35••••38&gt; • one</a><svg role="img"><title>a</title><text>35••••38</text></svg></body></html>'
  for (const language of letterLanguages) {
    const spoken = speakMasks(page, language)
    expect(spoken.match(/<span/g)).toHaveLength(1)
    expect(spoken.replaceAll(/<\/?span[^>]*>/g, '')).toBe(page)
    expect(spoken).toContain('>35••••38</span>&gt; • one')
  }
})
