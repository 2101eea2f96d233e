/** The name of the step to what a cipher gave whose key was in the message; its detail says which, and where the key stood. */
export const openedStep = 'decrypted'
/** The same where the key was given by whoever scans; its detail says which cipher, and which key by its name. */
export const givenKeyStep = 'decrypted with a given key'
/** The same where the key is built into a program, and published. */
export const publishedKeyStep = 'decrypted with a published key'
