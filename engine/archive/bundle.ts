import { strToU8 } from 'fflate/browser'
import { finish, type Resumable } from '../base/resumable'
import { limits } from '../document/limits'
import { ArchiveError, openZip, writingZip, type ArchivedFile } from './zip'

/** Extension of a bundle. */
export const BUNDLE = '.unfoldz'
/** Name of the document in it. */
const DOCUMENT = 'document.unfold'

/** Returns whether to write a file of this name as a bundle. When reading, the content decides. */
export const isBundleName = (path: string): boolean => path.toLowerCase().endsWith(BUNDLE)

/** A document with the files that belong to it, in one archive. */
export interface Bundle {
  /** The document with its weights. */
  readonly text: string
  /** Its data file, under the path in the document, and the other files of the archive. */
  readonly files: ReadonlyMap<string, ArchivedFile>
}

/** Reads a bundle; its files are unpacked on first use. @throws ArchiveError */
export function readBundle(bytes: Uint8Array): Bundle {
  const files = new Map(openZip(bytes))
  const document = files.get(DOCUMENT)
  if (!document) throw new ArchiveError('archive-no-document', { name: DOCUMENT })
  if (document.size > limits.documentText)
    throw new ArchiveError('archive-bytes-over', { limit: limits.documentText / 2 ** 20, got: Math.ceil(document.size / 2 ** 20) })
  files.delete(DOCUMENT)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(document.read()), files }
  } catch (error) {
    throw error instanceof ArchiveError ? error : new ArchiveError('archive-no-text', { name: DOCUMENT })
  }
}

/** Writes a bundle of a document's text and further files by name. @throws ArchiveError if it would be too large to read. */
export const writeBundle = (text: string, files: Iterable<readonly [string, Uint8Array]>): Uint8Array => finish(writingBundle(text, files))

/** As `writeBundle`, as resumable work. */
export function* writingBundle(text: string, files: Iterable<readonly [string, Uint8Array]>): Resumable<Uint8Array> {
  const all = [{ name: DOCUMENT, bytes: strToU8(text) }, ...Array.from(files, ([name, bytes]) => ({ name, bytes }))]
  const sum = all.reduce((size, { bytes }) => size + bytes.length, 0)
  if (sum > limits.archiveBytes) throw new ArchiveError('archive-bytes-over', { limit: limits.archiveBytes / 2 ** 20, got: Math.ceil(sum / 2 ** 20) })
  return yield* writingZip(all, true)
}
