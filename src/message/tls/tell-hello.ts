import type { Flow } from '../../stream/types.ts'
import type { ClientHello, ParserContext } from '../types.ts'
import type { ParsedHello } from './parse.ts'

/** Counts a ClientHello and tells what it says of the connection, and the name of the server where it has one. `at`: where it stands. */
export function tellHello(
  flow: Flow,
  context: ParserContext,
  transport: ClientHello['transport'],
  { bytes, sni, alpn, hasEch, version }: ParsedHello,
  { frame, sec, nsec }: { readonly frame: number; readonly sec: number; readonly nsec: number },
): void {
  context.counts.clientHellos++
  context.counts.helloBytes += bytes
  context.sink.clientHello(flow, { transport, sni, alpn, hasEch, version, frame, sec, nsec })
  if (sni !== '') context.sink.serverName(flow, 'sni', sni, { frame, sec, nsec })
}
