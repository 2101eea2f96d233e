/** The name of the step to what a cipher gave whose key was known; its detail says which, and where the key stood. */
export const openedStep = 'decrypted'
