import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { givenKeyStep, publishedKeyStep } from '../../core/opened-step.ts'
import { withRecipients } from '../../../test/support/exported-sample.ts'
import { profileOf, scannedSample } from '../../../test/support/scan-capture.ts'
import { readLawSources } from '../../../tools/build-law.ts'
import { assessLaw } from '../../assess/law/evaluate.ts'
import type { LegalAssessment } from '../../assess/law/types.ts'
import type { Trigger } from '../../correlate/types.ts'
import type { Organisation } from '../../attribute/types.ts'
import { openFonts } from '../../cli/pdf.ts'
import type { Instant } from '../../core/time.ts'
import { trafficBytes } from '../../core/traffic-bytes.ts'
import { identifiers } from '../../detect/identifiers.gen.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { writePdf } from '../pdf/write-pdf.ts'
import { verdictOf } from '../verdict.ts'
import { addresseesOf, letterTexts, writeLetter } from './letter.ts'
import type { LetterOptions } from './letter-block.ts'
import { letterHtml, letterText, textSize } from './render.ts'
import { namedFilesMax } from '../recording-files.ts'
import { fill, letterKinds, letterLanguages, underLaw } from './texts.ts'
import type { LetterKind } from './texts.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const law = readLawSources(root)
const setting = {
  userCountry: 'NO',
  makerCountry: 'FI',
  maker: 'HMD Global Oy',
  awareAt: '',
  today: '2026-11-24',
}
let result: ScanResult
let assessment: LegalAssessment

beforeAll(async () => {
  const sample = `${root}samples/nokia-7-plus`
  result = await scannedSample(`${sample}.pcapng`, profileOf(`${sample}.profile.yaml`))
  assessment = assessLaw(result.findings, result, setting, law)
})

const options = (changes: Partial<LetterOptions>): LetterOptions => ({
  kind: 'complaint',
  language: 'en',
  version: '0.1.0',
  isRevealed: false,
  deadline: '',
  awareAt: '',
  ...changes,
})

/** What is made of the same arguments is made once: what varde works out of a result, it keeps for that object. */
function once<A extends readonly unknown[], T>(make: (...given: A) => T): (...given: A) => T {
  const made = new Map<string, T>()
  return (...given) => {
    const key = JSON.stringify(given)
    const earlier = made.get(key)
    if (earlier !== undefined) return earlier
    const first = make(...given)
    made.set(key, first)
    return first
  }
}

/** The result as if all had been sent at that time. */
const allOn = once(
  (at: Instant): ScanResult => ({
    ...result,
    findings: result.findings.map((finding) => ({ ...finding, first: at, last: at })),
    transmissions: result.transmissions.map((transmission) => ({ ...transmission, at })),
  }),
)
const assessedOn = once((at: Instant, own: typeof setting): LegalAssessment => {
  const moved = allOn(at)
  return assessLaw(moved.findings, moved, own, law)
})

