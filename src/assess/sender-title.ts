import type { FamilyMatch } from '../detect/types.ts'

/** What knows a known sender, as far as its title goes. */
type Sender = Pick<FamilyMatch, 'title' | 'confidence'>

/** A known sender, as the title of what is as sure as it is. */
export function senderTitle(sender: Sender): string {
  return sender.confidence === 'possible' ? hedgedTitle(sender) : sender.title
}

/** A known sender that is not certain, beside what is surer than that it is the one: `possibly Example`. */
export function hedgedTitle({ title, confidence }: Sender): string {
  return `${confidence === 'possible' ? 'possibly' : 'probably'} ${title}`
}
