import type { AddressWords } from '../core/address.ts'
import { scopeOf } from '../core/address-scope.ts'

/** Whether what is sent to this address leaves the network; those of documentation stand for such. */
export function isOnInternet(address: AddressWords): boolean {
  const scope = scopeOf(address)
  return scope === 'public' || scope === 'documentation'
}
