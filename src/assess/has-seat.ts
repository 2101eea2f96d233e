import type { Organisation } from '../attribute/types.ts'

/** Whether the list knows where the owner of an organisation is seated: ZZ stands for a country that is not known. */
export function hasSeat({ country }: Pick<Organisation, 'country'>): boolean {
  return country !== '' && country !== 'ZZ'
}
