import { recipientName } from '../assess/recipient-name.ts'
import type { AnomalyKind, AnomalyTally } from '../core/anomaly.ts'
import { tellingFrames } from '../core/telling-frames.ts'
import type { ScanResult } from '../pipeline/scan-result.ts'
import { entryUnread, unseenContents } from './entries.ts'
import { isMostlyUnsearched, isOnlyAnswers, lostFrames } from './mostly-unsearched.ts'
import { sealedText, tokensText } from './opaque.ts'
import { fileNames } from './file-names.ts'
import { bytes, percent, plural } from './phrases.ts'
import { printable } from './writing/printable.ts'

/** Codes of oddities of what was read all the same, and in full: they stand in the documents alone. */
const readInFull: ReadonlySet<string> = new Set(['decode.encoding.tolerated'])

/** Codes of gaps whose bytes are counted, and said as such. */
const saidInBytes: ReadonlySet<string> = new Set(['stream.tcp.gap', 'message.quic.stream_gap'])

/** Codes of files of which a part was not looked at, and how much it holds is in no sum. */
const notLookedInto: ReadonlySet<string> = new Set([
  'source.entry.named_twice',
  'source.file.changed',
  'source.gzip.followed',
  'source.gzip.cut',
  'source.gzip.damaged',
  'source.zip.cut',
  'source.zip.damaged',
  'source.zip.followed',
  'source.zip.joined',
  'source.zip.limit',
  'source.zip.unlisted',
])

/** Names of frames of which a part is read. */
const areTelling: ReadonlySet<string> = new Set(Object.values(tellingFrames))

const oddKindsMax = 8

/** Codes of which it matters to the reader which file, or which member of a record, is meant. */
const saidWithNames: ReadonlySet<string> = new Set([
  'source.entry.unknown_member',
  'source.zip.not_read',
  'source.zip.damaged',
  'source.zip.limit',
])

/** Codes whose details are paths of files that were left out: the reader knows them by their names. */
const saidWithPaths: ReadonlySet<string> = new Set(['source.file.empty', 'source.file.gone'])

/** Kinds of oddities that say how something was read, and no file that lacks anything. */
const saidWithoutFiles: ReadonlySet<AnomalyKind> = new Set(['ambiguous'])
const namesMax = 3
const nameCharactersMax = 80

/** What could not be read, in sentences; one that says so where all was. */
export function unreadTexts(result: ScanResult): string[] {
  const texts = [
    ...encryptedTexts(result),
    ...unsearchedTexts(result),
    ...namesTexts(result),
    ...missingTexts(result),
    ...oddityTexts(result),
  ]
  if (texts.length > 0) return texts
  return [
    result.coverage.summary.payload === 0
      ? 'There was no payload to read.'
      : 'Nothing: every byte of payload was read.',
  ]
}

/** Whether a part of a file was not looked at that is in no sum. */
export function holdsUnreadFile({ anomalies }: ScanResult): boolean {
  return anomalies.some(({ tally }) => notLookedInto.has(tally.code.code))
}

/**
 * Whether something was not looked into that is in no sum: a part of a file, what lies beyond a limit, a form that is not
 * read. That all was read is not said then.
 */
export function holdsUnread(result: ScanResult): boolean {
  return (
    holdsUnreadFile(result) ||
    result.anomalies.some(
      ({ tally: { code } }) =>
        isOfTraffic(code.code) && leavesUnread.has(code.kind) && !searchedAll.has(code.code),
    )
  )
}

/**
 * Whether random values were searched that are encrypted, or may be: as payloads or as what is taken for tokens. They were
 * read, and nobody knows what they hold.
 */
function holdsRandom({ opaque, coverage }: ScanResult): boolean {
  return opaque.length > 0 || coverage.searched.tokenValues > 0
}

/**
 * Whether all of the traffic was there to be read, and searched, as far as anybody knows, beside what the sums of bytes
 * tell: nothing was lost, refused, left out, cut short by a limit, or looks encrypted.
 */
export function isAllRead(result: ScanResult): boolean {
  return (
    lostFrames(result).lost === 0 &&
    unseenContents(result) === 0 &&
    !holdsRandom(result) &&
    !holdsUnread(result) &&
    !result.anomalies.some(({ tally: { code } }) => isOfTraffic(code.code) && neverSeen.has(code.kind))
  )
}

/** Kinds of oddities of what was sent, or may have been, and could not be seen; what is counted of them is in the sums. */
const neverSeen: ReadonlySet<AnomalyKind> = new Set(['gap', 'undecryptable'])

const leavesUnread: ReadonlySet<AnomalyKind> = new Set(['limit', 'unsupported'])

/** Limits behind which all was read and searched: a digest was tried with the likeliest salts, not with each. */
const searchedAll: ReadonlySet<string> = new Set(['detect.salts.too_many_fields'])

/** Files of device events are no traffic. */
function isOfTraffic(code: string): boolean {
  return !code.startsWith('device.')
}

