const zone = /(?:^|\.)mnc(\d{2,3})\.mcc(\d{3})\.(?:pub\.)?3gppnetwork\.org$/

/** The codes of an operator's network, in the digits of the name that has them. */
export interface OperatorNetwork {
  readonly country: string
  /** Of two digits as a rule, which names fill up with a zero in front. */
  readonly network: string
}

/**
 * The operator's network that a name is a part of (3GPP TS 23.003, 13.2 and annex D); null for other names. Whoever is asked
 * for by such a name is the operator, not the GSMA, which only runs the zone. Small letters only.
 */
export function operatorNetworkOf(host: string): OperatorNetwork | null {
  const found = zone.exec(host)
  return found === null ? null : { country: found[2] as string, network: found[1] as string }
}
