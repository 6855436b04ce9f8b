import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { all, list, nullable, whole } from '../engine/contract/schema'
import { accepted, recovered } from '../engine/document/accept'
import { limits } from '../engine/document/limits'
import type { DocumentPlace } from './contract'
import { textOf } from './in-pieces'

/** Version of the entries that this program writes; version 1 had no such field. */
const VERSION = 2

/** Parts of a document stored in files of their own, because they are large or change at their own pace. */
export const PARTS = ['weights', 'learned'] as const
export type Part = (typeof PARTS)[number]

/** The journal's entry for one document. */
export interface Entry {
  readonly id: string
  /** Title of the document on screen. */
  readonly name: string
  readonly place: DocumentPlace
  /** The document with its history, as the renderer wrote it. */
  readonly text: string
  /** Name and path of each data file chosen for it. */
  readonly data: readonly (readonly [string, string])[]
  /** Fingerprint of its file's content when last read or written here. */
  readonly base?: string
  /** Number of the current file of each part. */
  readonly parts: Readonly<Partial<Record<Part, number>>>
}

/** Why an entry cannot be read. */
export type Fault = 'damaged' | 'newer' | 'not-file' | 'too-large' | 'too-slow' | 'unreadable'

/** An entry, or a part of one, that cannot be read. */
export class EntryError extends Error {
  constructor(
    readonly fault: Fault,
    message = '',
  ) {
    super(message)
  }
}

/** Most characters of a file's fingerprint. */
const FINGERPRINT = 128
const ID = /^[0-9a-f-]{36}$/
export const isId = (text: string): boolean => ID.test(text)
/** Returns the id in the name of an entry's file, or undefined. */
export const idOf = (file: string): string | undefined => (file.endsWith('.json') && isId(file.slice(0, -5)) ? file.slice(0, -5) : undefined)
/** Returns id, part and number in the name of a part's file, or undefined. */
export const partOf = (file: string): { readonly id: string; readonly part: Part; readonly number: number } | undefined => {
  const [, id = '', part, number] = /^([0-9a-f-]{36})\.([a-z]+)-(\d{1,15})\.json$/.exec(file) ?? []
  const known = PARTS.find((name) => name === part)
  return known ? { id, part: known, number: Number(number) } : undefined
}
export const fileOf = (id: string): string => `${id}.json`
export const partFileOf = (id: string, part: Part, number: number): string => `${id}.${part}-${number}.json`

const text = { is: 'text' } as const
const path = { is: 'text', longest: limits.path, pattern: /^[^\0]*$/ } as const
const pair = list(path, 2)
const entrySchema = all(
  { place: all({ path: nullable(path) }, { example: path, picture: path }), text },
  {
    version: whole(1, { max: VERSION }),
    name: { is: 'anything' },
    data: { is: 'anything' },
    base: { is: 'text', longest: FINGERPRINT },
    parts: all({}, { weights: whole(1), learned: whole(1) }),
  },
)

/**
 * Parses an entry. Refuses any other shape than this program writes, so that nothing else is taken for a document.
 * @throws EntryError
 */
export function parseEntry(id: string, content: string): Entry {
  let raw: unknown
  try {
    raw = JSON.parse(content)
  } catch {
    throw new EntryError('damaged')
  }
  if (accepted(all({ version: whole(VERSION + 1) }), raw)) throw new EntryError('newer')
  const entry = accepted(entrySchema, raw)
  if (!entry) throw new EntryError('damaged')
  const { version, place, text, base, parts = {}, name } = entry
  // Version 1 could be without its data files.
  const data = version === VERSION ? accepted(list(pair), entry.data) : recovered(list(pair), entry.data)
  if (!data) throw new EntryError('damaged')
  return {
    id,
    name: typeof name === 'string' ? name.slice(0, limits.title) : '',
    text,
    data: data.map(([name = '', path = '']) => [name, path] as const),
    parts,
    ...(base === undefined ? {} : { base }),
    place,
  }
}

export const formatEntry = ({ place, name, base, data, parts, text }: Omit<Entry, 'id'>): string =>
  JSON.stringify({ version: VERSION, name, place, base, data, parts, text })

/** Bytes to read at a time. */
const PIECE = 4 * 2 ** 20

/**
 * Reads a file of the journal, without blocking on a pipe in its place.
 * @param patience Milliseconds to wait for each step of the disk; a large file on a busy machine has many.
 * @throws EntryError
 */
export async function readRegular(path: string, most: number, patience: number): Promise<string> {
  const opening = open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)).catch((error: NodeJS.ErrnoException) => {
    throw new EntryError(error.code === 'ELOOP' || error.code === 'ENXIO' ? 'not-file' : 'unreadable', error.code ?? '')
  })
  const file = await within(patience, opening).catch((error: unknown) => {
    void opening.then((late) => late.close()).catch(() => undefined)
    throw error
  })
  try {
    const info: Stats = await within(patience, file.stat())
    if (!info.isFile()) throw new EntryError('not-file')
    if (info.size > most) throw new EntryError('too-large')
    const bytes = Buffer.alloc(info.size)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await within(patience, file.read(bytes, length, Math.min(PIECE, bytes.length - length), length))
      if (bytesRead === 0) break
      length += bytesRead
    }
    return await textOf(bytes.subarray(0, length))
  } catch (error) {
    if (error instanceof EntryError) throw error
    throw new EntryError(error instanceof TypeError ? 'damaged' : 'unreadable', (error as NodeJS.ErrnoException).code ?? '')
  } finally {
    void file.close().catch(() => undefined)
  }
}

/** Resolves with `work`, or rejects with an EntryError after `ms` milliseconds: a lost disk may never answer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EntryError('too-slow')), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
