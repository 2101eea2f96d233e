/** What is read where no protocol is known. Not in the registry: it is what remains. */
export { UnrecognisedParser } from './machine.ts'
export type { Successor } from './machine.ts'