/** All texts of a language by their path. */
function textsOf(value: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  if (typeof value === 'string') found.set(path, value)
  else if (typeof value === 'object' && value !== null)
    for (const [name, field] of Object.entries(value))
      for (const [inner, text] of textsOf(field, `${path}.${name}`)) found.set(inner, text)
  return found
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()

describe('where the GDPR does not apply', () => {
  const day = { sec: Date.parse('2026-09-21T12:00:00Z') / 1_000, nsec: 0 }
  const before = { sec: Date.parse('2017-06-10T12:00:00Z') / 1_000, nsec: 0 }
  const letter = (
    userCountry: string,
    changes: Partial<LetterOptions>,
    on = day,
    makerCountry = '',
    today = setting.today,
  ): string => {
    const own = { ...setting, userCountry, makerCountry, today, awareAt: changes.awareAt ?? '' }
    return letterText(writeLetter(allOn(on), assessedOn(on, own), options(changes))).replaceAll(/\s+/g, ' ')
  }
  /** Without the sentence that names the law of the country itself. */
  const withoutRight = (text: string, language: LetterOptions['language']): string => {
    const { accessLaw, accessTerm } = underLaw(letterTexts[language], false)
    const at = text.indexOf(accessLaw.split('{')[0] ?? '')
    return at < 0 ? text : text.slice(0, at) + text.slice(text.indexOf(accessTerm))
  }
  const foreign =
    /\bart(?:icles?|ikl?a?n?|ikkel|ikels?)\s\d|GDPR|DSGVO|\bEEA\b|\bEWR\b|EØS|\bETA\b|\[\[|\]\]|personvernforordningen|tietosuoja-asetu/i

  test.each(letterKinds.flatMap((kind) => letterLanguages.map((language) => [kind, language] as const)))(
    '%s in %s cites none of it',
    (kind, language) => {
      for (const text of [
        letter('CH', { kind, language }),
        letter('GB', { kind, language }),
        letter('NO', { kind, language }, before, 'FI', '2017-12-01'),
      ]) {
        // The provisions are those of the country.
        const [about = '', more = ''] = withoutRight(text, language).split(
          letterTexts[language].headings.provisions.toUpperCase(),
        )
        expect(`${about} ${more.replaceAll(/- .*? \(f\d+\)/g, '')}`).not.toMatch(foreign)
      }
      expect(letter('NO', { kind, language })).not.toMatch(/\[\[|\]\]/)
    },
  )

  test.each(letterLanguages)('of a name alone the GDPR counts where it was in force, in %s', (language) => {
    const [first] = result.findings
    if (first === undefined) throw new Error('the sample shows nothing')
    const findings = [{ ...first, identifiers: [], observations: [], transmissions: 0, family: 'none' }]
    const nameOnly = { ...result, findings }
    const written = (userCountry: string, kind: LetterKind): string => {
      const own = { ...setting, userCountry, awareAt: '2026-09-22T10:00:00Z' }
      const judged = assessLaw(findings, nameOnly, own, law)
      expect(judged.findings[0]?.engaged).toEqual([])
      return letterText(writeLetter(nameOnly, judged, options({ kind, language, awareAt: own.awareAt })))
    }
    const request = written('NO', 'access-request')
    const { titles, accessTerm, accessUnseen } = underLaw(letterTexts[language], true)
    expect(request).toContain(titles['access-request'])
    expect(request).toContain(accessTerm)
    // No list of identifiers follows: the writer is asked for them.
    expect(request).toContain(accessUnseen)
    expect(
      letterText(writeLetter(result, assessment, options({ kind: 'access-request', language }))),
    ).not.toContain(accessUnseen)
    expect(written('NO', 'complaint')).toContain('77')
    expect(written('NO', 'breach-memo')).toContain('33')
    const abroad = written('CH', 'access-request').replaceAll(/\s+/g, ' ')
    expect(abroad).toContain(letterTexts[language].accessLaw.split('{')[0])
    expect(withoutRight(abroad, language)).not.toMatch(foreign)
  })

  test('and no time of it is told: that of Switzerland is not 72 hours, that of the United Kingdom is', () => {
    const memo = { kind: 'breach-memo', awareAt: '2026-09-22T10:00:00Z' } as const
    expect(letter('CH', memo)).toContain(
      '22 September 2026 at 10:00 UTC. Whether a breach must be notified, and by when,',
    )
    expect(letter('CH', memo)).not.toMatch(/72|25 September/)
    expect(letter('GB', memo)).toContain('is due by 25 September 2026 at 10:00 UTC (72 hours).')
    expect(letter('NO', memo)).toContain(
      'is due by 25 September 2026 at 11:00 UTC (72 hours from the end of the hour in which it became aware: Article 33(1) GDPR, Article 3(1) of Regulation (EEC, Euratom) No 1182/71).',
    )
    expect(letter('CH', { kind: 'access-request' })).toContain('within the time that the law sets.')
    expect(letter('NO', { kind: 'access-request' })).toContain('within one month (Article 12(3)).')
  })
})

describe('a law stands with its articles', () => {
  const law: Readonly<Record<LetterOptions['language'], RegExp>> = {
    en: /GDPR/,
    nb: /personvernforordningen/i,
    fi: /tietosuoja-asetu/,
    de: /DSGVO/,
  }

  test.each(letterKinds.flatMap((kind) => letterLanguages.map((language) => [kind, language] as const)))(
    '%s in %s names it before or with the first article',
    (kind, language) => {
      for (const awareAt of ['', '2026-11-20T10:00:00Z', '2026-11-23T10:00:00Z']) {
        const text = letterText(writeLetter(result, assessment, options({ kind, language, awareAt })))
        const at = text.search(/\b(?:Articles?|Artikels?|artikkel) \d|\b\d+ artikla/)
        if (at < 0) continue
        const [sentence = ''] = text.slice(at).split(/\. |\n/)
        expect(`${text.slice(0, at)}${sentence}`).toMatch(law[language])
      }
    },
  )
})

test.each([
  ['de', 'richtet sich diese Beschwerde gegen sie.'],
  ['fi', 'kantelu kohdistuu siihen.'],
  ['nb', 'retter jeg klagen mot den.'],
  ['en', 'my complaint is against that body.'],
] as const)(
  'a complaint goes to the authority, and is directed against who decides (%s)',
  (language, said) => {
    expect(letterText(writeLetter(result, assessment, options({ language })))).toContain(said)
  },
)

test.each([
  ['en', 'Less than 1 % of the traffic could be read;'],
  ['nb', 'Under 1 % av trafikken kunne leses;'],
  ['fi', 'Liikenteestä voitiin lukea alle 1 %;'],
  ['de', 'Lesbar war ein Anteil von unter 1 % des Datenverkehrs;'],
] as const)('a share that is no whole number is told in words (%s)', (language, said) => {
  const { coverage } = result
  const told = (read: number): string =>
    letterText(
      writeLetter(
        { ...result, coverage: { ...coverage, summary: { ...coverage.summary, read } } },
        assessment,
        options({ language }),
      ),
    ).replaceAll(/\s+/g, ' ')
  expect(told(1)).toContain(said)
  expect(told(trafficBytes(coverage) - 1)).toMatch(
    { en: /More than 99 %/, nb: /Over 99 %/, fi: /yli 99 %/, de: /über 99 %/ }[language],
  )
})

test.each(letterLanguages)(
  'files of events that were used stand in it by name and digest (%s)',
  (language) => {
    const [event] = result.correlation.events
    if (event === undefined) throw new Error('no events')
    const correlation = { ...result.correlation, events: [{ ...event, given: 3 }] }
    const told = (changes: Partial<ScanResult>, kind: LetterOptions['kind'] = 'right-of-reply'): string =>
      letterText(
        writeLetter({ ...result, correlation, ...changes }, assessment, options({ kind, language })),
      ).replaceAll(/\s+/g, ' ')
    const eventFiles = [
      { path: '/home/ada/phone.ndjson', sha256: 'ab'.repeat(32) },
      { path: `events/${'cd'.repeat(32)}.csv`, name: 'log 35-718409-264173-8.csv', sha256: 'cd'.repeat(32) },
    ]
    const text = told({ eventFiles })
    expect(text).toContain(`(phone.ndjson, SHA-256: ${'ab'.repeat(32)}, log `)
    expect(text).toContain(`.csv, SHA-256: ${'cd'.repeat(32)})`)
    expect(text).not.toContain('264173')
    expect(text).not.toContain('/home/ada')
    // Of events that nothing was learnt from the result is not made.
    const unused = { ...correlation, events: [{ ...event, given: 0 }] }
    expect(told({ eventFiles, correlation: unused })).not.toContain('ab'.repeat(32))
  },
)

test('Finnish says from what it can be derived in the case that the verb takes, also where nothing was found', () => {
  const told = letterText(
    writeLetter({ ...result, findings: [] }, assessment, options({ kind: 'summary', language: 'fi' })),
  ).replaceAll(/\s+/g, ' ')
  expect(told).toContain('Se, mitä nähtiin, voidaan johtaa uudelleen tallenteesta ja puhelimen profiilista.')
})

test('what it rests on is all that was given, and not the capture alone', () => {
  const told = (changes: Partial<ScanResult>, language: LetterOptions['language'] = 'en'): string =>
    letterText(
      writeLetter({ ...result, ...changes }, assessment, options({ kind: 'right-of-reply', language })),
    ).replaceAll(/\s+/g, ' ')
  const [event] = result.correlation.events
  if (event === undefined) throw new Error('no events')
  const correlation = { ...result.correlation, events: [{ ...event, given: 3 }] }
  const none = { ...result.correlation, events: [{ ...event, given: 0 }] }
  expect(told({ profile: null, correlation: none, keys: null })).toContain(
    'What was seen can be derived again from the capture. ',
  )
  expect(told({ correlation, keys: null })).toContain(
    'derived again from the capture, the events of the phone that were given with it, and the profile of the phone. ',
  )
  expect(told({ profile: null, correlation, keys: null }, 'de')).toContain(
    'herleiten aus der Aufzeichnung und den mitgegebenen Ereignissen des Telefons. ',
  )
  expect(told({ correlation, keys: null }, 'nb')).toContain(
    'på nytt fra opptaket, de medfølgende hendelsene fra telefonen og telefonens profil. ',
  )
  for (const language of letterLanguages)
    expect(told({}, language)).toContain(letterTexts[language].headings.method)
  expect(told({})).toContain('what stands under “How it was found”, and the program')
})

test('messages of one second are told with one time', () => {
  const { first, ...finding } = result.findings[0] as ScanResult['findings'][number]
  const atOnce = { ...result, findings: [{ ...finding, first, last: first }] }
  const text = letterText(writeLetter(atOnce, assessment, options({})))
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(/On 11 February 2019 at [:\d]+ \(UTC\) .* sent 84 messages to/)
  expect(text).not.toContain('Between')
})

test.each([
  ['before any clock was set', '1970-01-01T00:00:00Z', '1 January 1970'],
  ['after the day of the letter', '2035-01-01T07:42:00Z', '1 January 2035'],
])(
  'of a recording dated %s no time is told as a fact, and nothing points to a list that is not there',
  (_, at, told) => {
    const day = { sec: Date.parse(at) / 1_000, nsec: 0 }
    const of = allOn(day)
    const own = assessLaw(of.findings, of, setting, law)
    for (const language of letterLanguages) {
      const texts = letterTexts[language]
      for (const kind of letterKinds) {
        const { blocks } = writeLetter(of, own, options({ kind, language }))
        const written = blocks.flatMap((block) =>
          'text' in block ? [block.text] : 'items' in block ? block.items : block.rows.flat(),
        )
        const [wrong = ''] = texts.wrongClock.split('{day}')
        expect(written.filter((text) => /1970|2035/.test(text)).every((text) => text.startsWith(wrong))).toBe(
          true,
        )
        expect(written.some((text) => text.startsWith(wrong))).toBe(true)
        const isListed = written.includes(texts.headings.provisions)
        if (kind === 'complaint') {
          expect(written.includes(texts.concern)).toBe(isListed)
          expect(written.includes(texts.concernAlone)).toBe(!isListed)
        }
        if (kind === 'access-request') expect(written.join()).toContain('[…]')
      }
    }
    const text = letterText(writeLetter(of, own, options({}))).replaceAll(/\s+/g, ' ')
    expect(text).toContain('At a time that is not known')
    expect(text).toContain(`The recording is dated ${told}, which cannot be right`)
  },
)

test('where the clock jumped to a day that cannot be, no time is told, and no law that is not in force yet', () => {
  const [finding] = result.findings
  if (finding === undefined) throw new Error('no findings')
  const late = { sec: Date.parse('2097-01-02T02:10:00Z') / 1_000, nsec: 0 }
  const transmissions = result.transmissions.map((one, index) => (index === 0 ? { ...one, at: late } : one))
  const jumped = { ...result, transmissions, findings: [{ ...finding, last: late }] }
  const before = { ...setting, userCountry: 'NO', today: '2024-03-01' }
  const judged = assessLaw(jumped.findings, jumped, before, law)
  const written = (kind: LetterOptions['kind']): string =>
    letterText(writeLetter(jumped, judged, options({ kind }))).replaceAll(/\s+/g, ' ')
  const text = written('complaint')
  expect(text).toContain('At a time that is not known')
  expect(text).toContain('The recording is dated 2 January 2097, which cannot be right')
  expect(text.match(/2097/g)).toHaveLength(1)
  expect(judged.findings[0]?.engaged.map(({ provision }) => provision.id)).toContain('red-2022-30')
  expect(text).not.toContain('2022/30')
  expect(written('access-request')).toContain('[…]')
})

test.each(letterLanguages)(
  'a letter in %s says how many of the messages may never have been sent',
  (language) => {
    const [finding] = result.findings
    if (finding === undefined) throw new Error('the sample shows nothing')
    const transmissions = result.transmissions.map((one, index) =>
      index < 2 ? { ...one, summary: { ...one.summary, mayBeUnsent: true as const } } : one,
    )
    const words = (changed: ScanResult): string =>
      letterText(writeLetter(changed, assessment, options({ language }))).replaceAll(/\s+/g, ' ')
    const told = fill(letterTexts[language].perhapsSentSome, {
      finding: finding.id,
      perhaps: 2,
      all: finding.transmissions,
    })
    expect(words({ ...result, transmissions })).toContain(told)
    expect(words(result)).not.toContain(told)
  },
)

test.each(letterLanguages)('in %s that sentence is right of one message as of several', (language) => {
  expect(letterTexts[language].perhapsSentSome).not.toMatch(
    /(?<!\p{L})(?:they|were|wurden|niistä|ne|De)(?!\p{L})/u,
  )
})

test('what held of some messages only is counted, and what is only possible is said to be so', () => {
  const transmissions = result.transmissions.map((one, index) =>
    index === 0
      ? { ...one, protection: 'tls' as const, receipt: one.receipt && { ...one.receipt, accepted: true } }
      : one,
  )
  const observations = result.observations.map((one) =>
    one.identifier === 'iccid' ? { ...one, confidence: 'possible' as const } : one,
  )
  const text = letterText(
    writeLetter({ ...result, transmissions, observations }, assessment, options({})),
  ).replaceAll(/\s+/g, ' ')
  const all = result.findings[0]?.transmissions ?? 0
  expect(text).toContain(`${all - 1} of ${all} messages were not encrypted`)
  expect(text).toContain(`The server refused the data in ${all - 1} of ${all} cases`)
  expect(text).toMatch(/ICCID [^,]*\(possible\)/)
  expect(text).not.toMatch(/IMEI [^,]*\(possible\)/)
})

test.each([
  ['en', 'as a digest'],
  ['nb', 'som hashverdi'],
  ['fi', 'tiivisteenä'],
  ['de', 'als Hashwert'],
] as const)('what was sent as a digest only is said to be one, in %s', (language, words) => {
  const observations = result.observations.map((one) =>
    one.identifier === 'iccid' ? { ...one, writtenAs: 'SHA-256' } : one,
  )
  const text = letterText(
    writeLetter({ ...result, observations }, assessment, options({ language })),
  ).replaceAll(/\s+/g, ' ')
  expect(text).toMatch(new RegExp(`ICCID[^,|]*${words}`))
  expect(text).not.toMatch(new RegExp(`IMEI[^,|]*${words}`))
})

test.each(letterLanguages)('a masked request in %s says that its values have to be enclosed', (language) => {
  const request = (isRevealed: boolean): string =>
    letterText(writeLetter(result, assessment, options({ kind: 'access-request', language, isRevealed })))
  expect(request(false).replaceAll(/\s+/g, ' ')).toMatch(/\[[^\]]*--reveal[^\]]*\]/)
  expect(request(true)).not.toContain('--reveal')
})

