/**
 * Names of companies, told from those of people by the form of the company in them (`Fjord Energi AS`, `OOO Romashka`), which
 * laws ask to stand in the name (in Norway foretaksnavneloven § 2-2, in Germany HGB § 19).
 */

/** At the end, written in any case, also with points: nobody is called so. */
const forms: ReadonlySet<string> = new Set(
  (
    'gmbh mbh kgaa ohg gbr ltd limited llc llp inc incorporated corp corporation plc oyj sarl eurl sasu spa srl ltda lda ' +
    'sro doo kft zrt nyrt uab pty pvt pte bhd sdn company group holding holdings foundation stiftung'
  ).split(' '),
)
/** At the end, in capitals or as written here, where not all of the name is in capitals: people are called `As`, `Asa` and `Sa`, too. */
const shortForms: ReadonlySet<string> = new Set(
  'AS ASA AB AG AD SA SE SL NV BV KG KS KK CV UG ANS SAS SLU SIA OÜ OY Oy Ab APS ApS IVS CO Co. LP S.A. N.V. B.V. S.L. A.Ş.'.split(
    ' ',
  ),
)
/** In front; others stand there, too, and are the initials of people as often (`AB`, `PT`). */
const formsAhead: ReadonlySet<string> = new Set('OOO ООО ЗАО ОАО ПАО UAB SIA OÜ OY Oy'.split(' '))

/** Whether a name of several words has the form of a company that nobody is called by: at its end, or in front. */
export function isSurelyCompany(text: string): boolean {
  const [first = '', ...others] = text.trim().split(/\s+/)
  const last = others.at(-1)
  if (last === undefined) return false
  return formsAhead.has(first) || forms.has(last.replaceAll('.', '').toLowerCase())
}

/** The same, or a short form at its end, which may be the initials of a person (`Karthik S.A.`). */
export function isCompanyName(text: string): boolean {
  if (isSurelyCompany(text)) return true
  const [first = '', ...others] = text.trim().split(/\s+/)
  const last = others.at(-1)
  if (last === undefined) return false
  return shortForms.has(last) && [first, ...others.slice(0, -1)].some((word) => word !== word.toUpperCase())
}
