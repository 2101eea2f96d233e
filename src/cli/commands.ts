import type { Command } from 'commander'
import { addAssess } from './assess.ts'

/**
 * Adds every command but `scan`. They are built into a file of their own, so that a scan starts no slower for them.
 */
export function addCommands(program: Command): void {
  addAssess(program)
}
