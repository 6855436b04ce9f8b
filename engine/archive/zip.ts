// The build for Node starts threads, which are not needed here.
import { Deflate, inflateSync, strToU8 } from 'fflate/browser'
import { crc32 } from '../base/crc32'
import { finish, type Resumable } from '../base/resumable'
import type { MessageKey } from '../base/messages/en'
import { problem, type MessageValues, type Problem } from '../base/problem'
import { limits } from '../document/limits'

/** Thrown for an archive that cannot be read or written; the problem says which part, and why. */
export class ArchiveError extends Error {
  readonly problem: Problem
  constructor(key: MessageKey, values: MessageValues = {}) {
    super(key)
    this.problem = problem(key.endsWith('-over') ? 'limit-exceeded' : 'archive-invalid', key, values)
  }
}

/** A file of an archive. */
export interface ArchivedFile {
  readonly name: string
  /** Bytes when unpacked. */
  readonly size: number
  /** Unpacks it. @throws ArchiveError if the content does not match its size or checksum. */
  read(): Uint8Array
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
/** Bytes of the records without names and comments. */
const SIZE = { end: 22, entry: 46, local: 30 } as const
const LONGEST_COMMENT = 0xffff
/** Values of 32- and 16-bit fields whose real value is in a ZIP64 record. */
const ELSEWHERE = { long: 0xffffffff, short: 0xffff } as const
const ENCRYPTED = 0x2041
/** The file type of Unix, in the upper half of the external attributes; 0 if written on another system. */
const KIND = { mask: 0xf000, file: 0x8000, folder: 0x4000 } as const
/** Unpacked bytes that are allowed at any compression ratio: repetitive text compresses well. */
const ALWAYS = 16 * 2 ** 20

export const isZip = (bytes: Uint8Array): boolean => bytes.length >= 4 && bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4

/**
 * Reads the directory of a ZIP archive (PKWARE APPNOTE 6.3, 4.3) and checks all of it; nothing is unpacked before.
 * Refuses what could write elsewhere, hide something or exhaust memory: names that lead out of a folder, links, the
 * same name twice, encryption, parts that overlap, ZIP64, and more than the limits.
 * @returns the files by name, without folders.
 * @throws ArchiveError
 */
export function openZip(bytes: Uint8Array): ReadonlyMap<string, ArchivedFile> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endRecord(view)
  const count = view.getUint16(end + 10, true)
  const length = view.getUint32(end + 12, true)
  const begin = view.getUint32(end + 16, true)
  if (count === ELSEWHERE.short || length === ELSEWHERE.long || begin === ELSEWHERE.long) throw new ArchiveError('archive-zip64')
  // An archive of several parts, or one with something between its directory and its end.
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count || begin + length !== end) throw broken('archive-at-end')
  if (count > limits.archiveFiles) throw new ArchiveError('archive-files-over', { limit: limits.archiveFiles, got: count })
  const entries: Entry[] = []
  let at = begin
  for (let i = 0; i < count; i++) {
    const entry = readEntry(view, bytes, at, end)
    entries.push(entry)
    at = entry.next
  }
  if (at !== end) throw broken('archive-at-directory')
  checkPlaces(entries, begin)
  checkNames(entries)
  const sum = entries.reduce((all, { size }) => all + size, 0)
  if (sum > limits.archiveBytes) throw new ArchiveError('archive-bytes-over', { limit: limits.archiveBytes / 2 ** 20, got: Math.ceil(sum / 2 ** 20) })
  return new Map(entries.flatMap((entry) => (entry.folder ? [] : [[entry.name, fileOf(bytes, entry)] as const])))
}

const broken = (place: 'archive-at-end' | 'archive-at-directory' | 'archive-at-local'): ArchiveError => new ArchiveError(place)

function endRecord(view: DataView): number {
  const last = view.byteLength - SIZE.end
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
    if (view.getUint32(at, true) === END && at + SIZE.end + view.getUint16(at + 20, true) === view.byteLength) return at
  throw broken('archive-at-end')
}

interface Entry {
  readonly name: string
  readonly folder: boolean
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  /** Offsets of its local record, of its bytes, and of the next entry of the directory. */
  readonly local: number
  readonly data: number
  readonly next: number
}

