import { basename } from 'node:path'
import type { Result } from './contract'
import { failure } from './failure'
import { readBytes } from './files'

/** Reads a file that the user chose to import: a regular one, up to the limit of documents. */
export async function readModel(path: string): Promise<Result<{ name: string; bytes: Uint8Array }>> {
  try {
    return { ok: true, name: basename(path), bytes: await readBytes(path) }
  } catch (error) {
    return failure(error, path)
  }
}
