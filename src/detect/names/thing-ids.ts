/** Each of these things with each of the ends, as keys end. */
export function namesOfThings(things: string, ends: readonly string[]): string[] {
  return things.split(' ').flatMap((thing) => ends.map((end) => thing + end))
}

/**
 * What may number a ware, a part of a program or a document, under an end by which devices go elsewhere: `products[].uniqueId`.
 * Records of any kind are `items`, `elements` or `sections`: these say nothing.
 */
export const thingIds: readonly string[] = [
  ...namesOfThings(
    'product products article articles offer offers listing listings sku order orders cart basket ' +
      'widget widgets view views component components',
    ['uniqueid', 'uniqueidentifier'],
  ),
  ...namesOfThings(
    'dialog dialogs dialogue dialogues document documents doc docs department departments deal deals discussion discussions',
    ['did'],
  ),
]

/** Beside these a `did` is the number of a document or a dialog, of whatever kind a device would have one. */
export const besideDid: readonly string[] = ['docid', 'documentid', 'dialogid']