function readEntry(view: DataView, bytes: Uint8Array, at: number, end: number): Entry {
  if (at + SIZE.entry > end || view.getUint32(at, true) !== ENTRY) throw broken('archive-at-directory')
  const short = (offset: number): number => view.getUint16(at + offset, true)
  const long = (offset: number): number => view.getUint32(at + offset, true)
  const nameLength = short(28)
  const next = at + SIZE.entry + nameLength + short(30) + short(32)
  if (next > end) throw broken('archive-at-directory')
  const raw = bytes.subarray(at + SIZE.entry, at + SIZE.entry + nameLength)
  const name = decoded(raw)
  const [packed, size, local] = [long(20), long(24), long(42)]
  if (packed === ELSEWHERE.long || size === ELSEWHERE.long || local === ELSEWHERE.long) throw new ArchiveError('archive-zip64')
  if ((short(8) & ENCRYPTED) !== 0) throw new ArchiveError('archive-encrypted', { name })
  const method = short(10)
  if (method !== 0 && method !== 8) throw new ArchiveError('archive-method', { name, got: method })
  const kind = (long(38) >>> 16) & KIND.mask
  const folder = name.endsWith('/')
  if (kind !== 0 && kind !== (folder ? KIND.folder : KIND.file)) throw new ArchiveError('archive-link', { name })
  if ((folder && size > 0) || (method === 0 && packed !== size)) throw broken('archive-at-directory')
  if (size > ALWAYS && size > limits.archiveRatio * packed) throw new ArchiveError('archive-ratio-over', { name, limit: limits.archiveRatio })
  // The local record must have the same name; its sizes may be left to the directory.
  if (local + SIZE.local > end || view.getUint32(local, true) !== LOCAL) throw broken('archive-at-local')
  const own = view.getUint16(local + 26, true)
  const data = local + SIZE.local + own + view.getUint16(local + 28, true)
  const same = own === nameLength && raw.every((byte, i) => byte === bytes[local + SIZE.local + i])
  if (!same || data + packed > end || view.getUint16(local + 8, true) !== method) throw broken('archive-at-local')
  return { name, folder, method, crc: long(16), packed, size, local, data, next }
}

function decoded(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    throw new ArchiveError('archive-name', { name: new TextDecoder('utf-8').decode(raw) })
  }
}

/** Refuses files that share bytes: overlapping ones can unpack to far more than the archive's size. */
function checkPlaces(entries: readonly Entry[], directory: number): void {
  let free = 0
  for (const { local, data, packed } of [...entries].sort((a, b) => a.local - b.local)) {
    if (local < free || data + packed > directory) throw broken('archive-at-local')
    free = data + packed
  }
}

/** Whether a name is a path below a folder, on every system. */
const isPlain = (name: string): boolean =>
  name.length <= limits.dataPath
  && !/[\\:\u0000-\u001f\u007f]/.test(name)
  && name
    .replace(/\/$/, '')
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..')

/** Normalizes a name, so that names which some file system does not distinguish become equal. */
const sameOnDisk = (name: string): string => name.normalize('NFC').toLowerCase()

function checkNames(entries: readonly Entry[]): void {
  const files = new Set<string>()
  for (const { name, folder } of entries) {
    if (!isPlain(name)) throw new ArchiveError('archive-name', { name })
    if (folder) continue
    if (files.has(sameOnDisk(name))) throw new ArchiveError('archive-twice', { name })
    files.add(sameOnDisk(name))
  }
  for (const { name } of entries) {
    const parts = sameOnDisk(name).split('/')
    if (parts.some((_, i) => i > 0 && files.has(parts.slice(0, i).join('/')))) throw new ArchiveError('archive-twice', { name })
  }
}

function fileOf(bytes: Uint8Array, { name, method, crc, packed, size, data }: Entry): ArchivedFile {
  const read = (): Uint8Array => {
    const stored = bytes.subarray(data, data + packed)
    const content = method === 0 ? stored : inflated(stored, size)
    if (content?.length !== size || crc32(content) !== crc) throw new ArchiveError('archive-damaged', { name })
    return content
  }
  return { name, size, read }
}

