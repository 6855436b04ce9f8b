import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { limits } from '../engine/document/limits'
import type { Failed } from './contract'
import { text, type TextKey } from './language'

/** A failure worded for people; `message` is shown as it is. */
export class FileError extends Error {}

const CODES: Readonly<Record<string, TextKey>> = {
  ENOENT: 'error.not-found', ENOTDIR: 'error.not-found',
  EACCES: 'error.no-permission', EPERM: 'error.no-permission',
  EROFS: 'error.read-only',
  ENOSPC: 'error.disk-full', EDQUOT: 'error.disk-full',
  EISDIR: 'error.folder',
  ENAMETOOLONG: 'error.name', EINVAL: 'error.name',
}

/** What went wrong with the file at `path`, as an answer to the renderer. */
export function failure(error: unknown, path: string): Failed {
  if (error instanceof FileError) return { ok: false, reason: error.message }
  const name = basename(path)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const key = CODES[code]
  if (key) return { ok: false, reason: text(key, { name }) }
  return { ok: false, reason: text('error.other', { name, message: error instanceof Error ? error.message : String(error) }) }
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * The text of a file in UTF-8, without a byte order mark; the bytes of a PNG picture, whatever it is called.
 * @throws FileError where it is above 512 MiB, or neither; the system's error where it cannot be read.
 */
export async function readContent(path: string): Promise<string | Uint8Array> {
  const bytes = await readBytes(path)
  return bytes.subarray(0, PNG.length).equals(PNG) ? bytes : decoded(path, bytes)
}

/**
 * The text of a file in UTF-8, without a byte order mark.
 * @throws FileError where it is above 512 MiB or not UTF-8; the system's error where it cannot be read.
 */
export const readText = async (path: string): Promise<string> => decoded(path, await readBytes(path))

async function readBytes(path: string): Promise<Buffer> {
  await checkedSize(path)
  const bytes = await readFile(path)
  if (bytes.length > limits.textLength) throw tooLarge(path, bytes.length) // pipes and devices have no size before
  return bytes
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FileError(text('error.not-text', { name: basename(path) }))
  }
}

/**
 * Bytes of a file.
 * @throws FileError where they are above 512 MiB; the system's error where it is a folder or cannot be read.
 */
export async function checkedSize(path: string): Promise<number> {
  const info = await stat(path)
  if (info.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (info.size > limits.textLength) throw tooLarge(path, info.size)
  return info.size
}

const tooLarge = (path: string, size: number) => new FileError(text('error.too-large',
  { name: basename(path), size: Math.ceil(size / 2 ** 20), limit: limits.textLength / 2 ** 20 }))