/** What is encrypted, or seems to be. */
function encryptedTexts(result: ScanResult): string[] {
  const { summary, frames, frameBytes, decryption } = result.coverage
  const texts: string[] = []
  const { undecryptable } = frameBytes
  const inFlows = summary.undecryptable - undecryptable
  if (inFlows > 0) {
    texts.push(
      `${percent(inFlows, summary.payload)} of the payload (${bytes(inFlows)}) is encrypted: varde saw ${toWhomText(result)}, not what.`,
    )
  }
  if (isOnlyAnswers(result)) texts.push('Nothing that was sent is in the capture, only what was answered.')
  if (isMostlyUnsearched(result)) texts.push('Hardly anything of what was sent could be searched.')
  const sealed = sealedText(result)
  if (sealed !== '') texts.push(sealed)
  const tokens = tokensText(result)
  if (tokens !== '') texts.push(tokens)
  if (undecryptable > 0) {
    const kinds = Object.entries(frames.undecryptable).map(
      ([what, count]) => `${plural(count, 'frame')} of ${what}`,
    )
    texts.push(
      `${percent(undecryptable, summary.payload)} (${kinds.join(', ')}, ${bytes(undecryptable)}) is encrypted below TCP and UDP: not even to whom it goes can be seen.`,
    )
  }
  if (result.keys !== null && decryption.hellosWithoutKey > 0)
    texts.push(`${plural(decryption.hellosWithoutKey, 'connection')} had no key among the secrets given.`)
  if (decryption.wrongKeys > 0)
    texts.push(
      `${plural(decryption.wrongKeys, 'connection')} could not be opened with the key given for ${decryption.wrongKeys === 1 ? 'it' : 'them'}: the key is wrong, or the bytes are damaged.`,
    )
  return texts
}

/** Protocols in which all that a recipient was sent is encrypted, where it was spoken to in no other. */
const sealedProtocols: ReadonlySet<string> = new Set(['tls', 'dtls', 'quic'])

/** How far it is known to whom that went which stayed encrypted: a name in a hello whose connection was opened says nothing of it. */
function toWhomText({ hellos, recipients, coverage }: ScanResult): string {
  const said = new Set(hellos.flatMap(({ sni }) => (sni === '' ? [] : [sni])))
  const sealed = recipients.filter(
    ({ flows, protocols }) =>
      flows > 0 && protocols.length > 0 && protocols.every((protocol) => sealedProtocols.has(protocol)),
  )
  const [named, isUnnamed] =
    coverage.decryption.connections === 0
      ? [said.size, hellos.some(({ sni }) => sni === '')]
      : [sealed.filter(({ host }) => said.has(host)).length, sealed.some(({ host }) => !said.has(host))]
  if (named === 0) return 'to which addresses'
  return `to whom (${plural(named, 'server name')}${isUnnamed ? ', and addresses without one' : ''})`
}

/** What is there in clear, and was not searched or not understood. */
function unsearchedTexts({ coverage: { summary, messages } }: ScanResult): string[] {
  const texts = Object.entries(summary.skipped).flatMap(([reason, count]) =>
    count > 0 ? [`${bytes(count)} not searched: ${reason}.`] : [],
  )
  if (messages.unrecognisedRead > 0)
    texts.push(
      `${bytes(messages.unrecognisedRead)} are of unrecognised protocols: searched as bytes, raw and decoded, and not understood.`,
    )
  return texts
}

/** Whose names are hidden. */
function namesTexts({ recipients }: ScanResult): string[] {
  const texts: string[] = []
  const hidden = recipients.filter((recipient) => recipient.mayHideName).length
  if (hidden > 0) texts.push(`${plural(hidden, 'server')} may hide the real name (ECH offered).`)
  const blind = recipients.filter((recipient) => recipient.hasHiddenDns)
  if (blind.length > 0)
    texts.push(
      `DNS goes to ${blind
        .map((recipient) => printable(recipientName(recipient)))
        .slice(0, 3)
        .join(', ')} encrypted (DNS over TLS, QUIC or HTTPS): varde is blind to the names asked for.`,
    )
  const relays = recipients.filter(
    ({ organisation, flows }) => flows > 0 && organisation?.use.startsWith('Private Relay') === true,
  )
  if (relays.length > 0)
    texts.push(
      `What goes to ${relays.map(({ host }) => printable(host)).join(', ')} is passed on to others (Private Relay): neither what it is nor to whom can be seen.`,
    )
  return texts
}

