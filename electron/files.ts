import { createHash, type Hash } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { lstat, open, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { readBundle, type Bundle } from '../engine/archive/bundle'
import { ArchiveError, isZip } from '../engine/archive/zip'
import { format } from '../engine/base/messages/format'
import { limits } from '../engine/document/limits'
import { onDisk } from './disk'
import { FileError } from './failure'
import { textOf } from './in-pieces'
import { currentLanguage, text } from './language'

/** Bytes per read call. */
const PIECE = 4 * 2 ** 20
/** Bytes at the beginning of a file that say of what kind it is. */
const HEAD = 4096

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface FileContent {
  /** The text without byte order mark, of a bundle that of its document; for a PNG picture, whatever its name, the bytes. */
  readonly content: string | Uint8Array
  /** The further files of a bundle. */
  readonly bundle?: Bundle['files']
  readonly print: string
}

/**
 * Reads a UTF-8 text file, a bundle or a PNG picture.
 * @throws FileError if it or its text is above the limit, none of these, a refused bundle, not a regular file, does not answer, or
 * changes while it is read; the system's error if it cannot be read.
 */
export async function readContent(path: string): Promise<FileContent> {
  const hash = createHash('sha256')
  const bytes = await readBytes(path, hash, (head) => (isZip(head) || isPng(head) ? limits.textLength : limits.documentText))
  const print = hash.digest('hex')
  if (isZip(bytes)) {
    const { text: content, files } = refusing(path, () => readBundle(bytes))
    return { content, bundle: files, print }
  }
  return { content: isPng(bytes) ? bytes : await decoded(path, bytes), print }
}

export const isPng = (bytes: Buffer): boolean => bytes.subarray(0, PNG.length).equals(PNG)

/** Runs work on an archive. @throws FileError with the reason if the archive is refused. */
export function refusing<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refused(path, error)
  }
}

/** As `refusing`, for work in several tasks. */
export const refusingLater = <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw refused(path, error)
  })

function refused(path: string, error: unknown): unknown {
  if (!(error instanceof ArchiveError)) return error
  const { key, values } = error.problem
  return new FileError(`${basename(path)}: ${format(currentLanguage(), key, values)}`)
}

/** Whether a path is a symbolic link; false if nothing is there. */
export const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (info) => info.isSymbolicLink(),
    () => false,
  )

interface OpenFile {
  readonly handle: FileHandle
  readonly info: Stats
}

/** Reads a UTF-8 text file, without byte order mark; throws as `readContent`. */
export const readText = async (path: string): Promise<string> => decoded(path, await readBytes(path))

/**
 * Reads the bytes of a file; throws as `readContent`.
 * @param hash Receives the bytes as they are read.
 * @param most The limit of a file that begins with these bytes.
 */
export async function readBytes(path: string, hash?: Hash, most: (head: Buffer) => number = () => limits.textLength): Promise<Buffer> {
  const { handle, info } = await openFile(path)
  try {
    const limit = most(await headIn(path, handle))
    if (info.size > limit) throw tooLarge(path, info.size, limit)
    const bytes = Buffer.alloc(info.size)
    await readPieces(path, { handle, info }, (at) => bytes.subarray(at, at + PIECE), hash)
    return bytes
  } finally {
    void handle.close().catch(() => undefined)
  }
}

/** The first bytes of a file; throws as `readContent`. */
export async function readHead(path: string): Promise<Buffer> {
  const { handle } = await openFile(path)
  try {
    return await headIn(path, handle)
  } finally {
    void handle.close().catch(() => undefined)
  }
}

async function headIn(path: string, handle: FileHandle): Promise<Buffer> {
  const head = Buffer.alloc(HEAD)
  const { bytesRead } = await onDisk(path, () => handle.read(head, 0, HEAD, 0))
  return head.subarray(0, bytesRead)
}

/** The fingerprint of a file's content; throws as `readContent`. */
export async function readFingerprint(path: string): Promise<string> {
  const { handle, info } = await openFile(path)
  try {
    const hash = createHash('sha256')
    const piece = Buffer.alloc(Math.min(PIECE, info.size))
    await readPieces(path, { handle, info }, (at) => piece.subarray(0, info.size - at), hash)
    return hash.digest('hex')
  } finally {
    void handle.close().catch(() => undefined)
  }
}

/** Reads an open file to its end; `into` returns the buffer for the piece at an offset. */
async function readPieces(path: string, { handle, info }: OpenFile, into: (at: number) => Buffer, hash: Hash | undefined): Promise<void> {
  for (let at = 0; at < info.size; ) {
    const piece = into(at)
    const { bytesRead } = await onDisk(path, () => handle.read(piece, 0, piece.length, at))
    if (bytesRead === 0) throw changedWhileRead(path)
    hash?.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
  await assertUnchanged(path, handle, info)
}

async function decoded(path: string, bytes: Uint8Array): Promise<string> {
  try {
    return await textOf(bytes)
  } catch {
    throw new FileError(text('error.not-text', { name: basename(path) }))
  }
}

/**
 * Opens a file for reading, without blocking on a pipe or device.
 * @throws FileError if it is above the limit, not a regular file, or does not answer; the system's error if it is a
 * folder or cannot be read.
 */
export async function openFile(path: string): Promise<OpenFile> {
  assertFile(path, await onDisk(path, () => stat(path)))
  // Check again below: the file may be replaced between `stat` and `open`.
  const handle = await onDisk(path, () => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)), { late: (late) => late.close() })
  try {
    const info = await onDisk(path, () => handle.stat())
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
 * Checks that a path is a file that may be read.
 * @throws as `openFile`.
 */
export async function checkFile(path: string): Promise<void> {
  assertFile(path, await onDisk(path, () => stat(path)))
}

/**
 * Checks that a file still holds what it held when it was opened.
 * @throws FileError if it was overwritten or cut. Data appended past the old end is not read and does not matter.
 */
export async function assertUnchanged(path: string, handle: FileHandle, before: Stats): Promise<void> {
  const now = await onDisk(path, () => handle.stat())
  if (now.size < before.size || (now.size === before.size && now.mtimeMs !== before.mtimeMs)) throw changedWhileRead(path)
}

export const changedWhileRead = (path: string): FileError => new FileError(text('error.changed-while-read', { name: basename(path) }))

const tooLarge = (path: string, size: number, limit: number = limits.textLength) =>
  new FileError(text('error.too-large', { name: basename(path), size: Math.ceil(size / 2 ** 20), limit: limit / 2 ** 20 }))
