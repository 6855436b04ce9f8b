import { basename } from 'node:path'
import { pathOf } from './atomic'
import type { Failed } from './contract'
import { text, type TextKey } from './language'

/** A failure whose `message` is shown to the user as it is. */
export class FileError extends Error {}

const CODES: Readonly<Record<string, TextKey>> = {
  ENOENT: 'error.not-found',
  ENOTDIR: 'error.not-found',
  EACCES: 'error.no-permission',
  EPERM: 'error.no-permission',
  EREADONLY: 'error.protected',
  EROFS: 'error.read-only',
  ENOSPC: 'error.disk-full',
  EDQUOT: 'error.disk-full',
  EFBIG: 'error.disk-limit',
  EISDIR: 'error.folder',
  ENOTFILE: 'error.not-file',
  ENXIO: 'error.not-file',
  ENODEV: 'error.not-file',
  ENAMETOOLONG: 'error.name',
  EINVAL: 'error.name',
  EILSEQ: 'error.name',
  ERR_INVALID_ARG_VALUE: 'error.name',
  ELOOP: 'error.link',
  EIO: 'error.disk-fault',
  EBUSY: 'error.busy',
  ETXTBSY: 'error.busy',
  ESTALE: 'error.no-answer',
  ENOTCONN: 'error.no-answer',
  ETIMEDOUT: 'error.no-answer',
  EHOSTDOWN: 'error.no-answer',
  EHOSTUNREACH: 'error.no-answer',
  ENETUNREACH: 'error.no-answer',
  EMFILE: 'error.too-many',
  ENFILE: 'error.too-many',
}

/** Turns an error about the file at `path` into a result for the renderer. */
export function failure(error: unknown, path: string): Failed {
  if (error instanceof FileError) return { ok: false, reason: error.message }
  const name = basename(pathOf(error) ?? path)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const key = CODES[code]
  if (key) return { ok: false, reason: text(key, { name }) }
  return { ok: false, reason: text('error.other', { name, message: error instanceof Error ? error.message : String(error) }) }
}

/** The same for a failed write: ENOENT then means that the folder is gone. */
export function writeFailure(error: unknown, path: string): Failed {
  const key = CODES[(error as NodeJS.ErrnoException).code ?? '']
  return key === 'error.not-found' ? { ok: false, reason: text('error.folder-gone', { name: basename(path) }) } : failure(error, path)
}
