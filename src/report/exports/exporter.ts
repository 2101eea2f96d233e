import { exchangeKey } from '../../assess/exchange-key.ts'
import { onTheWay } from '../../assess/on-the-way.ts'
import { transmissionsOf } from '../../assess/finding-transmissions.ts'
import { mayBeUnsent, sentApart } from '../../assess/may-be-unsent.ts'
import { recipientName } from '../../assess/recipient-name.ts'
import type { Finding, Observation, Recipient, Transmission } from '../../assess/types.ts'
import type { Protection } from '../../core/protection.ts'
import { parseAddress } from '../../core/address.ts'
import { formatInstant } from '../../core/time.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'
import { fileNames } from '../file-names.ts'
import { namesShown } from '../masking/masked-name.ts'
import { Masker } from '../masking/masker.ts'
import { valueMasks } from '../masking/value-masks.ts'
import type { ValueMasks } from '../masking/value-masks.ts'
import { perhapsText, readText, transmissionsText } from '../phrases.ts'
import { unreadTexts } from '../unread.ts'

/** How a scan is written for another program. Each is one file in this folder. */
export interface Exporter {
  /** As given to `--format`. */
  readonly name: string
  /** One clause, for the help. */
  readonly title: string
  render(given: Exported): string
}

/** A row of most formats: one identifier in one transmission. */
export interface ExportedRow {
  readonly observation: Observation
  readonly recipient: Recipient
  readonly at: string
  readonly host: string
  /** Masked unless revealed. */
  readonly value: string
  readonly capture: string
  /** How it travelled; `unknown` where a log of the device tells of it, which does not say. */
  readonly protection: Protection
  /** Whether nothing shows that it was sent: a browser lists the request, and gave it up. */
  readonly mayBeUnsent: boolean
}

/** The facts of a scan, ready for writing: masked unless they are revealed. */
export class Exported {
  readonly result: ScanResult
  readonly version: string
  readonly isRevealed: boolean
  private readonly files: readonly string[]
  private readonly masker: Masker
  private readonly masks: ValueMasks
  private byName: ReadonlyMap<string, ReadonlySet<Finding>> | null = null
  private readonly byId: ReadonlyMap<string, Recipient>
  /** Messages of which nobody said how they travelled. */
  private readonly untold: ReadonlySet<string>
  /** Messages that may never have been sent. */
  private readonly unsent: ReadonlySet<string>

  constructor(result: ScanResult, version: string, isRevealed: boolean) {
    this.result = result
    this.version = version
    this.isRevealed = isRevealed
    this.files = fileNames(result.captures)
    this.masker = new Masker(result, isRevealed)
    this.masks = valueMasks(result, isRevealed)
    this.untold = new Set(result.transmissions.filter((one) => onTheWay(one) === 'untold').map(exchangeKey))
    this.unsent = new Set(result.transmissions.filter(mayBeUnsent).map(exchangeKey))
    this.byId = new Map(result.recipients.map((recipient) => [recipient.id, recipient]))
  }

  recipient(id: string): Recipient {
    return this.byId.get(id) as Recipient
  }

  /** A captured text with everything that names the device hidden. */
  hide(text: string): string {
    return this.masker.hide(text)
  }

  /** A name that people gave, with what may name the device or its owner hidden. */
  hideName(name: string): string {
    return this.masker.hideName(namesShown(this.isRevealed)(name))
  }

  /** What was sent, a row for each observation, in order. */
  rows(): ExportedRow[] {
    return this.result.observations
      .filter(({ direction }) => direction === 'sent')
      .map((observation) => {
        const capture = this.result.captures[observation.capture]
        const recipient = this.recipient(observation.recipient)
        return {
          observation,
          recipient,
          at: formatInstant(observation.at, capture?.timeDigits ?? 6),
          host: this.hide(hostOf(recipient)),
          value: this.isRevealed
            ? observation.value
            : this.masks.of(observation.identifier, observation.normal),
          capture: this.captureName(observation.capture),
          protection: this.untold.has(exchangeKey(observation)) ? 'unknown' : observation.protection,
          mayBeUnsent: this.unsent.has(exchangeKey(observation)),
        }
      })
  }

  /** Name of a capture's file (see fileNames); what identifies is masked in it, too. */
  captureName(index: number): string {
    return this.hideName(this.files[index] ?? '')
  }

  /** Names these captures: ids that are made of it are the same in every export of them, and in no other. */
  seed(): string {
    return this.result.captures.map(({ sha256, path }) => sha256 ?? path).join(' ')
  }

