import type { Provision } from '../../assess/law/types.ts'
import { fill } from './texts.ts'
import type { LetterLanguage, LetterTexts } from './texts.ts'
import type { Given, LetterBlock } from './letter-block.ts'
import { heading } from './letter-block.ts'

/** Runs of ids that are listed. */
const idRunsMax = 8

/** The provisions under which questions arise, each with the findings that raise it, and apart from them rights and procedure. */
export function provisions(given: Given): LetterBlock[] {
  const { headings } = given.texts
  return [
    ...listUnder(headings.provisions, cited(given, false)),
    ...listUnder(headings.procedure, cited(given, true)),
  ]
}

/** Whether a provision stands there that what was sent raises questions under: more than rights and procedure. */
export function raisesQuestions(given: Given): boolean {
  return cited(given, false).length > 0
}

function listUnder(title: string, items: string[]): LetterBlock[] {
  return items.length === 0 ? [] : [heading(title), { kind: 'list', items }]
}

/**
 * The provisions of one of both kinds, by how they are cited. Of what the user does, those of the law of today: it is done
 * on the day of the letter.
 */
function cited({ assessment, texts, options }: Given, isProcedure: boolean): string[] {
  const seen = new Map<string, string[]>()
  for (const { finding, engaged, sinceThen } of assessment.findings) {
    const rights = sinceThen.filter(({ provision }) => provision.isRight)
    for (const { provision, isAhead, isReplaced } of [...engaged, ...rights]) {
      // Nobody answers for a law that is not in force yet: only a clock that was wrong engages one.
      if (isAhead || provision.isProcedure !== isProcedure) continue
      if (provision.isRight && isReplaced) continue
      const title = titleOf(provision, texts, options.language)
      const findings = seen.get(title)
      if (findings === undefined) seen.set(title, [finding])
      else findings.push(finding)
    }
  }
  return [...seen].map(([title, ids]) => `${title} (${idsText(ids)})`)
}

/** Whether a provision is listed that another than the data protection authorities supervise. */
export function isForOthers({ assessment }: Given): boolean {
  return assessment.findings.some(({ engaged }) =>
    engaged.some(({ provision, isAhead }) => !isAhead && provision.authority === 'other'),
  )
}

/** A provision as the language cites it, with what a reader has to know of it and who supervises it. */
export function titleOf(provision: Provision, texts: LetterTexts, language: LetterLanguage): string {
  const law = provision.law === 'GDPR' ? texts.gdpr : provision.law
  const cited = provision.citedIn[language] ?? `${law}, ${citationIn(provision.citation, texts)}`
  const authority = provision.competentIn[language] ?? provision.competent
  return [
    `${cited}${provision.isVerified ? '' : ` ${texts.notVerified}`}`,
    ...(provision.isPointer ? [texts.pointerOnly] : []),
    ...(authority === '' ? [] : [fill(texts.competent, { authority })]),
  ].join('; ')
}

/** Ids of findings as a list; three and more that follow each other are named by the first and the last. */
function idsText(ids: readonly string[]): string {
  const runs: string[][] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run !== undefined && numberOf(id) === numberOf(run.at(-1) ?? '') + 1) run.push(id)
    else runs.push([id])
  }
  const named = runs.map((run) => (run.length > 2 ? `${run[0] ?? ''}–${run.at(-1) ?? ''}` : run.join(', ')))
  return named.length > idRunsMax
    ? `${named.slice(0, idRunsMax).join(', ')} … ${ids.at(-1) ?? ''}`
    : named.join(', ')
}

function numberOf(id: string): number {
  return Number(id.slice(1))
}

/** Where in a law, with the language's words for its parts. */
function citationIn(text: string, { citationWords }: LetterTexts): string {
  return text.replaceAll(/\p{L}+/gu, (word) => citationWords[word] ?? word)
}
