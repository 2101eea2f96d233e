/**
 * Tells the exchanges of all captures apart: each capture numbers its own from 1. `place`: an observation, transmission
 * or whatever else belongs to an exchange.
 */
export function exchangeKey(place: { readonly capture: number; readonly exchange: number }): string {
  return `${place.capture}/${place.exchange}`
}
