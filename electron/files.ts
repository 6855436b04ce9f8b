import { createHash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { limits } from '../engine/document/limits'
import { ask } from './disk'
import { FileError } from './failure'
import { text } from './language'

/** Bytes that are read at once. */
const PIECE = 4 * 2 ** 20

/** What a file holds, as one short word. */
export const fingerprint = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface FileContent {
  /** Text without a byte order mark; of a PNG picture, whatever it is called, its bytes. */
  readonly content: string | Uint8Array
  readonly print: string
}

/**
 * A file of text in UTF-8, or a PNG picture.
 * @throws FileError where it is above 512 MiB, neither of the two, no file, does not answer or is cut while it is read;
 * the system's error where it cannot be read.
 */
export async function readContent(path: string): Promise<FileContent> {
  const bytes = await readBytes(path)
  return { content: bytes.subarray(0, PNG.length).equals(PNG) ? bytes : decoded(path, bytes), print: fingerprint(bytes) }
}

/** The text of a file in UTF-8, without a byte order mark; throws as `readContent`. */
export const readText = async (path: string): Promise<string> => decoded(path, await readBytes(path))

/** The bytes of a file; throws as `readContent`. */
export async function readBytes(path: string): Promise<Buffer> {
  const { handle, info } = await openFile(path)
  try {
    const bytes = Buffer.alloc(info.size)
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await ask(path, () => handle.read(bytes, at, Math.min(PIECE, bytes.length - at), at))
      if (bytesRead === 0) throw cut(path)
      at += bytesRead
    }
    await assertUnchanged(path, handle, info)
    return bytes
  } finally {
    void handle.close().catch(() => undefined)
  }
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new FileError(text('error.not-text', { name: basename(path) }))
  }
}

/**
 * Opens a file to be read; never waits for a pipe or a device, which are none.
 * @throws FileError where it is above 512 MiB, no file, or does not answer; the system's error where it is a folder or
 * cannot be read.
 */
export async function openFile(path: string): Promise<{ readonly handle: FileHandle; readonly info: Stats }> {
  assertFile(path, await ask(path, () => stat(path)))
  // What it was a moment ago may not be what is opened now.
  const handle = await ask(path, () => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)), { late: (late) => late.close() })
  try {
    const info = await ask(path, () => handle.stat())
    assertFile(path, info)
    return { handle, info }
  } catch (error) {
    void handle.close().catch(() => undefined)
    throw error
  }
}

function assertFile(path: string, info: Stats): void {
  if (info.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
  if (!info.isFile()) throw new FileError(text('error.not-file', { name: basename(path) }))
  if (info.size > limits.textLength) throw tooLarge(path, info.size)
}

/**
 * Whether a file may be read as one.
 * @throws as `openFile`.
 */
export async function checkFile(path: string): Promise<void> {
  assertFile(path, await ask(path, () => stat(path)))
}

/**
 * What was read of a file is what it held when it was opened.
 * @throws FileError where it has been written to meanwhile; what was added behind its end was not read, and does not count.
 */
export async function assertUnchanged(path: string, handle: FileHandle, before: Stats): Promise<void> {
  const now = await ask(path, () => handle.stat())
  if (now.size < before.size || (now.size === before.size && now.mtimeMs !== before.mtimeMs)) throw cut(path)
}

export const cut = (path: string): FileError => new FileError(text('error.changed-while-read', { name: basename(path) }))

const tooLarge = (path: string, size: number) => new FileError(text('error.too-large',
  { name: basename(path), size: Math.ceil(size / 2 ** 20), limit: limits.textLength / 2 ** 20 }))
