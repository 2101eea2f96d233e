import { brokerCarriers } from './broker-carriers.ts'
import type { Carrier } from './carried.ts'
import { coapCarriers } from './coap-carriers.ts'
import { cutCarriers } from './cut-carriers.ts'
import { httpCarriers } from './http-carriers.ts'
import { nameCarriers } from './name-carriers.ts'
import { rawCarriers } from './raw-carriers.ts'
import { rpcCarriers } from './rpc-carriers.ts'
import { socketCarriers } from './socket-carriers.ts'

/** Every place in traffic where the benchmark puts a value, by name. */
export const carriers: ReadonlyMap<string, Carrier> = new Map(
  [
    httpCarriers,
    cutCarriers,
    socketCarriers,
    rpcCarriers,
    brokerCarriers,
    coapCarriers,
    nameCarriers,
    rawCarriers,
  ].flatMap((table) => Object.entries(table)),
)

/** The carrier of that name. Throws where there is none: a mistake of ours. */
export function carrierOf(name: string): Carrier {
  const carrier = carriers.get(name)
  if (carrier === undefined) throw new Error(`no carrier is called ${name}`)
  return carrier
}
