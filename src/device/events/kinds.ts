import { deviceEventKinds } from './types.ts'
import type { DeviceEventKind } from './types.ts'

const known: ReadonlySet<string> = new Set(deviceEventKinds)

/**
 * Other words for the kinds, as tables, people and other programs write them; docs/triggers.md has them, too.
 * @internal
 */
export const aliases: Readonly<Record<string, DeviceEventKind>> = {
  'power-on': 'boot',
  reboot: 'boot',
  startup: 'boot',
  shutdown: 'power-off',
  'display-on': 'screen-on',
  'display-off': 'screen-off',
  unlocked: 'unlock',
  locked: 'lock',
  'sim-changed': 'sim-change',
  'wifi-up': 'network-up',
  'wifi-down': 'network-down',
  'wifi-connected': 'network-up',
  'wifi-disconnected': 'network-down',
  online: 'network-up',
  offline: 'network-down',
  moved: 'location-move',
  'app-started': 'app-start',
  'app-stopped': 'app-stop',
  'process-started': 'process-start',
  'process-stopped': 'process-stop',
  'power-connected': 'charger-on',
  'power-disconnected': 'charger-off',
  plugged: 'charger-on',
  unplugged: 'charger-off',
  update: 'update-installed',
  updated: 'update-installed',
}

/** Marks that name a later moment of something that has its own kind: kept out, so that it is not counted twice. */
const secondary: ReadonlySet<string> = new Set(['boot-completed'])

/** The kind that a word means; `secondary` for one that another kind covers, null where it means none. */
export function kindOf(word: string): DeviceEventKind | 'secondary' | null {
  const plain = word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
  if (known.has(plain)) return plain as DeviceEventKind
  if (secondary.has(plain)) return 'secondary'
  return Object.hasOwn(aliases, plain) ? (aliases[plain] as DeviceEventKind) : null
}
