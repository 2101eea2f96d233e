/**
 * Kinds of numbers of which a phone has one or a few. Neither cards, of which it may have held many, nor addresses of radios,
 * which software changes for each network.
 */
export const numberKinds: ReadonlySet<string> = new Set([
  'advertising-id',
  'android-id',
  'device-id',
  'eid',
  'esn',
  'gsf-id',
  'imei',
  'imeisv',
  'meid',
  'serial',
  'widevine-id',
])
