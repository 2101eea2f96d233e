import type { App } from '../assess/types.ts'
import type { SourceApp } from '../source/packets/apps.ts'

/** Room for the apps of one capture in a key: more than `limits.source.appsMax`. */
const numbersPerCapture = 131_072

/** One number for an app of a capture; both parts can be had back. */
export function appKey(capture: number, app: number): number {
  return capture * numbersPerCapture + app
}

interface Known {
  readonly app: App
  /** Those of the app, in the order in which they were seen. */
  readonly pids: number[]
  /** The same, to be asked: one program may have had all numbers there are. */
  readonly seen: Set<number>
}

/**
 * The programs of all captures of a run: what has the same user number, package, name and path is one app, whatever its
 * process number was. Ids are given in the order in which apps are asked for, so only apps that sent something have one.
 */
export class AppBook {
  private readonly sources: Map<number, readonly SourceApp[]> = new Map()
  private readonly byKey: Map<string, Known> = new Map()

  /** The apps that a capture names, by their numbers in it (1 is the first). */
  addCapture(capture: number, apps: readonly SourceApp[]): void {
    this.sources.set(capture, apps)
  }

  /** The id of an app by its {@link appKey}; null where none is known. */
  idOf(key: number): string | null {
    const source = this.sources.get(Math.floor(key / numbersPerCapture))?.[(key % numbersPerCapture) - 1]
    if (source === undefined) return null
    const { uid, pid, packageName, name, path } = source
    const isNamed = packageName !== '' || name !== '' || uid !== null
    const known = JSON.stringify([uid, packageName, name, path, isNamed ? null : pid])
    let entry = this.byKey.get(known)
    if (entry === undefined) {
      const pids: number[] = []
      const id = `a${this.byKey.size + 1}`
      entry = {
        app: { id, package: packageName || null, name: name || null, uid, pids, path: path || null },
        pids,
        seen: new Set(),
      }
      this.byKey.set(known, entry)
    }
    if (pid !== null && !entry.seen.has(pid)) {
      entry.seen.add(pid)
      entry.pids.push(pid)
    }
    return entry.app.id
  }

  /** All apps that have an id. */
  get all(): App[] {
    return [...this.byKey.values()].map(({ app }) => app)
  }
}
