/**
 * What devices share that are in one place, of one model or of one maker, or that people of one household have alike: it tells
 * none of them from another.
 */
export const sharedKinds: ReadonlySet<string> = new Set([
  'cell-id',
  'location',
  'bssid',
  'ssid',
  'ip-address',
  'contacts',
  'installed-apps',
  'build',
  'device-model',
])
