import type { ClaimResult, ClaimVerdict } from '../assess/claims/claim.ts'
import type { PageOptions } from './compare.ts'
import { inWords } from './finding-title.ts'
import { namesShown } from './masked-name.ts'
import { printable, printableJson } from './printable.ts'
import { fold, reportWidth, wrap } from './wrap.ts'

/** The document of `varde claims --json`: `varde/claims@1`, described by docs/schema/claims.schema.json. Names of units may be serial numbers: numbers in them are masked. */
export function renderClaimsJson(results: readonly ClaimResult[], isRevealed: boolean): string {
  const shown = namesShown(isRevealed)
  return `${printableJson(
    JSON.stringify(
      {
        schema: 'varde/claims@1',
        claims: results.map(({ claim, verdict, reason, wouldTest, transmissions }) => ({
          id: claim.id,
          text: claim.text,
          by: claim.by,
          source: claim.source,
          form: claim.form,
          sender: claim.sender,
          devices: claim.devices,
          verdict,
          reason: shown(reason),
          wouldTest: shown(wouldTest),
          transmissions,
        })),
      },
      null,
      2,
    ),
  )}\n`
}

const colours: Readonly<Record<ClaimVerdict, string>> = {
  supported: '32',
  contradicted: '31',
  'not-testable': '33',
}

/** A reason with identifiers as people call them: where it lists what was carried, and where it begins with one. */
function reasonText(reason: string): string {
  return reason.replace(/(?<=\btransmissions? carried )[a-z, -]+(?=:)|^[a-z]+(?:-[a-z]+)*(?= to )/, (names) =>
    inWords(names, names.split(', ')),
  )
}

/** Each statement with its verdict, the reason, and the packets that decide it. */
export function renderClaimsTerminal(
  results: readonly ClaimResult[],
  options: PageOptions & { readonly isRevealed: boolean },
): string {
  const shown = namesShown(options.isRevealed)
  const width = reportWidth(options.columns)
  const paint = (code: string, text: string): string =>
    options.hasColour ? `\u001b[${code}m${text}\u001b[0m` : text
  const lines: string[] = []
  for (const { claim, verdict, reason, wouldTest, transmissions } of results) {
    const by = claim.by === '' ? '' : ` (${printable(claim.by)})`
    lines.push(...wrap(`“${printable(claim.text)}”${by}`, width, '  '))
    lines.push(
      ...wrap(
        `  ${paint(colours[verdict], verdict.toUpperCase().replace('-', ' '))}  ${printable(shown(reasonText(reason)))}`,
        width,
        '    ',
      ),
    )
    const frames = transmissions.flatMap((one) => one.frames)
    if (frames.length > 0)
      lines.push(
        ...wrap(
          `    decided by frames ${frames.slice(0, 8).join(', ')}${frames.length > 8 || transmissions.length >= 20 ? ' …' : ''}`,
          width,
          '      ',
        ),
      )
    if (wouldTest !== '')
      lines.push(...wrap(`    what would test it: ${printable(shown(wouldTest))}`, width, '      '))
    lines.push('')
  }
  return lines.flatMap((line) => fold(line, width)).join('\n')
}
