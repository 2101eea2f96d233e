/**
 * What a part of the bytes says: nothing; nothing, but by more than the line that it stands in; the same, of a run of
 * base64 that is text, which the next line may continue; that the detector has to read the bytes.
 */
export const signs = { none: 0, beyondLine: 1, text: 2, found: 3 } as const