test.each([
  ['nb', 'personvernforordningen, artikkel 4 nr. 1, fortalepunkt 26 og 30', '[ikke kontrollert mot kilden]'],
  ['de', 'DSGVO, Artikel 4 Nummer 1, Erwägungsgründe 26 und 30', '[nicht an der Quelle geprüft]'],
  [
    'fi',
    'yleinen tietosuoja-asetus, 4 artiklan 1 kohta, johdanto-osan kappaleet 26 ja 30',
    '[ei tarkistettu lähteestä]',
  ],
] as const)('provisions in %s are cited in its words', (language, cited, notVerified) => {
  const text = letterText(writeLetter(result, assessment, options({ language })))
  expect(text).toContain(cited)
  expect(text).toContain(notVerified)
  expect(text).not.toMatch(/\bArticles? \d|not verified|the server refused/)
})

test.each([
  ['en', 'competent: Traficom', 'product law, named for reference only; competent: the market surveillance'],
  ['nb', 'ansvarlig myndighet: Traficom', 'som henvisning; ansvarlig myndighet: markedstilsynsmyndigheten'],
  ['fi', 'viranomainen: Traficom', 'vain viitteeksi; toimivaltainen viranomainen: käyttäjän maan'],
  ['de', 'zuständig: Traficom', 'nur als Hinweis genannt; zuständig: die Marktüberwachungsbehörde'],
] as const)('a complaint in %s says who supervises what its reader does not', (language, device, product) => {
  const day = { sec: Date.parse('2026-09-21T12:00:00Z') / 1_000, nsec: 0 }
  const findings = result.findings.map((finding) => ({ ...finding, first: day, last: day }))
  const later = {
    ...result,
    findings,
    transmissions: result.transmissions.map((one) => ({ ...one, at: day })),
  }
  const text = (userCountry: string): string =>
    letterText(
      writeLetter(later, assessLaw(findings, later, { ...setting, userCountry }, law), options({ language })),
    ).replaceAll(/\s+/g, ' ')
  for (const said of [device, product, letterTexts[language].passOn]) expect(text('FI')).toContain(said)
  // All that data protection authorities are told of there is theirs.
  const own = { ...law, provisions: law.provisions.filter(({ authority }) => authority !== 'other') }
  const told = writeLetter(result, assessLaw(result.findings, result, setting, own), options({ language }))
  expect(letterText(told).replaceAll(/\s+/g, ' ')).not.toContain(letterTexts[language].passOn)
})

test.each(letterLanguages)(
  'a complaint in %s lists rights and procedure apart from questions',
  (language) => {
    const { headings } = letterTexts[language]
    const { blocks } = writeLetter(result, assessment, options({ language }))
    const under = (title: string): string => {
      const list = blocks[blocks.findIndex((block) => 'text' in block && block.text === title) + 1]
      return list !== undefined && 'items' in list ? list.items.join(' ') : ''
    }
    expect(under(headings.provisions)).toMatch(/\b32\b/)
    expect(under(headings.provisions)).not.toMatch(/\b(?:56|77|82|83)\b/)
    for (const article of [15, 56, 77, 82, 83]) expect(under(headings.procedure)).toContain(String(article))
  },
)

test.each(letterLanguages)(
  'letters in %s leave a place for whom they are, and say what was not looked for',
  (language) => {
    const texts = underLaw(letterTexts[language], true)
    const written = (kind: LetterOptions['kind']): string =>
      letterText(writeLetter(result, assessment, options({ language, kind }))).replaceAll(/\s+/g, ' ')
    for (const kind of letterKinds) {
      const text = written(kind)
      expect(text.includes(texts.onBehalf)).toBe(kind === 'complaint' || kind === 'access-request')
      expect(text.includes(texts.unsearchedContent)).toBe(kind !== 'summary')
    }
  },
)

test('whoever is competent is named in the words of each language, unless by a name alone', () => {
  for (const { id, competent, competentIn } of law.provisions)
    if (competent.includes(' ') && competent !== "Information Commissioner's Office")
      expect([id, Object.keys(competentIn)]).toEqual([id, ['nb', 'fi', 'de']])
})

test.each(['nb', 'de', 'fi'] as const)(
  'articles are cited in one form in %s: that of its own texts, not that of English',
  (language) => {
    const ofUnion = law.provisions.filter(({ places }) => places.some((place) => /^(NO|FI|DE)$/.test(place)))
    expect(ofUnion.length).toBeGreaterThan(25)
    const cited = ofUnion.map(({ citedIn, citation }) => citedIn[language] ?? citation)
    for (const text of [...cited, ...textsOf(underLaw(letterTexts[language], true)).values()])
      expect(text).not.toMatch(/\d\([\da-z]+\)|\bwith\b/)
    // Finnish has the number first.
    if (language === 'fi') for (const text of cited) expect(text).not.toMatch(/Article|artikla \d/)
  },
)

test.each([
  ['nb', 'ekomloven av 2003 § 2-7b', 'på engelsk: «something new»'],
  [
    'de',
    'norwegisches Gesetz über elektronische Kommunikation (Ekomloven) von 2003, § 2-7b',
    'auf Englisch: „something new“',
  ],
  [
    'fi',
    'Norjan sähköisen viestinnän laki (ekomloven) vuodelta 2003, § 2-7b',
    'englanniksi: ”something new”',
  ],
] as const)(
  'national law in %s is cited as its language does, and English is marked as such',
  (language, cited, quoted) => {
    const [first, ...others] = result.findings
    if (first === undefined) throw new Error('the sample shows nothing')
    const counterEvidence = [
      'it is not certain who the recipient is: the list of organisations does not have a.example',
      'no answer was seen to 2 of 3 transmissions',
      'no answer was seen',
      'a browser gave the request up before it had a server: it may never have been sent',
      'a browser gave 2 of 3 requests up before they had a server: they may never have been sent',
      'the server refused the transmission (it had received it by then)',
      'only its form, or only its name, says what the value is: it may be something else of the same shape',
      '3 IMEIs were sent, and a phone has two at most: they are of several phones, or not all are the sender’s',
      'it was sent from 2 addresses of one network (192.168.1.20, 192.168.1.21), which no value joins: by several devices, or by one whose address changed',
      'of these transmissions, 3 of 16 came from a sender that sent other numbers of a device than those of the profile, and none of these: it may be another device',
      'it was sent from 192.168.1.53; of the connections in its network that address opened 1, and 192.168.1.23 opened 1,204: it may be another device than the phone',
      'it was seen as far as 192.168.1.5 only, a proxy or a redirect: whether it was handed on is not known',
      'no name beside it says what it is',
      'it is not certain who the recipient is: no name was seen for this address',
      'it is not certain who the recipient is: what tells of it names no server',
      'it is not certain who the recipient is: what was sent there names no host, and it may have been for others at its address: g.example, h.example',
      'it is not certain who the recipient is: tenant "shop" of Akamai, whom the list of organisations does not have',
      'it is not certain who the recipient is: the list of organisations does not have b.example; hosted by Fastly',
      'it is not certain who the recipient is: the phone was told that c.example is d.example, a name that the list of organisations does not have; hosted by Amazon Web Services',
      'it is not certain who the recipient is: the phone was told that e.example is f.example: the owner of e.example receives as well, and is not in the list',
      'something new',
    ]
    const text = letterText(
      writeLetter(
        { ...result, findings: [{ ...first, counterEvidence }, ...others] },
        assessment,
        options({ language }),
      ),
    ).replaceAll(/\s+/g, ' ')
    expect(text).toContain(cited)
    expect(text).toContain(quoted)
    expect(text).toContain('a.example')
    expect(text).toContain(' 1204')
    for (const name of [
      'shop',
      'Akamai',
      'b.example',
      'Fastly',
      'd.example',
      'f.example',
      'g.example, h.example',
    ])
      expect(text).toContain(name)
    expect(text).not.toMatch(/not certain|no answer|refused|only its form|were sent|was sent from/)
  },
)

