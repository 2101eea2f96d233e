import { shortTitle } from './told-names.ts'
import { fill } from './texts.ts'
import type { LetterTexts } from './texts.ts'

/** Sentences of findings that speak against them, as `src/assess/finding-evidence.ts` and the attribution write them. */
const againstPatterns: Readonly<Record<keyof LetterTexts['speaksAgainst'], RegExp>> = {
  refused: /^the server refused (?<refused>\d+) of (?<all>\d+) transmissions \(/,
  refusedOnce: /^the server refused the transmission \(/,
  unansweredAll: /^no answer was seen$/,
  unanswered: /^no answer was seen to (?<unanswered>\d+) of (?<all>\d+) transmissions$/,
  interim: /^the server answered (?<interim>\d+) of (?<all>\d+) transmissions only that it may go on: /,
  interimAll: /^the server answered only that it may go on: /,
  early: /^the server answered (?<early>\d+) of (?<all>\d+) transmissions before all was sent, /,
  earlyAll: /^the server answered before all was sent, /,
  unsent: /^a browser gave (?<givenUp>\d+) of (?<all>\d+) requests up before they had a server: /,
  unsentOnce: /^a browser gave the request up before it had a server: /,
  notListed:
    /^it is not certain who the recipient is: the list of organisations does not have (?<name>[^\s;]+)$/,
  notListedHosted:
    /^it is not certain who the recipient is: the list of organisations does not have (?<name>[^\s;]+); hosted by (?<owner>[^;]+)$/,
  noName:
    /^it is not certain who the recipient is: (?:no name of the server is known|only an address is known, no name|no name was seen for this address|what tells of it names no server)$/,
  othersThere:
    /^it is not certain who the recipient is: what was sent there names no host, and it may have been for others at its address: (?<names>[^;]+)$/,
  tenant: /^it is not certain who the recipient is: unknown tenant of (?<owner>[^;]+)$/,
  tenantNamed:
    /^it is not certain who the recipient is: tenant "(?<tenant>[^"]+)" of (?<owner>[^;]+), whom the list of organisations does not have$/,
  alias:
    /^it is not certain who the recipient is: the phone was told that (?<name>\S+) is (?<alias>\S+), a name that the list of organisations does not have; hosted by (?<owner>[^;]+)$/,
  aliasOwner:
    /^it is not certain who the recipient is: the phone was told that (?<name>\S+) is (?<alias>\S+): the owner of \S+ receives as well, and is not in the list$/,
  formOnly: /^only its form, or only its name, says what the value is/,
  noKey: /^no name beside it says what it is$/,
  nameOnly: /^no content was readable: what was sent/,
  thisSide: /^it was seen as far as (?<addresses>.+) only, a proxy or a redirect/,
  copies: /^what was observed stands in bytes of which the capture holds different copies/,
  copiesSome:
    /^(?<part>\d+) of (?<all>\d+) observations stand in bytes of which the capture holds different copies/,
  wayAnswered: /^the network on the way answered, as one does that asks to log in: /,
  atLeast: /^more was sent there than there is room for/,
  contactedAtLeast: /^it was contacted more often than there is room for/,
  phones: /^(?<imeis>\d+) IMEIs were sent, and a phone has two at most/,
  otherSender:
    /^of these transmissions, (?<others>\d+) of (?<all>\d+) came from a sender that sent other numbers of a device/,
  quietSender:
    /^it was sent from (?<address>[\d.]+); of the connections in its network that address opened (?<flows>[\d,]+), and (?<busiest>[\d.]+) opened (?<most>[\d,]+): /,
  coreUnnamed: /^no name shows whose telephony core it is$/,
  coreUsual: /^a phone registers with its operator in this way to be called: /,
  coreOfOther: /^an IMSI of another operator was sent there: /,
  coreNowhere: /^only the message names the operator: its address (?<address>\S+) is in no known country, /,
  coreAbroad:
    /^only the message names the operator: its address (?<address>\S+) is in (?<countries>[A-Z]{2}(?: or [A-Z]{2})*), /,
  otherFamilies: /^other product families use other servers; what is sent is encrypted$/,
  sealedBody: /^the body is encrypted \(AES, with a key that only the server can open\): /,
  otherServices: /^(?<domain>\S+) has many names of other services: /,
  otherServer: /^its server is not known as a registration server$/,
  needsNoNumber: /^fetching the file needs no identifier: /,
  senders: /^it was sent from (?<senders>\d+) addresses of one network \((?<addresses>[^)]+)\)/,
}

/** What speaks against a finding, in the letter's language; what has no sentence there is quoted as English. */
export function counterText(evidence: string, texts: LetterTexts): string {
  const told = translated(evidence, texts)
  if (told !== null) return told
  // Of findings of several kinds it begins with those that are meant.
  const { kinds = '', said = '' } = ofKinds.exec(evidence)?.groups ?? {}
  if (said === '') return fill(texts.quotedEnglish, { evidence })
  return `${kindsIn(kinds, texts)}: ${translated(said, texts) ?? fill(texts.quotedEnglish, { evidence: said })}`
}

/** `imei (1 of 2 values), iccid and 2 more: …`, as `src/assess/finding-reasons.ts` writes it. */
const ofKinds =
  /^(?<kinds>[a-z0-9-]+(?: \(\d+ of \d+ values\))?(?:, [a-z0-9-]+(?: \(\d+ of \d+ values\))?)*(?: and \d+ more)?): (?<said>.+)$/

function translated(evidence: string, texts: LetterTexts): string | null {
  for (const [name, text] of Object.entries(texts.speaksAgainst)) {
    const found = againstPatterns[name as keyof typeof againstPatterns].exec(evidence)
    if (found !== null) return fill(text, valuesIn(found.groups ?? {}, texts))
  }
  return null
}

function kindsIn(kinds: string, texts: LetterTexts): string {
  const { named = kinds, count = '' } = /^(?<named>.+) and (?<count>\d+) more$/.exec(kinds)?.groups ?? {}
  const titles = named.split(', ').map((one) => {
    const {
      kind = one,
      some = '',
      all = '',
    } = /^(?<kind>\S+) \((?<some>\d+) of (?<all>\d+) values\)$/.exec(one)?.groups ?? {}
    const title = shortTitle(kind, texts)
    return some === '' ? title : fill(texts.someValues, { kind: title, some, all })
  })
  return count === '' ? titles.join(', ') : fill(texts.more, { named: titles.join(', '), count })
}

/** What the sentence names, in the letter's language: a comma in a number is the decimal sign in others, and lists end in words. */
function valuesIn(groups: Readonly<Record<string, string>>, { more }: LetterTexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => {
      const list = /^(?<named>.+) and (?<count>\d+) more$/.exec(value)?.groups
      return [name, list === undefined ? value.replaceAll(/(?<=\d),(?=\d{3}(?!\d))/g, '') : fill(more, list)]
    }),
  )
}
