import { isOnDevice } from '../../assess/is-local.ts'
import { isStandIn } from '../../attribute/stand-in.ts'
import type { Translators } from '../../attribute/translators.ts'
import type { AddressFacts, Attribution, Organisation } from '../../attribute/types.ts'
import type { Recipient } from '../../assess/types.ts'
import type { AppBook } from '../apps.ts'
import { httpPort, noNames, otherNamesMax, rest, severalRest } from './recipient-draft.ts'
import type { RecipientDraft } from './recipient-draft.ts'

/** What the data sets say of a recipient, once the whole capture was read. */
export function attributeRecipient(
  draft: RecipientDraft,
  attribution: Attribution,
  apps: AppBook,
  translators: Translators,
  redirects: ReadonlySet<string>,
  namesByAddress: ReadonlyMap<string, readonly string[]>,
): Recipient {
  const { organisation: named, ambiguity } =
    draft.host === '' || draft.host === rest
      ? { organisation: null, ambiguity: draft.host === '' ? unnamed(draft, namesByAddress) : severalRest }
      : attribution.recipient(draft.host, draft.cnames)
  const factsOf = (address: string): AddressFacts => addressOf(address, attribution, translators)
  const { own = [], standIn = [] } = Object.groupBy([...draft.addresses].map(factsOf), (facts) =>
    draft.isPublic && isStandIn(facts, draft.recorded.has(facts.address), redirects.has(facts.address))
      ? 'standIn'
      : 'own',
  )
  const { itself = [], proxy = [] } = Object.groupBy([...draft.proxies].map(factsOf), (facts) =>
    draft.addresses.has(facts.address) || draft.isItself(facts) ? 'itself' : 'proxy',
  )
  for (const facts of itself) {
    if (draft.addresses.has(facts.address)) continue
    own.push(facts)
    draft.ports.add(httpPort)
  }
  const { hasEch, evidence, otherNames } = draft
  // A filter has names of others lead to the device itself: nothing of what goes there is theirs to get.
  const isFiltered = draft.isPublic && named !== null && isOnDevice({ addresses: own })
  const organisation = isFiltered ? null : named
  const doubts = [ambiguity]
  if (isFiltered)
    doubts.push(`its name is one of ${named.name}, and led to the device itself (a filter on it)`)
  if (evidence === 'dns-answer' && otherNames.length > 0) doubts.push(sharedWith(otherNames))
  const fronts = draft.fronts.filter((front) => isOfAnother(front, draft, named, attribution))
  if (fronts.length > 0) doubts.push(openedFor(fronts.map(({ host }) => host)))
  const registrars = draft.registrars.filter((host) =>
    isOfAnother({ host, cnames: noNames }, draft, named, attribution),
  )
  if (registrars.length > 0) doubts.push(registeredWith(registrars))
  const mayHideName = hasEch && draft.flows > 0 && (evidence === 'sni' || evidence === 'none')
  if (mayHideName) doubts.push('the client offered ECH: the real name may be hidden')
  return {
    id: draft.id,
    host: draft.host,
    nameEvidence: draft.evidence,
    domain: draft.host === '' ? '' : attribution.domain(draft.host),
    addresses: own.map((facts) =>
      draft.asked.has(facts.address) && !draft.proxies.has(facts.address)
        ? { ...facts, isAsked: true }
        : facts,
    ),
    proxies: [...proxy, ...standIn],
    ports: [...draft.ports].sort((left, right) => left - right),
    protocols: [...draft.protocols].sort(),
    senders: [...new Set([...draft.senders].flatMap((key) => apps.idOf(key) ?? []))],
    organisation,
    ambiguity: doubts.filter((doubt) => doubt !== '').join('; '),
    flows: draft.flows,
    bytesToServer: draft.bytesToServer,
    bytesToClient: draft.bytesToClient,
    missing: draft.missing,
    apps: [...draft.apps.values()],
    hasEch: draft.hasEch,
    mayHideName,
    ...(draft.isDenied && !draft.isFound ? { isDenied: true } : {}),
    hasHiddenDns: draft.hasHiddenDns || isSealedResolver(draft, organisation?.use ?? ''),
  }
}

/** Whether a server with another name is one of somebody else, as far as is known: big services share connections among their own. */
function isOfAnother(
  { host, cnames }: Pick<RecipientDraft, 'host' | 'cnames'>,
  draft: RecipientDraft,
  named: Organisation | null,
  attribution: Attribution,
): boolean {
  if (attribution.domain(host) === attribution.domain(draft.host)) return false
  const { organisation } = attribution.recipient(host, cnames)
  if (organisation === null || named === null) return true
  return organisation.id !== named.id && (named.parent === '' || organisation.parent !== named.parent)
}

function openedFor(names: readonly string[]): string {
  return `connections to it were opened in the name of ${names.join(', ')}: who has that server reads what they carry`
}

/** A phone registers by way of a proxy, which need not be the registrar's (RFC 3261, 8.1.2 and 10.2). */
function registeredWith(names: readonly string[]): string {
  return `what was sent there asks to be registered with ${names.join(', ')}: it may be handed on to there`
}

/** An address behind a translator stands for one of IPv4, which is the recipient's. */
function addressOf(address: string, attribution: Attribution, translators: Translators): AddressFacts {
  const behind = translators.behind(address)
  if (behind === null) return attribution.address(address)
  const facts = attribution.address(behind)
  const said = `DNS says that it stands for ${behind}, behind a translator (NAT64)`
  return { ...facts, address, ambiguity: facts.ambiguity === '' ? said : `${said}; ${facts.ambiguity}` }
}

/** Protocols of which nothing but the hellos could be read. */
const sealing: ReadonlySet<string> = new Set(['tls', 'quic'])

/** What a resolver is sent over TLS or QUIC are questions for names, over HTTPS where nothing else says so (RFC 8484). */
function isSealedResolver({ protocols, flows }: RecipientDraft, use: string): boolean {
  return (
    flows > 0 &&
    protocols.size > 0 &&
    use.startsWith('DNS resolver') &&
    [...protocols].every((name) => sealing.has(name))
  )
}

/** Requests without a host, on a connection on which others name several, are sent to an address of which names are known. */
function unnamed(
  { addresses }: RecipientDraft,
  namesByAddress: ReadonlyMap<string, readonly string[]>,
): string {
  if (addresses.size === 0) return 'what tells of it names no server'
  const others = [...new Set([...addresses].flatMap((address) => namesByAddress.get(address) ?? []))]
  if (others.length === 0) return 'no name was seen for this address'
  const further = others.length > otherNamesMax ? ', …' : ''
  return `what was sent there names no host, and it may have been for others at its address: ${others.slice(0, otherNamesMax).join(', ')}${further}`
}

function sharedWith(names: readonly string[]): string {
  const further = names.length > otherNamesMax ? ', …' : ''
  return `its address was told for other names as well: ${names.slice(0, otherNamesMax).join(', ')}${further}`
}
