import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { reasonOf } from './reason'
import { UsageError } from './usage'

/**
 * Makes a folder with those above it.
 * @returns the first folder that was made; undefined if all were there.
 * @param about What could not be written, in the message.
 * @throws UsageError with the reason of the first folder that cannot be made; Node reports ENOENT for a read-only disk.
 */
export function makeFolder(path: string, about = path): string | undefined {
  try {
    return mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new UsageError('cli-write-failed', { path: about, reason: reasonOf(error) === 'ENOENT' ? firstReason(path) : reasonOf(error) })
  }
}

function firstReason(path: string): string {
  let first = path
  while (dirname(first) !== first && !statSync(dirname(first), { throwIfNoEntry: false })) first = dirname(first)
  try {
    mkdirSync(first)
  } catch (error) {
    return reasonOf(error)
  }
  return 'ENOENT'
}
