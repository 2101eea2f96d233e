import type { Flow } from '../../stream/types.ts'
import { Route, routeOn } from './route.ts'

const idleRoutesMax = 4_096

/** The routes of flows: made with a flow's first bytes, and used again for the next flows once it is over. */
export class RoutePool {
  /** Of flows that are over, for the next ones: less garbage. */
  private readonly idleRoutes: Route[] = []

  /** The route of a flow, which has one from here on. */
  of(flow: Flow): Route {
    const known = routeOn(flow)
    if (known !== null) return known
    const route = this.idleRoutes.pop() ?? new Route(flow)
    route.begins(flow)
    flow.parser = route
    return route
  }

  /** Its flow is over, and has no route any more. Nothing may be held of it. */
  letGo(route: Route): void {
    route.flow.parser = null
    if (this.idleRoutes.length < idleRoutesMax) this.idleRoutes.push(route)
  }
}
