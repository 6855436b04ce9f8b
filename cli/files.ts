import { createHash } from 'node:crypto'
import { closeSync, constants, copyFileSync, existsSync, fstatSync, openSync, readSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { inflateSync } from 'node:zlib'
import { readBundle, type Bundle } from '../engine/archive/bundle'
import { ArchiveError, isZip, type ArchivedFile } from '../engine/archive/zip'
import { problem, type Problem } from '../engine/base/problem'
import { TableIntake, type DataSource, type ReadOptions, type TableRead } from '../engine/data'
import type { TableFormat } from '../engine/data/read'
import { limits } from '../engine/document/limits'
import type { TableKeys } from '../engine/document/types'
import { extractDocument, isPng, decodeDocument, type Inflated } from '../engine/document/png'
import { reasonOf } from './reason'
import { UsageError } from './usage'
import { makeFolder } from './make-folder'

const PIECE = 2 ** 20

const tooLong = (name: string, place: string, size: number, limit: number = limits.textLength): Problem =>
  problem('limit-exceeded', 'cli-file-too-long', { path: name, limit: limit / 2 ** 20, got: Math.ceil(size / 2 ** 20) }, { path: place })

/**
 * Reads a file in pieces until `take` returns false. Returns a problem if the file is too long (known only while
 * reading from a device or pipe) or changed while it was read.
 */
function readPieces(path: string, name: string, place: string, take: (bytes: Uint8Array, size: number) => boolean): Problem | undefined {
  const file = openSync(path, 'r')
  try {
    const before = fstatSync(file)
    const { size } = before
    if (size > limits.textLength) return tooLong(name, place, size)
    const buffer = new Uint8Array(PIECE)
    let got = 0
    for (;;) {
      const count = readSync(file, buffer, 0, PIECE, null)
      if (count === 0) break
      got += count
      if (got > limits.textLength) return tooLong(name, place, got)
      if (!take(buffer.subarray(0, count), size)) return undefined
    }
    const after = fstatSync(file)
    // Virtual files, such as those in /proc, have size 0.
    const changed = before.isFile() && size > 0 && (got !== size || after.size !== size || after.mtimeMs !== before.mtimeMs)
    return changed ? problem(place === '' ? 'document-invalid' : 'data-missing', 'cli-file-changed', { path: name }, { path: place }) : undefined
  } finally {
    closeSync(file)
  }
}

function inflated(bytes: Uint8Array): Inflated {
  try {
    return inflateSync(bytes, { maxOutputLength: limits.pictureText })
  } catch (error) {
    return reasonOf(error) === 'ERR_BUFFER_TOO_LARGE' ? 'too-long' : 'damaged'
  }
}

/** Returns the text of the document in a PNG picture. */
function readPng(png: Uint8Array): { text?: string; problem?: Problem } {
  const embedded = extractDocument(png)
  const text = 'code' in embedded ? embedded : decodeDocument(embedded.deflated ? inflated(embedded.bytes) : embedded.bytes)
  return typeof text === 'string' ? { text } : { problem: text }
}

export interface DocumentRead {
  readonly text?: string
  /** The further files of a bundle. */
  readonly bundle?: Bundle['files']
  readonly problem?: Problem
}

function unpacked(bytes: Uint8Array): DocumentRead {
  try {
    const { text, files } = readBundle(bytes)
    return { text, bundle: files }
  } catch (error) {
    if (error instanceof ArchiveError) return { problem: error.problem }
    throw error
  }
}

/** Reads the text of a document from its own file, from a picture or from a bundle. */
export function readDocument(path: string): DocumentRead {
  const pieces: string[] = []
  const binary: Uint8Array[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    if (statSync(path).isDirectory()) throw new UsageError('cli-file-folder', { path })
    let length = 0
    const wrong = readPieces(path, path, '', (bytes, size) => {
      const packed = binary.length > 0 || (pieces.length === 0 && (isPng(bytes) || isZip(bytes)))
      length = packed ? 0 : Math.max(size, length + bytes.length)
      if (length > limits.documentText) return false
      // A NUL byte means that the file is not text, so do not read the rest.
      if (!packed && pieces.length === 0 && bytes.includes(0)) throw Object.assign(new Error('no text'), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' })
      return (packed ? binary.push(bytes.slice()) : pieces.push(decoder.decode(bytes, { stream: true }))) > 0
    })
    if (wrong) return { problem: wrong }
    if (length > limits.documentText) return { problem: tooLong(path, '', length, limits.documentText) }
    if (binary.length === 0) return { text: pieces.join('') + decoder.decode() }
    const bytes = Buffer.concat(binary)
    return isZip(bytes) ? unpacked(bytes) : readPng(bytes)
  } catch (error) {
    if (error instanceof UsageError) throw error
    if (reasonOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: problem('document-invalid', 'cli-encoding', { path }, { path: '' }) }
    const reason = reasonOf(error)
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new UsageError('cli-file-missing', { path })
    throw new UsageError('cli-file-unreadable', { path, reason })
  }
}

/** Data files in a document's folder, read in pieces, or in its bundle. Links may not lead out of the folder. */
export class DataFolder implements DataSource {
  private readonly digests = new Map<string, string>()

  /**
   * @param anywhere A path that the user named, which may lie anywhere.
   * @param progress Called with the fraction of a file that has been read.
   */
  constructor(
    private readonly folder: string,
    private readonly anywhere?: string,
    private readonly progress: (path: string, share: number, rows: number) => void = () => undefined,
    private readonly bundle?: Bundle['files'],
  ) {}

  table(path: string, format: TableFormat | undefined, options: ReadOptions = {}): TableRead | undefined {
    const place = '/data/path'
    if (this.bundle && path !== this.anywhere) return this.packed(path, format, options)
    const file = resolve(this.folder, path)
    try {
      if (path !== this.anywhere && !inside(realpathSync(this.folder), realpathSync(file)))
        return { errors: [problem('data-missing', 'cli-data-outside', { path }, { path: place })], warnings: [] }
      if (!statSync(file).isFile()) return { errors: [problem('data-missing', 'cli-file-kind', { path }, { path: place })], warnings: [] }
      const intake = new TableIntake(path, format, options)
      const hash = createHash('sha256')
      const wrong = readPieces(file, path, place, (bytes, size) => {
        hash.update(bytes)
        intake.push(bytes)
        this.progress(path, intake.bytes / size, intake.rows)
        return !intake.refused
      })
      if (wrong) return { errors: [wrong], warnings: [] }
      const read = intake.end()
      if (read.table) this.digests.set(path, hash.digest('hex'))
      return read
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === 'ENOENT' || reason === 'ENOTDIR') return undefined
      return { errors: [problem('data-missing', 'cli-file-unreadable', { path, reason }, { path: place })], warnings: [] }
    }
  }

  private packed(path: string, format: TableFormat | undefined, options: ReadOptions): TableRead | undefined {
    const file = this.bundle?.get(path)
    if (!file) return undefined
    if (file.size > limits.textLength) return { errors: [tooLong(path, '/data/path', file.size)], warnings: [] }
    try {
      const bytes = file.read()
      const intake = new TableIntake(path, format, options)
      for (let at = 0; at < bytes.length && !intake.refused; at += PIECE) {
        intake.push(bytes.subarray(at, at + PIECE))
        this.progress(path, intake.bytes / file.size, intake.rows)
      }
      const read = intake.end()
      if (read.table) this.digests.set(path, createHash('sha256').update(bytes).digest('hex'))
      return read
    } catch (error) {
      if (error instanceof ArchiveError) return { errors: [error.problem], warnings: [] }
      throw error
    }
  }

  sha256(path: string): string | undefined {
    return this.digests.get(path)
  }
}

/**
 * Reads a table that the user named, anywhere on the disk.
 * @throws UsageError if no such file exists.
 */
export function readTableFile(
  path: string,
  name: string,
  format: TableFormat | undefined,
  keys: TableKeys,
  progress: (share: number, rows: number) => void,
): TableRead {
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) throw new UsageError('cli-file-folder', { path: name })
    // A device or pipe may never end, or never begin.
    if (!stat.isFile()) throw new UsageError('cli-file-kind', { path: name })
    const intake = new TableIntake(name, format, { keys })
    const wrong = readPieces(path, name, '', (bytes, size) => {
      intake.push(bytes)
      progress(intake.bytes / size, intake.rows)
      return !intake.refused
    })
    return wrong ? { errors: [wrong], warnings: [] } : intake.end()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const reason = reasonOf(error)
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new UsageError('cli-file-missing', { path: name })
    throw new UsageError('cli-file-unreadable', { path: name, reason })
  }
}

/** Whether a real path is in a folder. */
export const inside = (folder: string, path: string): boolean => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/**
 * Copies a data file unless one exists there; returns whether it did.
 * @param from Its path, or the file of a bundle.
 */
export function copyData(from: string | ArchivedFile, to: string): boolean {
  const packed = typeof from !== 'string'
  if (existsSync(to) || (!packed && (resolve(from) === resolve(to) || !existsSync(from)))) return false
  makeFolder(dirname(to), to)
  try {
    if (packed) writeFileSync(to, from.read(), { flag: 'wx' })
    else copyFileSync(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (error instanceof ArchiveError) throw error
    // Remove the part of the data that a full disk has left: it would look like all of it.
    if (reasonOf(error) !== 'EEXIST') rmSync(to, { force: true })
    throw new UsageError('cli-write-failed', { path: to, reason: reasonOf(error) })
  }
}