describe('the texts', () => {
  test.each(letterLanguages)('%s says the same things with the same data', (language) => {
    const own = textsOf({ ...letterTexts[language], identifiers: {}, citationWords: {}, sources: {} })
    const english = textsOf({ ...letterTexts.en, identifiers: {}, citationWords: {}, sources: {} })
    expect([...own.keys()]).toEqual([...english.keys()])
    for (const [path, text] of english)
      expect(placeholders(own.get(path) ?? ''), `${language} ${path}`).toEqual(placeholders(text))
  })

  test.each(letterLanguages.filter((language) => language !== 'en'))(
    '%s has a name for every identifier',
    (language) => {
      for (const { name } of identifiers)
        expect([name, letterTexts[language].identifiers[name]]).not.toContain(undefined)
    },
  )

  test('a place without data is a fault', () => {
    expect(fill('{a} and {b}', { a: 1, b: 'two' })).toBe('1 and two')
    expect(() => fill('{c}', {})).toThrow(/no value for \{c\}/)
  })
})

describe('letters', () => {
  const all = letterKinds.flatMap((kind) => letterLanguages.map((language) => [kind, language] as const))
  test.each(all)('%s in %s', (kind, language) => {
    const letter = writeLetter(result, assessment, options({ kind, language }))
    const text = letterText(letter)
    expect(text).toContain('zzhc.vnet.cn')
    expect(text).toContain('(f1)')
    expect(text).not.toMatch(/undefined|\{\w+\}/)
    // In English, where the words are known: nothing decides.
    if (language === 'en') expect(text).not.toMatch(/\b(illegal|unlawful|violat|guilty|spied|stole)/i)
    const html = letterHtml(letter)
    expect(html).toContain(`<html lang="${language}">`)
    expect(html.match(/<h1>/g)).toHaveLength(1)
    expect(html).not.toMatch(/<(script|img|link|iframe)\b/)
    for (const values of result.profile?.identifiers.values() ?? [])
      for (const value of values) if (value.length > 6) expect(text).not.toContain(value)
  })

  test('values are shown where that is asked for', () => {
    const [imei = ''] = result.profile?.identifiers.get('imei') ?? []
    const shown = letterText(
      writeLetter(result, assessment, options({ kind: 'access-request', isRevealed: true })),
    )
    expect(imei).toMatch(/^\d{15}$/)
    expect(shown).toContain(imei)
  })

  test('the breach memo counts 72 hours from awareness, over the end of a month', () => {
    const memo = writeLetter(
      result,
      assessment,
      options({ kind: 'breach-memo', awareAt: '2026-02-27T22:30:00Z' }),
    )
    expect(letterText(memo)).toContain('on 27 February 2026 at 22:30 UTC')
    expect(letterText(memo)).toContain('by 2 March 2026 at 23:00 UTC')
  })

  test('the breach memo says where the hours are over on its day, and of no other day', () => {
    for (const language of letterLanguages) {
      const memo = (awareAt: string): string =>
        letterText(writeLetter(result, assessment, options({ kind: 'breach-memo', language, awareAt })))
      const over = underLaw(letterTexts[language], true).breachOver
      expect(memo('2026-11-20T22:30:00Z')).toContain(over)
      expect(memo('2026-11-21T22:30:00Z')).not.toContain(over)
      expect(memo('')).not.toContain(over)
    }
  })

  test('the breach memo counts in the offset that was given, where no zone of people is known', () => {
    const memo = (today: string): string =>
      letterText(
        writeLetter(
          result,
          { ...assessment, setting: { ...setting, today } },
          options({ kind: 'breach-memo', awareAt: '2026-11-27T00:30:00+01:00' }),
        ),
      )
    expect(memo('2026-11-30')).toContain('on 27 November 2026 at 00:30 UTC+01:00.')
    expect(memo('2026-11-30')).toContain('by 30 November 2026 at 01:00 UTC+01:00 (72 hours')
    expect(memo('2026-11-30')).not.toContain('that time is over')
    expect(memo('2026-12-01')).toContain('that time is over')
  })

  test.each(letterLanguages)('times in %s are those of the people concerned', (language) => {
    const written = (timeZone: string): string =>
      letterText(writeLetter(result, assessment, options({ language, timeZone })))
    expect(written('UTC')).toContain('2019-02-11 05:44:19 |')
    const local = written('Europe/Oslo')
    expect(local).toContain('2019-02-11 06:44:19+01:00 |')
    const sentence = {
      en: 'Between 11 February 2019 at 06:44:19 UTC+01:00 and 12 February 2019 at 05:59:42 UTC+01:00 (Europe/Oslo)',
      nb: 'Mellom 11. februar 2019 kl. 06:44:19 UTC+01:00 og 12. februar 2019 kl. 05:59:42 UTC+01:00 (Europe/Oslo)',
      fi: 'aikavälillä 11.2.2019 klo 6.44.19 UTC+01:00 – 12.2.2019 klo 5.59.42 UTC+01:00 (Europe/Oslo)',
      de: 'Zwischen dem 11. Februar 2019 um 06:44:19 Uhr UTC+01:00 und dem 12. Februar 2019 um 05:59:42 Uhr UTC+01:00 (Europe/Oslo)',
    }[language]
    expect(local.replaceAll(/\s+/g, ' ')).toContain(sentence)
    expect(local).toContain(fill(letterTexts[language].columns.time, { zone: 'Europe/Oslo' }))
    expect(local).not.toMatch(/UTC(?![+-])/)
  })

  test('in the table each value stands in the order of its kind, the heaviest first', () => {
    const text = letterText(writeLetter(result, assessment, options({ isRevealed: true })))
    expect(text).toMatch(
      /\| IMEI, ICCID, IMSI, MAC address, .* \| 357184092641738, \d{15}, 89470100739182640533, /,
    )
  })

  test('days and hours, too, are those of the people concerned', () => {
    const memo = writeLetter(
      result,
      assessment,
      options({ kind: 'breach-memo', awareAt: '2026-03-27T22:30:00Z', timeZone: 'Europe/Oslo' }),
    )
    expect(letterText(memo)).toContain('on 27 March 2026 at 23:30 UTC+01:00 (Europe/Oslo)')
    // Clocks were set forward meanwhile.
    expect(letterText(memo)).toContain('by 31 March 2026 at 01:00 UTC+02:00 (Europe/Oslo)')
    const late = {
      ...result,
      findings: result.findings.map((one) => ({ ...one, first: { sec: 1_549_927_800, nsec: 0 } })),
    }
    const request = (timeZone: string): string =>
      letterText(writeLetter(late, assessment, options({ kind: 'access-request', timeZone })))
    expect(request('UTC')).toContain('every recipient since 11 February 2019')
    expect(request('Europe/Oslo')).toContain('every recipient since 12 February 2019')
  })

  test('whatever the capture held, the page stays inert', () => {
    const hostile = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "'-alert(1)-'",
      '<svg/onload=alert(1)>',
      '&lt;script&gt;',
      '\u202e\u0000\u001b[31m',
    ]
    for (const text of hostile) {
      const findings = result.findings.map((finding) => ({ ...finding, counterEvidence: [text] }))
      const recipients = result.recipients.map((recipient) => ({ ...recipient, host: text }))
      const letter = writeLetter({ ...result, findings, recipients }, assessment, options({}))
      const html = letterHtml(letter)
      expect(html).not.toMatch(/<(script|img|svg)/i)
      expect(['\u0000', '\u001b', '\u202e'].filter((character) => html.includes(character))).toEqual([])
    }
  })

  // Everything that comes from the capture or from data is marked: where the mark shows, an id must stand beside it.
  const mark = 'XFACTX'
  const markedFacts = once((): readonly [ScanResult, LegalAssessment] => {
    const findings = result.findings.map((finding) => ({ ...finding, counterEvidence: [mark] }))
    const recipients = result.recipients.map((recipient) => ({
      ...recipient,
      host: mark,
      organisation:
        recipient.organisation === null
          ? null
          : { ...recipient.organisation, name: mark, source: mark, country: mark },
    }))
    const facts = { ...result, findings, recipients }
    return [facts, assessLaw(findings, facts, setting, law)]
  })

  test.each(all)('each fact of %s in %s names the finding that it rests on', (kind, language) => {
    const { blocks } = writeLetter(...markedFacts(), options({ kind, language }))
    let marked = 0
    const isBacked = (text: string): void => {
      if (
        !text.includes(mark) &&
        !/\bArticle 5\(1\)\(f\)|\b[Aa]rtikk?el 5 (?:nr\.|Absatz) 1 (?:bokstav|Buchstabe) f|\b5 artiklan 1 kohdan f\b/.test(
          text,
        )
      )
        return
      expect(text).toMatch(/\(f\d+(?:, f\d+)*\)$/)
      marked++
    }
    blocks.forEach((block, index) => {
      if ('items' in block && block.kind === 'list') block.items.forEach(isBacked)
      else if ('rows' in block)
        for (const row of block.rows) {
          expect(row).toContain(mark)
          expect(row.at(-1)).toMatch(/^f\d+$/)
        }
      // To whom a letter goes is no statement of what was seen.
      else if ('text' in block && index > 3) expect(block.text).not.toContain(mark)
    })
    expect(marked).toBeGreaterThan(0)
    const sentences = blocks.flatMap((block) =>
      'items' in block && block.kind === 'list' ? block.items : [],
    )
    const [about = ''] = letterTexts[language].shareRead.split('{share}').filter((part) => part !== '')
    const { limits, cellIsArea, unsearchedContent } = letterTexts[language]
    const known = [...limits, cellIsArea, unsearchedContent]
    for (const sentence of sentences)
      if (!known.includes(sentence) && !sentence.includes(about))
        expect(sentence).toMatch(/\(f\d+(?:, f\d+)*\)$/)
  })

  test.each(letterLanguages)('the summary in %s is one page, however much was found', async (language) => {
    const [first] = result.findings
    const many: ScanResult = {
      ...result,
      profile: result.profile === null ? null : { ...result.profile, name: 'n'.repeat(400) },
      opaque: [{ count: 4 }] as unknown as ScanResult['opaque'],
      coverage: {
        ...result.coverage,
        file: { ...result.coverage.file, unread: 1_000 },
        missing: { ...result.coverage.missing, gapBytes: 1_000 },
        entries: {
          other: {},
          notRecorded: { bodies: 1, entries: 1 },
        } as unknown as ScanResult['coverage']['entries'],
      },
      captures: result.captures.flatMap((capture) =>
        Array.from({ length: 12 }, () => ({ ...capture, path: 'p'.repeat(300) })),
      ),
      recipients: result.recipients.map((recipient) => ({
        ...recipient,
        host: `${'sub-domain.'.repeat(30)}example`,
      })),
      findings: Array.from({ length: 40 }, (_, index) => ({
        ...(first as NonNullable<typeof first>),
        id: `f${index + 1}`,
        identifiers: identifiers.map(({ name }) => name),
      })),
    }
    const own: Trigger = {
      ...(result.correlation.triggers[0] as Trigger),
      event: 'charger-off',
      isDerived: false,
      togetherWith: ['screen-off', 'update-installed'],
      sentence:
        '9 of 9 times (median 2 s; by chance 1.2). 12 more lie so near the end of a stretch that was captured that this was not seen whole. It comes together with these.',
    }
    const explained = { ...many, correlation: { ...many.correlation, triggers: [own] } }
    const joined: ScanResult = {
      ...explained,
      captures: many.captures.slice(0, 1).map((capture) => ({ ...capture, files: filesOf(12) })),
    }
    const facts = [result, many, explained, joined].map((one) =>
      writeLetter(one, assessLaw(one.findings, one, setting, law), options({ kind: 'summary', language })),
    )
    for (const letter of facts) {
      const pdf = await writePdf(letterHtml(letter), {
        fonts: openFonts(),
        madeAt: new Date(0),
        size: textSize('summary'),
      })
      const pages = /\/Type \/Pages\n\/Count (\d+)\n/.exec(Buffer.from(pdf).toString('latin1'))?.[1]
      expect(pages).toBe('1')
    }
    expect(letterText(facts[1] as (typeof facts)[number])).toMatch(/36[^\n]*\(f5 … f40\)/)
    expect(letterText(facts[2] as (typeof facts)[number])).toMatch(/38[^\n]*\(f3 … f40\)/)
  })

  test('of a recording of more files than a letter lists it is said how many there are', () => {
    const [capture] = result.captures
    if (capture === undefined) throw new Error('no capture')
    const captures = [{ ...capture, path: '/home/ada/many', files: filesOf(namedFilesMax + 3) }]
    const text = letterText(writeLetter({ ...result, captures }, assessment, options({})))
    expect(text.match(/SHA-256: (?:ab){32}, 1,234 bytes/g)).toHaveLength(namedFilesMax)
    expect(text).toContain('1,234 bytes, and 3 more')
    expect(text).not.toContain('/home/ada')
  })

  test('a letter stays one that is read, however much was found', () => {
    const [first] = result.findings
    const findings = Array.from({ length: 150 }, (_, index) => ({
      ...(first as NonNullable<typeof first>),
      id: `f${index + 1}`,
    }))
    const many = { ...result, findings }
    const text = letterText(writeLetter(many, assessLaw(findings, many, setting, law), options({})))
    expect(text).toContain('GDPR, Article 5(1)(b) (f1–f150)')
    expect(text).toContain('(f51 … f150)')
    expect(text.split('\n').length).toBeLessThan(300)
  })

  test('a host that repeats an identifier is masked in every letter', () => {
    const [imei = ''] = result.profile?.identifiers.get('imei') ?? []
    const recipients = result.recipients.map((recipient) => ({
      ...recipient,
      host: `${imei}.${'x'.repeat(74)}${imei}.example`,
    }))
    for (const kind of letterKinds) {
      const text = letterText(writeLetter({ ...result, recipients }, assessment, options({ kind })))
      expect(text).not.toContain(imei.slice(0, 12))
    }
  })

  test('a request for access tells its recipient nothing of the others', () => {
    const two = withRecipients(result, ['one.example', 'two.example'])
    const [one, other] = two.recipients
    if (one === undefined || other === undefined) throw new Error('no recipients')
    const of = { ...two, recipients: [one, { ...other, organisation: null }] }
    expect(addresseesOf(of)).toEqual([one.organisation?.name, 'two.example'])
    expect(addresseesOf(two)).toEqual([one.organisation?.name])
    const possible = one.organisation && { ...one.organisation, confidence: 'possible' as const }
    const unsure = { ...two, recipients: [{ ...one, organisation: possible }] }
    expect(addresseesOf({ ...unsure, findings: two.findings.slice(0, 1) })).toEqual(['one.example'])
    for (const kind of letterKinds) {
      const letter = letterText(writeLetter(of, assessment, options({ kind })))
      expect(letter.includes('two.example'), kind).toBe(kind !== 'access-request')
      expect(letter).toContain('one.example')
    }
  })

  test.each(letterLanguages)(
    'a request for access to a host that nobody is known to own is not to the maker, in %s',
    (language) => {
      const two = withRecipients(result, ['one.example', 'two.example'])
      const recipients = two.recipients.map((recipient) => ({ ...recipient, organisation: null }))
      const letter = letterText(
        writeLetter({ ...two, recipients }, assessment, options({ kind: 'access-request', language })),
      )
      const { to, operatorUnknown } = letterTexts[language]
      expect(letter).toContain(`${to}: ${operatorUnknown.replace('{host}', 'one.example')}\n`)
      expect(letter).not.toContain(assessment.setting.maker)
    },
  )

  test.each(letterLanguages)(
    'one message is one, in %s, and its values are called masked where they are',
    (language) => {
      const findings = result.findings.map((finding) => ({ ...finding, transmissions: 1 }))
      const of: ScanResult = { ...result, profile: null, findings }
      const texts = letterTexts[language]
      const letter = letterText(writeLetter(of, assessment, options({ language })))
      expect(letter).not.toMatch(/(?<!\d)1 (?:messages|meldinger|viestiä|Nachrichten)/)
      expect(letter).toContain(texts.clearOnce.replace('{finding}', 'f1'))
      expect(letter).toContain(texts.device)
      expect(letter).toContain(`| ${texts.columns.value} |`)
      const shown = letterText(writeLetter(of, assessment, options({ language, isRevealed: true })))
      expect(shown).toContain(`| ${texts.columns.valueShown} |`)
      const summary = letterText(writeLetter(of, assessment, options({ kind: 'summary', language })))
      expect(summary).toContain(texts.phone)
      expect(summary).not.toContain(texts.device)
    },
  )

  test('without a finding it says that nothing was found, and what a capture does not show', () => {
    const nothing: ScanResult = { ...result, findings: [], transmissions: [], observations: [] }
    const none = assessLaw([], nothing, setting, law)
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(nothing, none, options({ kind: 'summary', language })))
      expect(text).toContain(letterTexts[language].nothingFound)
      expect(text).toContain(letterTexts[language].limits[0])
      expect(text).toContain(fill(letterTexts[language].shareRead, { share: '43 %' }))
      expect(text).not.toContain(letterTexts[language].cellIsArea)
      const { sealed } = letterTexts[language]
      expect(text).not.toContain(fill(sealed, { count: '0' }))
      const holding = { ...nothing, opaque: [{ count: 4 }] as unknown as ScanResult['opaque'] }
      const told = letterText(writeLetter(holding, none, options({ kind: 'summary', language })))
      expect(told).toContain(fill(sealed, { count: '4' }))
    }
  })

  test('where all could be read, there is no rest that could not', () => {
    const { coverage } = result
    const summary = { ...coverage.summary, read: coverage.summary.payload }
    const whole: ScanResult = { ...result, coverage: { ...coverage, summary } }
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(whole, assessment, options({ language })))
      expect(text).toContain(letterTexts[language].readAll)
      expect(text).not.toContain('100 %')
    }
  })

  test('where a limit left something unread, it is not said that all was read', () => {
    const { coverage } = result
    const summary = { ...coverage.summary, read: coverage.summary.payload }
    const code = { code: 'decode.budget.reached', kind: 'limit', sentence: 'It nests too deep.' } as const
    const anomalies = [{ capture: 0, tally: { code, count: 1, samples: [] } }]
    const limited: ScanResult = { ...result, anomalies, coverage: { ...coverage, summary } }
    for (const language of letterLanguages)
      expect(letterText(writeLetter(limited, assessment, options({ language })))).not.toContain(
        letterTexts[language].readAll,
      )
  })

  test('where values were taken for tokens, it is not said that all was read', () => {
    const { coverage } = result
    const summary = { ...coverage.summary, read: coverage.summary.payload }
    const searched = { ...coverage.searched, tokenValues: 7, tokenBytes: 900 }
    const holding: ScanResult = { ...result, coverage: { ...coverage, summary, searched } }
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(holding, assessment, options({ language })))
      expect(text).not.toContain(letterTexts[language].readAll)
      expect(text).toContain(fill(letterTexts[language].tokens, { count: '7' }))
    }
  })

  test('what was sent twice is no rest', () => {
    const { coverage } = result
    const { payload } = coverage.summary
    const summary = { ...coverage.summary, read: payload - 1000, duplicate: 1000 }
    const whole: ScanResult = { ...result, coverage: { ...coverage, summary } }
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(whole, assessment, options({ language })))
      expect(text).toContain(letterTexts[language].readAll)
    }
  })

  test('what could not be read counts as in every report, wherever it was lost, and is named', () => {
    const { coverage } = result
    const { payload } = coverage.summary
    const summary = { ...coverage.summary, read: payload }
    const { missing, file, frameBytes } = coverage
    const changes: readonly (readonly ['missing' | 'notUnderstood', Partial<typeof coverage>])[] = [
      ['missing', { missing: { ...missing, gapBytes: payload - 1000, cutBytes: 1000 } }],
      ['notUnderstood', { file: { ...file, unread: payload } }],
      ['notUnderstood', { frameBytes: { ...frameBytes, unsupported: payload } }],
      ['notUnderstood', { frameBytes: { ...frameBytes, malformed: payload } }],
      ['notUnderstood', { frameBytes: { ...frameBytes, fragmentsLost: payload } }],
    ]
    for (const language of letterLanguages) {
      const texts = letterTexts[language]
      for (const [name, change] of changes) {
        const half: ScanResult = { ...result, coverage: { ...coverage, ...change, summary } }
        const text = letterText(writeLetter(half, assessment, options({ language })))
        expect(text).not.toContain(texts.readAll)
        expect(text).toContain(fill(texts.shareRead, { share: '50 %' }))
        expect(text).toContain(fill(texts[name], { size: `${Math.round(payload / 1000)} kB` }))
      }
      const whole = letterText(writeLetter(result, assessment, options({ language })))
      expect(whole).not.toContain(texts.missing.split('(')[0])
      expect(whole).not.toContain(texts.notUnderstood.split('(')[0])
    }
  })

  test('a summary without findings is no all-clear where the verdict is none', () => {
    const { coverage } = result
    const { summary, missing } = coverage
    const nothing: ScanResult = {
      ...result,
      findings: [],
      transmissions: [],
      observations: [],
      opaque: [],
      coverage: { ...coverage, summary: { ...summary, undecryptable: 0, read: summary.payload } },
    }
    const silent = { ...nothing.coverage, flows: { ...coverage.flows, udp: 1 } }
    const recipients = result.recipients.map((one) => ({ ...one, bytesToServer: 0, bytesToClient: 10 }))
    const cases: readonly (readonly [string, Partial<ScanResult>, string])[] = [
      ['NOTHING FOUND', {}, ''],
      ['NOTHING TO READ', { coverage: { ...coverage, summary: { ...summary, read: 0 } } }, 'nothingRead'],
      [
        'NOTHING TO READ',
        { coverage: { ...coverage, summary: { ...summary, read: 0, payload: 0 } } },
        'nothingRead',
      ],
      [
        'LITTLE READ',
        {
          coverage: {
            ...nothing.coverage,
            missing: { ...missing, cutBytes: 20 * summary.payload },
          },
        },
        'littleRead',
      ],
      [
        'LITTLE READ',
        {
          coverage: {
            ...nothing.coverage,
            summary: { ...nothing.coverage.summary, undecryptable: 1 },
            searched: { ...coverage.searched, probedBytes: 0 },
          },
        },
        'littleSearched',
      ],
      ['LITTLE READ', { coverage: silent, recipients }, 'onlyAnswers'],
    ]
    const doubts = ['nothingRead', 'littleRead', 'littleSearched', 'onlyAnswers'] as const
    for (const [label, change, said] of cases) {
      const of = { ...nothing, ...change }
      expect(verdictOf(of).label).toBe(label)
      for (const language of letterLanguages) {
        const texts = letterTexts[language]
        const { blocks } = writeLetter(
          of,
          assessLaw([], of, setting, law),
          options({ kind: 'summary', language }),
        )
        const paragraphs = blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.text] : []))
        expect(doubts.filter((name) => paragraphs.includes(texts[name]))).toEqual(said === '' ? [] : [said])
        expect(paragraphs.includes(texts.nothingFound)).toBe(said !== 'nothingRead')
      }
    }
  })

  test('the summary is for people: no licences, no signs of its own, and numbers are explained', () => {
    for (const language of letterLanguages) {
      const text = letterText(writeLetter(result, assessment, options({ kind: 'summary', language })))
      expect(text).not.toMatch(/\(\+\d+\)|\(MIT\)|domain-list/)
      expect(text).toContain(fill(letterTexts[language].findingIds, { finding: 'f1' }))
    }
  })

  test('a capture of a case is called by the name that it came with, without what may identify', () => {
    const captures = result.captures.map((capture) => ({
      ...capture,
      path: `/case/evidence/${'0'.repeat(64)}.pcapng`,
      name: 'phone-490154203237518.pcapng',
    }))
    const text = letterText(writeLetter({ ...result, captures }, assessment, options({})))
    expect(text).toContain('phone-49•••••••••••18.pcapng')
    expect(text).not.toContain('0'.repeat(64))
  })
})

