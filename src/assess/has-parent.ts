import type { Organisation } from '../attribute/types.ts'

/** Whether an organisation had its parent on a day (`YYYY-MM-DD`), as far as the list knows of any change. */
export function hasParent({ parent, parentSince = '' }: Organisation, day: string): boolean {
  return parent !== '' && day >= parentSince
}
