/** Version of varde, as it stands in package.json (a test compares). */
export const version = '0.1.0'