  /** How much could be read and what not, in sentences: what no finding says nothing without. */
  coverage(): string[] {
    return [
      readText(this.result),
      // Where all was read, the sentence stands under a heading elsewhere.
      ...unreadTexts(this.result).map((text) =>
        this.hide(text.replace(/^Nothing: /, 'What could not be read: nothing, ')),
      ),
    ]
  }

  /** What was sent to whom, in one line. The title of a finding without a family begins with its identifiers. */
  message({ title, identifiers, recipient }: Finding): string {
    const names = identifiers.join(', ')
    return this.hide(
      `${title.startsWith(names) ? title : `${title}: ${names}`} to ${hostOf(this.recipient(recipient))}`,
    )
  }

  /** How many of what a finding tells as sent may never have been, behind its sentence; '' where none. */
  perhaps(finding: Finding): string {
    const sends = this.transmissions(finding)
    return perhapsText({ transmissions: sends.length, mayBeUnsent: sentApart(sends).perhaps.length })
  }

  /** What findings are about, each once; where some of it may never have been sent, with how much that is. */
  titles(findings: readonly Finding[]): string {
    const titled = findings.map((finding) => {
      const perhaps = this.perhaps(finding)
      const title = this.hide(finding.title)
      return perhaps === '' ? title : `${title} in ${transmissionsText(finding)}${perhaps}`
    })
    return [...new Set(titled)].join('; ')
  }

  /** Whether nothing shows that anything that findings tell of was sent: what it went to got nothing, perhaps. */
  mayBeUnsent(findings: readonly Finding[]): boolean {
    return findings.every((finding) => {
      const sends = this.transmissions(finding)
      return finding.isAtLeast !== true && sends.length > 0 && sends.every(mayBeUnsent)
    })
  }

  /** The findings whose recipient goes by this host name, in small letters, or address. */
  findingsAbout(name: string): readonly Finding[] {
    this.byName ??= this.findingsByName()
    return [...(this.byName.get(name) ?? [])]
  }

  private findingsByName(): ReadonlyMap<string, ReadonlySet<Finding>> {
    const byName = new Map<string, Set<Finding>>()
    for (const finding of this.result.findings) {
      const { host, addresses } = this.recipient(finding.recipient)
      for (const name of [host.toLowerCase(), ...addresses.map(({ address }) => address)]) {
        const about = byName.get(name) ?? new Set()
        byName.set(name, about.add(finding))
      }
    }
    return byName
  }

  transmissions(finding: Finding): Transmission[] {
    return transmissionsOf(finding, this.result.transmissions)
  }

  /**
   * Host names that findings are about, each once, in order. Names that cannot be blocked by name are left out, and
   * those that hold an identifier, unless values are revealed: a masked name is no name.
   */
  hosts(): string[] {
    return this.names().filter((host) => this.isName(host))
  }

  /** Host names that are left out because they hold an identifier, masked. */
  hiddenHosts(): string[] {
    return this.names()
      .filter((host) => isHostName(host) && !this.isName(host))
      .map((host) => this.hide(host))
  }

  /** Addresses of recipients that have no name, or none that may be shown, each once, in order. */
  bareAddresses(): string[] {
    const bare = this.result.findings
      .map(({ recipient }) => this.recipient(recipient))
      .filter(({ host }) => !this.isName(host.toLowerCase()))
    return [...new Set(bare.flatMap(addressesOf))].sort()
  }

  private names(): string[] {
    return [
      ...new Set(this.result.findings.map(({ recipient }) => this.recipient(recipient).host.toLowerCase())),
    ].sort()
  }

  private isName(host: string): boolean {
    return isHostName(host) && this.hide(host) === host
  }
}

/** Whether it may stand in a list of names: no address, and nothing that a list could read as something else. */
function isHostName(host: string): boolean {
  return hostName.test(host) && !/^[\d.]+$/.test(host)
}

/** The first lines of a list of names, as comments: what it is, and what is not in it. */
export function listHead(given: Exported, mark: string): string {
  const hidden = given.hiddenHosts()
  const note =
    hidden.length === 0
      ? ''
      : `${mark} left out, since an identifier is in the name (--reveal writes it): ${hidden.join(' ')}\n`
  return `${mark} Recipients of findings, by varde ${given.version}\n${note}`
}

/** What may stand in a list for resolvers and filters: nothing that a list could read as something else. */
const hostName =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+$/

/** Addresses of a recipient. What a log calls one and is none is left out: no list could hold it. */
export function addressesOf({ addresses }: Pick<Recipient, 'addresses'>): string[] {
  return addresses.map(({ address }) => address).filter((address) => parseAddress(address) !== null)
}

/** Name of a recipient, else its first address; '' for none, which no list holds. */
export function hostOf(recipient: Recipient): string {
  return recipientName(recipient, '')
}
