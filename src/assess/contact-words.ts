import { grouped } from '../core/grouped.ts'
import type { NamedContact } from './types.ts'

/** Whether it shows no more than that somebody asked for the address. */
export function isAsked({ source }: NamedContact): boolean {
  return source === 'dns-question' || source === 'dns-answer' || source === 'device-lookup'
}

/** How often the device's own log tells of an app: `1 contact and 1 look-up`. */
export function contactsText(all: number, lookups: number): string {
  const contacts = all - lookups
  return [
    ...(contacts === 0 ? [] : [`${grouped(contacts)} ${contacts === 1 ? 'contact' : 'contacts'}`]),
    ...(lookups === 0 ? [] : [`${grouped(lookups)} ${lookups === 1 ? 'look-up' : 'look-ups'}`]),
  ].join(' and ')
}
