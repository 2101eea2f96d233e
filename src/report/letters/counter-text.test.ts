import { expect, test } from 'vitest'
import { families } from '../../detect/families.gen.ts'
import { counterText } from './counter-text.ts'
import { letterTexts } from './letter.ts'
import { shortTitle } from './told-names.ts'
import { fill } from './texts.ts'

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

const names = [
  'cmopen.10086.cn',
  'dm.wo.com.cn',
  'other.vnet.cn',
  'xtrapath1.izatcloud.net',
  'ims.mnc001.mcc242.3gppnetwork.org',
]
/** What known senders say against themselves, and the rest of `src/assess/findings.ts`. */
const sentences = [
  ...families.flatMap((family) => names.flatMap((name) => family.ofName?.(name)?.counterEvidence ?? [])),
  'no name shows whose telephony core it is',
  'an IMSI of another operator was sent there: the recipient is not the phone’s own operator',
  'only the message names the operator: its address 192.0.2.7 is in CN, so that it may be somebody else’s',
  'only the message names the operator: its address 192.0.2.7 is in no known country, so that it may be somebody else’s',
  'the body is encrypted (AES, with a key that only the server can open): what it says is not seen',
  'its server is not known as a registration server',
  '3 of 5 observations stand in bytes of which the capture holds different copies: which one was received is not known',
  'the server answered only that it may go on: whether it was received is not shown',
  'the server answered 2 of 3 transmissions only that it may go on: whether it was received is not shown',
  'the server answered before all was sent, or that it did not come whole: whether it was received is not shown',
  'the server answered 2 of 3 transmissions before all was sent, or that it did not come whole: whether it was received is not shown',
  'the network on the way answered, as one does that asks to log in: whether it was handed on is not known',
]

test.each(['nb', 'fi', 'de'] as const)('known senders and ways are told of in %s', (language) => {
  const texts = letterTexts[language]
  const [before] = texts.quotedEnglish.split('{')
  expect(sentences.length).toBeGreaterThan(6)
  for (const sentence of sentences) expect(counterText(sentence, texts)).not.toContain(before)
})

test.each(['nb', 'fi', 'de'] as const)('numbers and the ends of lists are those of %s', (language) => {
  const texts = letterTexts[language]
  const quiet =
    'it was sent from 192.168.1.7; of the connections in its network that address opened 1,234, and 192.168.1.9 opened 23,456: it may be another device than the phone'
  expect(counterText(quiet, texts)).toMatch(/192\.168\.1\.7.* 1234\b.* 23456\b/)
  const many =
    'it was seen as far as 10.0.0.1, 10.0.0.2, 10.0.0.3 and 2 more only, a proxy or a redirect: whether it was handed on is not known'
  expect(counterText(many, texts)).toContain(
    fill(texts.more, { named: '10.0.0.1, 10.0.0.2, 10.0.0.3', count: '2' }),
  )
})

test.each(Object.entries(letterTexts))(
  'of a finding of several kinds %s says which are meant',
  (_, texts) => {
    const noKey = 'no name beside it says what it is'
    const title = (kind: string): string => shortTitle(kind, texts)
    expect(counterText(`imei: ${noKey}`, texts)).toBe(`${title('imei')}: ${texts.speaksAgainst.noKey}`)
    expect(counterText(`imei (1 of 2 values), ip-address: ${noKey}`, texts)).toBe(
      `${fill(texts.someValues, { kind: title('imei'), some: '1', all: '2' })}, ${title('ip-address')}: ${texts.speaksAgainst.noKey}`,
    )
    const wrong = 'the check digit (Luhn) is wrong'
    expect(counterText(`imei: ${wrong}`, texts)).toBe(
      `${title('imei')}: ${fill(texts.quotedEnglish, { evidence: wrong })}`,
    )
    const named = [title('imei'), title('imsi'), title('iccid')].join(', ')
    expect(counterText(`imei, imsi, iccid and 2 more: ${noKey}`, texts)).toBe(
      `${fill(texts.more, { named, count: '2' })}: ${texts.speaksAgainst.noKey}`,
    )
  },
)