/** What the files lack, or hold in forms that are not read. */
function missingTexts(result: ScanResult): string[] {
  const { missing, frames, frameBytes, file, searched } = result.coverage
  const texts: string[] = []
  if (file.unread > 0 && file.entries === 0)
    texts.push(
      `${bytes(file.unread)} of the ${result.captures.some(({ files }) => files !== undefined) ? 'files' : 'file'} (${percent(file.unread, file.bytes)}) could not be read.`,
    )
  if (missing.gapBytes > 0)
    texts.push(`${bytes(missing.gapBytes)} are missing from the capture (${plural(missing.gaps, 'gap')}).`)
  if (missing.cutBytes > 0) texts.push(`${bytes(missing.cutBytes)} were cut off by the snapshot length.`)
  if (missing.droppedFrames !== null && missing.droppedFrames > 0)
    texts.push(`The capturing program lost ${plural(missing.droppedFrames, 'frame')}.`)
  for (const [what, count] of Object.entries(frames.unsupported))
    texts.push(
      `${plural(count, 'frame')} of ${what}: ${areTelling.has(what) ? 'read only for what names the phone or its user' : 'not read'}.`,
    )
  if (frames.malformed > 0)
    texts.push(`${plural(frames.malformed, 'frame')} with headers that are cut or make no sense.`)
  texts.push(...entryUnread(result))
  const { fragmentsLost } = frameBytes
  if (fragmentsLost > 0)
    texts.push(`${bytes(fragmentsLost)} of fragments could not be put together: not read.`)
  if (searched.looseBytes > 0)
    texts.push(
      `${bytes(searched.looseBytes)} of these frames and fragments were searched as plain bytes all the same.`,
    )
  return texts
}

/** Oddities that may have kept something from being read, and values that cannot be told from chance. */
function oddityTexts({ captures, anomalies, untraceable }: ScanResult): string[] {
  const tallies = Map.groupBy(
    anomalies.flatMap(({ tally }) => {
      const { code } = tally.code
      return saidInBytes.has(code) || readInFull.has(code) ? [] : [tally]
    }),
    ({ code }) => code.code,
  )
  const kinds = [...tallies.values()]
  const isLoss = ([first]: AnomalyTally[]): boolean => first?.code.kind === 'gap'
  const lost = kinds.filter(isLoss)
  const isOfFiles = ([first]: AnomalyTally[]): boolean => first !== undefined && isSaidWithFiles(first)
  const others = kinds.filter((kind) => !isLoss(kind))
  // Which files of a recording are damaged stands nowhere else on a terminal.
  const odd = [...others.filter(isOfFiles), ...others.filter((kind) => !isOfFiles(kind))]
  // What is known to be missing is said in full, however much there is of it.
  const nameOf = namesOfFiles(captures)
  const texts = [...lost, ...odd.slice(0, oddKindsMax)].map((kind) => tallyText(kind, nameOf))
  if (odd.length > oddKindsMax)
    texts.push(`… and ${odd.length - oddKindsMax} more kinds of oddities: see --json.`)
  if (untraceable.length > 0)
    texts.push(
      `${plural(untraceable.length, 'value')} of the profile (${[...new Set(untraceable)].join(', ')}) can not be told from chance, being short or of no known form: looked for under key names only.`,
    )
  return texts
}

/** Whether it is said which files of a recording a kind of oddity is of. */
function isSaidWithFiles({ code, files = [] }: AnomalyTally): boolean {
  return files.length > 0 && !saidWithoutFiles.has(code.kind)
}

/** What each file of the recordings is called beside the others. */
function namesOfFiles(captures: ScanResult['captures']): (path: string) => string {
  const names = new Map<string, string>()
  for (const { files = [] } of captures)
    for (const [index, name] of fileNames(files).entries()) names.set(files[index]?.path ?? '', name)
  return (path) => names.get(path) ?? lastPart(path)
}

function lastPart(path: string): string {
  return path.split('/').at(-1) ?? path
}

function tallyText(tallies: readonly AnomalyTally[], nameOf: (path: string) => string): string {
  const { sentence, code } = (tallies[0] as AnomalyTally).code
  const count = tallies.reduce((sum, tally) => sum + tally.count, 0)
  const where = [namesText(tallies, count), inFilesText(tallies, nameOf)].filter((text) => text !== '')
  return `${count}× ${sentence} (${code})${where.length === 0 ? '' : `: ${where.join(', ')}`}`
}

/** What details name, where it matters to the reader; else ''. */
function namesText(tallies: readonly AnomalyTally[], count: number): string {
  const code = tallies[0]?.code.code ?? ''
  const isPath = saidWithPaths.has(code)
  if (!saidWithNames.has(code) && !isPath) return ''
  const details = tallies.flatMap(({ samples }) =>
    samples.map(({ detail }) => printable((isPath ? lastPart(detail) : detail).slice(0, nameCharactersMax))),
  )
  const names = [...new Set(details)].filter((name) => name !== '').slice(0, namesMax)
  const others = count - names.length
  return names.length === 0 ? '' : `${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}

/** Which files of a recording are odd: the first ones by name; '' of captures in one file. */
function inFilesText(tallies: readonly AnomalyTally[], nameOf: (path: string) => string): string {
  const files = tallies.flatMap((tally) => (isSaidWithFiles(tally) ? (tally.files ?? []) : []))
  if (files.length === 0) return ''
  const names = files
    .slice(0, namesMax)
    .map(({ path, count }) => `${printable(nameOf(path))}${count > 1 ? ` (${count}×)` : ''}`)
  const more = files.length - names.length
  return `in ${names.join(', ')}${more > 0 ? ` and ${plural(more, 'more file')}` : ''}`
}