test.each([
  ['en', '[data protection authority of the competent federal state]'],
  ['nb', '[den ansvarlige delstatens datatilsynsmyndighet]'],
  ['fi', '[toimivaltaisen osavaltion tietosuojaviranomainen]'],
  ['de', '[Datenschutzaufsichtsbehörde des zuständigen Landes]'],
] as const)('in %s a complaint from Germany leaves one place for the authority', (language, place) => {
  const german = assessLaw(result.findings, result, { ...setting, userCountry: 'DE' }, law)
  const written = (kind: 'complaint' | 'summary'): string =>
    letterText(writeLetter(result, german, options({ kind, language })))
  expect(written('complaint')).toContain(`${letterTexts[language].to}: ${place}\n`)
  expect(written('summary').replaceAll(/\s+/g, ' ')).toContain(place)
  expect(written('complaint') + written('summary')).not.toContain('bfdi')
})

test.each(letterLanguages)('a complaint in %s within one country cites no article on a lead', (language) => {
  const cited = (userCountry: string): string =>
    letterText(
      writeLetter(
        result,
        assessLaw(result.findings, result, { ...setting, userCountry }, law),
        options({ language }),
      ),
    )
  expect(cited('NO')).toMatch(/\b56\b.*60/)
  expect(cited('FI')).not.toMatch(/\b56\b/)
  expect(cited('FI')).toMatch(/\b77\b/)
})

