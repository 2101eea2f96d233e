/** What each file of tests is run with, so that properties are asked of the same values each time. */
import * as fc from 'fast-check'
import { isDeep } from './depth.ts'

/**
 * `npm test` decides whether a change is sound: the same change must not pass once and fail the next time, for a value that
 * has nothing to do with it. `npm run test:deep` draws new values each time, and more of them: what it finds is a bug of
 * the code or of the property.
 */
fc.configureGlobal(isDeep ? { numRuns: 1_000, interruptAfterTimeLimit: 20_000 } : { seed: 43 })
