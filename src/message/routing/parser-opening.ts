import { bugOf } from '../anomalies.ts'
import type { ParserContext, Protocol } from '../types.ts'
import type { ProtocolChange } from './protocol-change.ts'
import { ways } from './route.ts'
import type { Route } from './route.ts'
import { textOf } from './text-of-error.ts'
import { unopenedParser } from './unopened-parser.ts'

const directions = [0, 1] as const

/** Opens the parser of the protocol that a flow was found to speak. Which one that is, was chosen before. */
export class ParserOpening {
  private readonly change: ProtocolChange
  private readonly context: ParserContext

  constructor(change: ProtocolChange, context: ParserContext) {
    this.change = change
    this.context = context
  }

  /** Directions that were waiting for a protocol go to its parser. Where it can not be opened, that is our fault: the flow ends. */
  open(route: Route, protocol: Protocol): void {
    try {
      route.parser = protocol.open(route.flow, this.context, route.switched)
    } catch (error) {
      this.context.anomalies.note(bugOf(protocol.name), 0, textOf(error))
      route.parser = unopenedParser(protocol.name, this.context.counts)
    }
    this.change.end(route)
    for (const direction of directions)
      if (route.way(direction) === ways.choosing) route.setWay(direction, ways.toParser)
    this.context.sink.recognised(route.flow, protocol.name)
  }
}