describe('who operates a host', () => {
  const operated = (changes: Partial<Organisation>): ScanResult => ({
    ...result,
    recipients: result.recipients.map((recipient) => ({
      ...recipient,
      organisation: recipient.organisation === null ? null : { ...recipient.organisation, ...changes },
    })),
  })
  const told = (changes: Partial<Organisation>, language: LetterOptions['language'] = 'en'): string =>
    letterText(writeLetter(operated(changes), assessment, options({ language })))

  test('has no parent before it came to one', () => {
    const owned = { parent: 'B', country: 'US', seat: 'DE' }
    expect(told(owned)).toContain('; the seat of its parent (as of 30 November 2026): United States')
    expect(told({ ...owned, parentSince: '2021-04-20' })).not.toContain('parent')
  })

  test('is told with countries and sources in the language of the letter', () => {
    expect(told({}, 'nb')).toContain(
      '; offentlig klientkode (dekompilert eller gjenskapt); presse og registre); sete: Kina; morselskapets sete (per 30. november 2026): Kina. (f1)',
    )
    expect(told({ parent: '' }, 'de')).toContain('Presse und Register); Sitz: China. (f1)')
    expect(told({}, 'fi')).toContain('emoyhtiön kotimaa (30.11.2026): Kiina. (f1)')
    const owned = { seat: 'DE', country: 'US', parent: 'Holding' }
    expect(told({ ...owned, isSeatVerified: true }, 'de')).toContain(
      '; Sitz: Deutschland; Sitz der Muttergesellschaft (Stand: 30. November 2026): Vereinigte Staaten. (f1)',
    )
    expect(told({ ...owned, isSeatVerified: false })).toContain(
      '; its seat: Germany [not verified]; the seat of its parent (as of 30 November 2026): United States. (f1)',
    )
    expect(told({ ...owned, seat: '' })).toContain(
      'registers); the seat of its parent (as of 30 November 2026): United States. (f1)',
    )
    const summary = letterText(writeLetter(result, assessment, options({ kind: 'summary', language: 'nb' })))
    expect(summary).toContain('tietosuoja.fi (Finland)')
    expect(summary).toContain('datatilsynet.no (Norge)')
  })

  test('names no country where none is known, and calls nothing public that no source says', () => {
    const text = told({ country: 'ZZ', seat: '', source: 'memory, to be confirmed before citing' })
    expect(text).toContain(
      'It may be that China Telecom Group operates this host. No source for that has been read',
    )
    expect(text).not.toContain('Public information names China Telecom')
    expect(text).not.toContain('ZZ')
    expect(told({ confidence: 'possible' })).toContain(
      'It may be that China Telecom Group operates this host; ',
    )
  })

  test.each([
    ['own captures', ''],
    ['own captures; memory, to be confirmed before citing', ''],
    ['a block list (existence of the host only)', ''],
    ['memory, to be confirmed before citing; press and registers', ''],
    ['own captures; press and registers', 'press and registers'],
    ['GrapheneOS FAQ; a block list (existence of the host only)', 'GrapheneOS FAQ'],
  ])('of %s what is cited as public is: %s', (source, cited) => {
    const text = told({ source })
    const named = `Public information names China Telecom Group as the operator of this host (${cited});`
    expect(text.includes('Public information')).toBe(cited !== '')
    expect(text).toContain(cited === '' ? 'It may be that China Telecom Group operates this host' : named)
    expect(text).not.toMatch(/own captures|block list/)
  })

  const ofList = once(() => {
    const list = parse(readFileSync(`${root}data/organisations.yaml`, 'utf8')) as {
      sources: Record<string, string>
    }
    return list.sources
  })

  test('sources that name nobody are those of the list', () => {
    const sources = ofList()
    expect([sources['memory'], sources['captures'], sources['block-list']]).toEqual([
      expect.stringMatching(/^memory/),
      expect.stringMatching(/^own captures/),
      expect.stringMatching(/^a block list/),
    ])
  })

  test('each source that is no proper name has words in each language', () => {
    const sources = ofList()
    const names = ['v2fly', 'nextdns', 'trackhar', 'datenanfragen', 'grapheneos']
    const titles = ['google-enterprise', 'apple-enterprise', 'apple-relay']
    const plain = Object.entries(sources).flatMap(([key, text]) =>
      names.includes(key) || titles.includes(key) ? [] : [text],
    )
    expect(plain.length).toBeGreaterThan(4)
    for (const language of letterLanguages)
      if (language !== 'en') expect(Object.keys(letterTexts[language].sources).sort()).toEqual(plain.sort())
  })
})

