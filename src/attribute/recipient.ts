import { limits } from '../core/limits.ts'
import { isAddressText, normalHost } from './normal-host.ts'
import type { OrganisationList } from './organisations.ts'
import type { Organisation, RecipientClaim } from './types.ts'

/** Kinds of organisation that collect under a name of their customer's (CNAME cloaking). */
const collectorKinds = /analytics|advertising|attribution|push|crash-reports/

/**
 * Who receives what is sent to `host`. A name under a hosting suffix says where, not who; so, in this order: the name
 * itself if it is a tenant's own; the first name of the CNAME chain that is not shared infrastructure; the tenant that
 * the host name shows; else nobody is named. The chain is the one the phone itself was told, without `host`.
 */
export function recipientOf(host: string, cnames: readonly string[], list: OrganisationList): RecipientClaim {
  const name = normalHost(host)
  if (name === '') return { organisation: null, ambiguity: 'no name of the server is known' }
  if (name.length > limits.attribute.hostCharactersMax) {
    return { organisation: null, ambiguity: 'the name is longer than a host name can be' }
  }
  const chain = cnames.slice(0, limits.attribute.cnamesMax).map(normalHost)
  const own = list.find(name)
  if (own === null) return unlisted(name, chain, list)
  if (!own.isSharedInfrastructure)
    return { organisation: own, ambiguity: ownAmbiguity(name, own, chain, list) }
  for (const cname of chain) {
    const organisation = list.find(cname)
    if (organisation?.isSharedInfrastructure) continue
    const way = `the phone was told that ${name} is ${cname}`
    if (organisation !== null) return { organisation, ambiguity: `${way}, hosted by ${own.name}` }
    return {
      organisation: null,
      ambiguity: `${way}, a name that the list of organisations does not have; hosted by ${own.name}`,
    }
  }
  for (const candidate of [name, ...chain]) {
    const shown = tenantOf(candidate, list)
    if (shown !== null) return shown
  }
  return { organisation: null, ambiguity: `unknown tenant of ${own.name}` }
}

/** The host is of nobody in the list: a tenant's own name, unless its chain ends at a vendor that collects under it. */
function unlisted(name: string, chain: readonly string[], list: OrganisationList): RecipientClaim {
  if (isAddressText(name)) return { organisation: null, ambiguity: 'only an address is known, no name' }
  let hoster: Organisation | null = null
  for (const cname of chain) {
    const organisation = list.find(cname)
    if (organisation === null) continue
    if (organisation.isSharedInfrastructure) {
      hoster ??= organisation
      continue
    }
    return {
      organisation,
      ambiguity: `the phone was told that ${name} is ${cname}: the owner of ${name} receives as well, and is not in the list`,
    }
  }
  const hosted = hoster === null ? '' : `; hosted by ${hoster.name}`
  return { organisation: null, ambiguity: `the list of organisations does not have ${name}${hosted}` }
}

/** What stays open although the host's own name is in the list. */
function ownAmbiguity(
  name: string,
  own: Organisation,
  chain: readonly string[],
  list: OrganisationList,
): string {
  const operator = list.operator(name)
  if (operator !== null && operator.others !== '')
    return `the network code is also used by ${operator.others}`
  const tenant = list.tenant(name)
  // A host that the vendor's own entry has is the vendor's, whatever stands in front of its domain.
  if (tenant?.value === 'account' && tenant.front !== '' && own.matched !== name) {
    return `"${tenant.front}" names the account of an app's maker, who receives as well`
  }
  for (const cname of chain) {
    const other = list.find(cname)
    if (other === null || other.isSharedInfrastructure || other.id === own.id) continue
    if (collectorKinds.test(other.kind)) {
      return `the phone was told that ${name} is ${cname}: ${other.name} receives as well`
    }
  }
  return ''
}

/** The tenant that a name under a shared suffix shows; null where it shows none. */
function tenantOf(name: string, list: OrganisationList): RecipientClaim | null {
  const tenant = list.tenant(name)
  if (tenant === null || tenant.front === '' || tenant.value === 'opaque') return null
  const provider = list.find(name)
  const where = provider === null ? tenant.matched : provider.name
  if (tenant.value === 'host') {
    const organisation = list.find(tenant.front)
    if (organisation !== null && !organisation.isSharedInfrastructure) {
      return { organisation, ambiguity: `by the tenant's host in the name ${name}, hosted by ${where}` }
    }
    return {
      organisation: null,
      ambiguity: `tenant "${tenant.front}" of ${where}, whom the list of organisations does not have`,
    }
  }
  if (tenant.value === 'hints') {
    const organisation = spelledOut(tenant.front, list)
    if (organisation !== null) {
      return {
        organisation: { ...organisation, confidence: 'possible' },
        ambiguity: `only hinted at by the name ${name}, hosted by ${where}`,
      }
    }
  }
  return {
    organisation: null,
    ambiguity: `tenant "${tenant.front}" of ${where}, whom the list of organisations does not have`,
  }
}

/**
 * The organisation whose domain is spelled with hyphens in the first label (`fr-app-chat-global-xiaomi-net-1234567`).
 * Names of load balancers are chosen freely, so this is a hint and said to be one. The last two words that make a listed
 * domain win.
 */
function spelledOut(front: string, list: OrganisationList): Organisation | null {
  const words = (front.split('.')[0] as string).split('-')
  for (let index = words.length - 2; index >= 0; index--) {
    const first = words[index] as string
    const second = words[index + 1] as string
    if (first.length < 2 || second.length < 2 || !/^[a-z]+$/.test(second)) continue
    const organisation = list.find(`${first}.${second}`)
    if (organisation !== null && !organisation.isSharedInfrastructure) return organisation
  }
  return null
}