function inflated(stored: Uint8Array, size: number): Uint8Array | undefined {
  try {
    // One byte more, to detect content longer than declared.
    return inflateSync(stored, { out: new Uint8Array(size + 1) })
  } catch {
    return undefined
  }
}

/** Earliest date in ZIP, 1980-01-01, so that the same files give the same archive. */
const DATE = 0x0021_0000
/** Version of the format that the archives need, 2.0. */
const NEEDS = 20
const UTF8 = 0x800
/** Bytes that are compressed at a time. */
const PIECE = 2 ** 19

interface FileToWrite {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Writes a ZIP archive that `openZip` reads.
 * @param packed Whether to compress.
 * @throws ArchiveError if a name occurs twice or leads out of a folder.
 */
export const writeZip = (files: readonly FileToWrite[], packed: boolean): Uint8Array => finish(writingZip(files, packed))

/** As `writeZip`, as resumable work. */
export function* writingZip(files: readonly FileToWrite[], packed: boolean): Resumable<Uint8Array> {
  const names = new Set<string>()
  const entries: WrittenEntry[] = []
  let at = 0
  for (const { name, bytes } of files) {
    // A name with a slash at its end is that of a folder, whose content is not read.
    if (!isPlain(name) || name.endsWith('/')) throw new ArchiveError('archive-name', { name })
    if (names.has(name)) throw new ArchiveError('archive-twice', { name })
    names.add(name)
    const deflated = packed ? yield* deflating(bytes) : undefined
    const stored = !deflated || (bytes.length > ALWAYS && bytes.length > limits.archiveRatio * deflated.length)
    const entry = { name: strToU8(name), content: stored ? bytes : deflated, method: stored ? 0 : 8, size: bytes.length, crc: yield* checking(bytes), at }
    entries.push(entry)
    at += SIZE.local + entry.name.length + entry.content.length
  }
  return written(entries, at)
}

function* deflating(bytes: Uint8Array): Resumable<Uint8Array> {
  const parts: Uint8Array[] = []
  const deflate = new Deflate({ level: 6 }, (part) => parts.push(part))
  for (let from = 0; from === 0 || from < bytes.length; from += PIECE) {
    yield
    deflate.push(bytes.subarray(from, from + PIECE), from + PIECE >= bytes.length)
  }
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function* checking(bytes: Uint8Array): Resumable<number> {
  let crc = 0
  for (let from = 0; from < bytes.length; from += PIECE) {
    yield
    crc = crc32(bytes.subarray(from, from + PIECE), crc)
  }
  return crc
}

interface WrittenEntry {
  readonly name: Uint8Array
  readonly content: Uint8Array
  readonly method: number
  readonly size: number
  readonly crc: number
  readonly at: number
}

/** The archive of these entries, whose records and contents take `length` bytes. */
function written(entries: readonly WrittenEntry[], length: number): Uint8Array {
  const directory = entries.reduce((sum, { name }) => sum + SIZE.entry + name.length, 0)
  const archive = new Uint8Array(length + directory + SIZE.end)
  const view = new DataView(archive.buffer)
  let next = length
  for (const { name, content, method, size, crc, at } of entries) {
    /** The fields that both records have. */
    const put = (from: number): void => {
      view.setUint16(from, NEEDS, true)
      view.setUint16(from + 2, name.every((byte) => byte < 0x80) ? 0 : UTF8, true)
      view.setUint16(from + 4, method, true)
      view.setUint32(from + 6, DATE, true)
      view.setUint32(from + 10, crc, true)
      view.setUint32(from + 14, content.length, true)
      view.setUint32(from + 18, size, true)
      view.setUint16(from + 22, name.length, true)
    }
    view.setUint32(at, LOCAL, true)
    put(at + 4)
    archive.set(name, at + SIZE.local)
    archive.set(content, at + SIZE.local + name.length)
    view.setUint32(next, ENTRY, true)
    view.setUint16(next + 4, NEEDS, true)
    put(next + 6)
    view.setUint32(next + 42, at, true)
    archive.set(name, next + SIZE.entry)
    next += SIZE.entry + name.length
  }
  view.setUint32(next, END, true)
  view.setUint16(next + 8, entries.length, true)
  view.setUint16(next + 10, entries.length, true)
  view.setUint32(next + 12, directory, true)
  view.setUint32(next + 16, length, true)
  return archive
}