test('what others near by may have called out by radio is charged to nobody', () => {
  const transmissions = result.transmissions.map((one) => ({
    ...one,
    summary: { ...one.summary, protocol: 'probe-request' },
  }))
  const called = (own: number): string =>
    letterText(
      writeLetter({ ...result, transmissions, callers: { calls: 2, own, basis: 'busiest' } }, assessment, {
        ...options({}),
        kind: 'summary',
      }),
    )
  expect(called(1)).not.toContain('(f1')
  expect(called(2)).toContain('(f1')
})

describe('what exonerates', () => {
  const sealed = once(
    (count: number): ScanResult => ({
      ...result,
      transmissions: result.transmissions.map((one, index) =>
        index < count ? { ...one, protection: 'tls' as const } : one,
      ),
    }),
  )
  const sealedOnce = once(
    (count: number): ScanResult => ({
      ...sealed(count),
      findings: result.findings.map((finding) => ({ ...finding, transmissions: 1 })),
    }),
  )
  const logged = once(
    (count: number): ScanResult => ({
      ...result,
      transmissions: result.transmissions.map((one, index) =>
        index < count ? { ...one, summary: { ...one.summary, protocol: 'device-log' } } : one,
      ),
    }),
  )
  const at = once(
    (scope: 'loopback' | 'private' | 'public'): ScanResult => ({
      ...result,
      recipients: result.recipients.map((recipient) => ({
        ...recipient,
        addresses: recipient.addresses.map((address) => ({ ...address, scope })),
      })),
    }),
  )
  /** Findings of which some have nothing but the name of a host. */
  const partlyNamed = once((): ScanResult => {
    const [first] = result.findings
    if (first === undefined) throw new Error('the sample shows nothing')
    const family = { family: 'other', identifiers: [], observations: [], transmissions: 0 }
    return { ...result, findings: [{ ...first, ...family }, first, first, { ...first, ...family, id: 'f4' }] }
  })
  const everyLetter = letterKinds.flatMap((kind) =>
    letterLanguages.map((language) => [kind, language] as const),
  )

  test.each(everyLetter)('%s in %s says what was encrypted', (kind, language) => {
    const texts = letterTexts[language]
    const { transmissions } = result.findings[0] ?? { transmissions: 0 }
    const written = (of: ScanResult): string =>
      letterText(writeLetter(of, assessment, options({ kind, language })))
    const encrypted = fill(texts.encrypted, { finding: 'f1' })
    expect(written(sealed(transmissions))).toContain(encrypted)
    expect(written(result)).not.toContain(encrypted)
    const some = fill(texts.clearSome, { open: transmissions - 1, all: transmissions, finding: 'f1' })
    expect(some.toLowerCase().match(/encrypted|krypter|verschlüsselt|salattu/g)).toHaveLength(2)
    expect(written(sealed(1))).toContain(some)
    expect(written(sealedOnce(transmissions))).toContain(fill(texts.encryptedOnce, { finding: 'f1' }))
  })

  test.each(everyLetter)('%s in %s says what the program encrypted itself', (kind, language) => {
    const texts = letterTexts[language]
    const opened = (step: string): string =>
      letterText(
        writeLetter(
          {
            ...result,
            transmissions: result.transmissions.map((one) => ({
              ...one,
              summary: { ...one.summary, isSealedByProgram: true as const },
            })),
            observations: result.observations.map((one) => ({
              ...one,
              chain: [...one.chain, { step, detail: 'AES-128-ECB, key 1' }],
            })),
          },
          assessment,
          options({ kind, language }),
        ),
      )
    const [given, open] = [opened(givenKeyStep), opened(publishedKeyStep)]
    const encrypted = fill(texts.encrypted, { finding: 'f1' })
    expect(given).toContain(encrypted)
    expect(given).toContain(fill(texts.sealedByProgram, { finding: 'f1' }))
    expect(open).not.toContain(encrypted)
    expect(open).toContain(fill(texts.sealedPublicly, { finding: 'f1' }))
  })

  test.each(everyLetter)('%s in %s says nothing of the way of what a log tells', (kind, language) => {
    const texts = letterTexts[language]
    const { transmissions } = result.findings[0] ?? { transmissions: 0 }
    const written = (of: ScanResult): string =>
      letterText(writeLetter(of, assessment, options({ kind, language })))
    const all = written(logged(transmissions))
    expect(all).toContain(fill(texts.untold, { finding: 'f1' }))
    for (const text of [texts.clear, texts.encrypted])
      expect(all).not.toContain(fill(text, { finding: 'f1' }))
    expect(all).not.toContain(texts.protection.plaintext)
    const some = written(logged(2))
    expect(some).toContain(fill(texts.clear, { finding: 'f1' }))
    expect(some).toContain(fill(texts.untoldSome, { untold: 2, all: transmissions, finding: 'f1' }))
  })

  test.each(everyLetter)('%s in %s says that a recipient is none of the Internet', (kind, language) => {
    const written = (of: ScanResult): string =>
      letterText(writeLetter(of, assessment, options({ kind, language })))
    const said = fill(letterTexts[language].local, { host: 'zzhc.vnet.cn', finding: 'f1' })
    const [ofPrivate, ofLoopback] = [written(at('private')), written(at('loopback'))]
    expect(ofPrivate).toContain(said)
    expect(written(at('public'))).not.toContain(said)
    // Who was on the way within a network, or within the phone, nobody knows.
    const { clear, clearLocal, onDevice } = letterTexts[language]
    const told = fill(clearLocal, { finding: 'f1' })
    for (const text of [ofPrivate, ofLoopback]) {
      expect(text).toContain(told)
      expect(text).not.toContain(fill(clear, { finding: 'f1' }))
    }
    expect(ofLoopback).toContain(fill(onDevice, { host: 'zzhc.vnet.cn', finding: 'f1' }))
    expect(ofLoopback).not.toContain(said)
  })

  test.each(letterLanguages)('the summary in %s lists no local recipient as a stranger', (language) => {
    const [first] = result.findings
    if (first === undefined) throw new Error('the sample shows nothing')
    const findings = ['f1', 'f2', 'f3'].map((id) => ({ ...first, id }))
    const text = letterText(
      writeLetter({ ...at('private'), findings }, assessment, options({ kind: 'summary', language })),
    )
    const { localHost } = letterTexts[language]
    const line = text.split('\n').find((one) => one.includes('(f3)'))
    expect(line).toContain(fill(localHost, { host: 'zzhc.vnet.cn' }))
  })

  test('what was only called out by radio is in no network', () => {
    const { recipients, transmissions } = at('private')
    const called = transmissions.map((one) => ({
      ...one,
      summary: { ...one.summary, protocol: 'probe-request' },
    }))
    const text = letterText(
      writeLetter({ ...result, recipients, transmissions: called }, assessment, options({})),
    )
    expect(text).not.toContain(fill(letterTexts.en.local, { host: 'zzhc.vnet.cn', finding: 'f1' }))
  })

  test('the table calls possible what no value of a message is more than', () => {
    const [first] = result.transmissions
    const observations = result.observations.map((one) =>
      one.identifier === 'iccid' && one.exchange === first?.exchange
        ? { ...one, confidence: 'possible' as const }
        : one,
    )
    const rows = letterText(writeLetter({ ...result, observations }, assessment, options({})))
      .split('\n')
      .filter((line) => line.endsWith('| f1'))
    expect(rows[0]).toContain('ICCID (possible)')
    expect(rows[0]).not.toContain('IMEI (possible)')
    expect(rows[1]).not.toContain('(possible)')
  })

  test.each(letterLanguages)('questions, notices and requests in %s say what speaks against', (language) => {
    for (const kind of ['right-of-reply', 'controller-notice', 'access-request'] as const) {
      const text = letterText(writeLetter(result, assessment, options({ kind, language })))
      expect(text).toContain(letterTexts[language].headings.against.toUpperCase())
      expect(text).toContain(fill(letterTexts[language].speaksAgainst.refused, { refused: 84, all: 84 }))
    }
  })

  test.each(everyLetter)('%s in %s claims no message where only a name was seen', (kind, language) => {
    const text = letterText(writeLetter(partlyNamed(), assessment, options({ kind, language })))
    for (const finding of kind === 'summary' ? ['f1', 'f4'] : ['f1'])
      expect(text).toContain(fill(letterTexts[language].nameSeen, { host: 'zzhc.vnet.cn', finding }))
    expect(text).not.toMatch(/\?\. \(f|(?<!\d)0 (?:messages|meldinger|viestiä|Nachrichten)/)
  })
})

test.each(letterLanguages)('a device that may be another is not named in %s', (language) => {
  const observations = result.observations.map((one) => ({ ...one, by: 'form' }))
  for (const kind of letterKinds) {
    const text = letterText(writeLetter({ ...result, observations }, assessment, options({ kind, language })))
    expect(text).not.toContain('Nokia 7 plus (emulated)')
    expect(text).toContain(kind === 'summary' ? letterTexts[language].phone : letterTexts[language].device)
  }
})

test.each([
  ['en', 'Transmissions: the first 15 of 84'],
  ['nb', 'Sendinger: de første 15 av 84'],
  ['fi', 'Lähetykset: ensimmäiset 15, kaikkiaan 84'],
  ['de', 'Übertragungen: die ersten 15 von 84'],
] as const)('in %s a table that is cut says how much of it stands there', (language, caption) => {
  const text = letterText(writeLetter(result, assessment, options({ language })))
  expect(text).toContain(`\n${caption}\n`)
})

describe('what is sent on one day and asked for on another', () => {
  const early: Instant = { sec: Date.UTC(2015, 2, 1) / 1_000, nsec: 0 }
  const letter = (kind: LetterKind, userCountry: string, at: Instant = early): string => {
    const old = allOn(at)
    const own = { ...setting, userCountry, makerCountry: '' }
    return letterText(writeLetter(old, assessLaw(old.findings, old, own, law), options({ kind })))
  }

  test('is asked for by the law of the day of the letter', () => {
    const asked = letter('access-request', 'NO')
    expect(asked).toContain('Request for access to personal data (Article 15 GDPR)')
    expect(asked).toContain('within one month (Article 12(3))')
    const complaint = letter('complaint', 'NO')
    expect(complaint).toContain('(Article 77(2) GDPR)')
    expect(complaint).toContain('GDPR, Article 77 (')
  })

  test('and judged by that of the day on which it was sent', () => {
    expect(letter('complaint', 'NO')).not.toMatch(/GDPR, Articles? (5|6|32|82|83)\b/)
    expect(letter('right-of-reply', 'NO')).not.toContain('GDPR')
    expect(letter('breach-memo', 'NO')).not.toMatch(/Article 33|GDPR, Articles? (5|6|32|82|83)\b/)
  })

  test('where another law than the GDPR gives the right today, that law is named', () => {
    const then = { sec: Date.UTC(2019, 2, 1) / 1_000, nsec: 0 }
    const asked = letter('access-request', 'GB', then)
    expect(asked).toContain('Legal basis of this request: UK GDPR, Article 15')
    expect(asked).not.toContain('Article 15 GDPR')
    const complaint = letter('complaint', 'GB', then)
    expect(complaint).toContain('UK GDPR, Article 15, Article 77')
    expect(complaint).not.toContain('77(2)')
    expect(letter('access-request', 'CH', then)).toContain('Legal basis of this request: FADP, Article 25')
  })
})

/** Files of a recording. */
function filesOf(count: number): NonNullable<ScanResult['captures'][number]['files']> {
  return Array.from({ length: count }, (_, index) => ({
    path: `/home/ada/${'r'.repeat(60)}_${index}.pcap`,
    sha256: 'ab'.repeat(32),
    isGzip: false,
    fileBytes: 1_234,
    bytes: 1_234,
    packets: 1,
    firstFrame: index + 1,
    first: null,
    last: null,
  }))
}
