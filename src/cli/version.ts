/** Version of varde, as it stands in package.json (a test compares). */
export const version = '0.1.0'

/** Digest of the sources, set by the build. */
declare const vardeBuild: string | undefined

/**
 * Which program it is, beyond its version: digest of the sources that the build was made of; '' where sources run as they are, which
 * may change at any time.
 */
export const build: string = typeof vardeBuild === 'undefined' ? '' : vardeBuild
