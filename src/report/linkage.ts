import type { Link, Linkage } from '../assess/linkage.ts'
import { unsentText } from '../assess/may-be-unsent.ts'
import { mask } from './masking/mask.ts'
import type { KnownOfScans } from './masking/known-of-scans.ts'
import { namesShown } from './masking/masked-name.ts'
import { plural, readPartText } from './phrases.ts'
import { printable, printableJson } from './writing/printable.ts'

const shownMax = 100

/**
 * The values in words; masked unless revealed. `names`: of the devices, in their order; `readShare`: how
 * much of the traffic could be read; `known`: what the captures show of the phones, which may stand in names of hosts;
 * `isAssumed`: nobody said of which device each file is.
 */
export function renderLinkage(
  linkage: Linkage,
  names: readonly string[],
  isRevealed: boolean,
  readShare: string,
  known: KnownOfScans,
  isAssumed = false,
): string {
  const shownName = shownBy(linkage, isRevealed, known)
  const lines = [
    `${plural(linkage.devices, 'device')}, ${plural(linkage.values, 'value')} that could tell devices apart, in ${readPartText(readShare)}`,
    '',
  ]
  for (const [kind, title] of [
    ['linked', 'sent to several parties'],
    ['stable', 'sent to one party again and again'],
  ] as const) {
    const links = linkage.links.filter((link) => link.kind === kind)
    if (links.length === 0) continue
    lines.push(`${plural(links.length, 'value')} ${title}`)
    for (const link of links.slice(0, shownMax))
      lines.push(
        ...linkLines(link, linkage.devices > 1 ? (names[link.device] ?? '') : '', isRevealed, shownName),
      )
    if (links.length > shownMax) lines.push(`  and ${links.length - shownMax} more`)
    lines.push('')
  }
  const isDoubtful = isAssumed && linkage.shared > 0
  if (linkage.links.length === 0)
    lines.push(
      `No value was seen to work as an identifier in ${readPartText(readShare)}${isDoubtful ? ', if each file is of another device' : ''}.`,
      '',
    )
  lines.push(
    `Left out: ${plural(linkage.shared, 'value')} that several devices send, ${linkage.once} that changed, or were not sent often enough.`,
  )
  const { mayBeUnsent = 0 } = linkage
  if (mayBeUnsent > 0) lines.push(unsentText(mayBeUnsent, 'not compared'))
  if (linkage.sharedImeis > 0)
    lines.push(
      `Of these ${linkage.sharedImeis === 1 ? '1 has' : `${linkage.sharedImeis} have`} the form of an IMEI, which no two phones have in common: some of the files are most likely of one device.`,
    )
  if (isDoubtful)
    lines.push(
      'Each file was taken to be of another device. If some are of one, say so with --devices (such as a,a,b): values that only they have in common then count as those of that device.',
    )
  if (linkage.devices === 1)
    lines.push('With captures of other devices, values of apps are told from values of the device.')
  return `${lines.join('\n')}\n`
}

/** How names are shown: a value that links may stand in the name of a host, too. */
function shownBy(linkage: Linkage, isRevealed: boolean, known: KnownOfScans): (name: string) => string {
  return namesShown(isRevealed, known.with(linkage.links.map(({ value }) => value)))
}

function linkLines(
  link: Link,
  device: string,
  isRevealed: boolean,
  shownName: (name: string) => string,
): string[] {
  const named = (name: string): string => printable(shownName(name))
  return [
    `  ${printable(shown(link.value, isRevealed))} (${link.confidence})${device === '' ? '' : ` of ${named(device)}`} to ${link.domains.map(named).join(', ')}, ${link.count}×`,
    `    ${link.reasons.join('; ')}`,
    `    in ${link.fields.slice(0, 6).map(named).join(', ')}${link.fields.length > 6 ? ` and ${link.limited.includes('fields') ? 'at least ' : ''}${link.fields.length - 6} more` : ''}`,
  ]
}

function shown(value: string, isRevealed: boolean): string {
  return isRevealed ? value : mask(value)
}

/** The same as a document: `varde/link@1`, described by docs/schema/link.schema.json. `readShare`: 0 to 1. */
export function renderLinkageJson(
  linkage: Linkage,
  isRevealed: boolean,
  readShare: number,
  known: KnownOfScans,
): string {
  const named = shownBy(linkage, isRevealed, known)
  const links = linkage.links.map((link) => ({
    ...link,
    value: shown(link.value, isRevealed),
    domains: link.domains.map(named),
    hosts: link.hosts.map(named),
    fields: link.fields.map(named),
  }))
  return `${printableJson(JSON.stringify({ schema: 'varde/link@1', readShare, ...linkage, links }, null, 2))}\n`
}
