import { Rng } from '../bench/rng.ts'
import { carriers } from './carriers.ts'

/**
 * The servers of the benchmark, the same in every world. Each is an interface of its own: it has its carriers, the
 * names of its fields and its media type, as a collector of an SDK has. So what is sent to servers that development
 * never saw is written in ways that it never saw.
 */
export interface Endpoint {
  readonly host: string
  readonly address: string
  /** Kept out of development: worlds for development send nothing there. */
  readonly isHeldOut: boolean
  /** Names of fields that say nothing. */
  readonly keys: readonly string[]
  readonly contentType: string
  readonly carriers: ReadonlySet<string>
}

const endpointsCount = 96
/** One server of four is held out. */
const heldOutEach = 4

/** Names that are no identifiers. */
const neutralKeys = [
  'd',
  'data',
  'payload',
  'x1',
  'blob',
  'q',
  'v',
  'content',
  'p',
  'body',
  'value',
  'msg',
  'z9',
  'ev',
]

const contentTypes = [
  'application/octet-stream',
  'text/plain',
  'application/json',
  'application/x-www-form-urlencoded',
]

/** Any `count` of the list, in its order. */
function some<T>(rng: Rng, list: readonly T[], count: number): T[] {
  const left = [...list]
  while (left.length > count) left.splice(rng.whole(0, left.length - 1), 1)
  return left
}

function makeEndpoint(index: number): Endpoint {
  const rng = new Rng(`accuracy endpoint ${index}`)
  const names = (takes: 'text' | 'binary'): string[] =>
    [...carriers].filter(([, carrier]) => carrier.takes === takes).map(([name]) => name)
  return {
    host: `${rng.pick(['log', 'api', 'stat', 'up', 'sdk'])}.e${index}.example`,
    address: `198.18.${100 + (index >> 7)}.${(index & 127) + 1}`,
    isHeldOut: index % heldOutEach === heldOutEach - 1,
    keys: some(rng, neutralKeys, 3),
    contentType: rng.pick(contentTypes),
    carriers: new Set([...some(rng, names('text'), 9), ...some(rng, names('binary'), 5)]),
  }
}

export const endpoints: readonly Endpoint[] = Array.from({ length: endpointsCount }, (_, index) =>
  makeEndpoint(index),
)
