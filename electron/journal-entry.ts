import { constants, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { limits } from '../engine/document/limits'
import type { DocumentPlace } from './contract'

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

const isText = (value: unknown): value is string => typeof value === 'string'
const isPath = (value: unknown): value is string => isText(value) && value.length <= limits.path && !value.includes('\0')
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Parses an entry. Refuses any other shape than this program writes, so that nothing else is taken for a document.
 * @throws EntryError
 */
export function parseEntry(id: string, text: string): Entry {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    throw new EntryError('damaged')
  }
  if (!isObject(raw)) throw new EntryError('damaged')
  const { version = 1, place, name, text: document, data, parts = {}, base } = raw
  if (version !== 1 && version !== VERSION) throw new EntryError(Number.isSafeInteger(version) && (version as number) > VERSION ? 'newer' : 'damaged')
  if (!isText(document) || !isObject(place) || !isObject(parts)) throw new EntryError('damaged')
  const { path, example, picture } = place
  const sound =
    (path === null || isPath(path))
    && [example, picture].every((one) => one === undefined || isPath(one))
    && (base === undefined || (isText(base) && base.length <= FINGERPRINT))
  const pairs = Array.isArray(data) ? data.filter((pair): pair is [string, string] => Array.isArray(pair) && pair.length === 2 && pair.every(isPath)) : []
  if (!sound || (version === VERSION && pairs.length !== (Array.isArray(data) ? data.length : -1))) throw new EntryError('damaged')
  const numbers = PARTS.flatMap((part) => {
    const number = Object.hasOwn(parts, part) ? parts[part] : undefined
    if (number === undefined) return []
    if (!Number.isSafeInteger(number) || (number as number) < 1) throw new EntryError('damaged')
    return [[part, number as number] as const]
  })
  return {
    id,
    name: isText(name) ? name.slice(0, limits.title) : '',
    text: document,
    data: pairs,
    parts: Object.fromEntries(numbers),
    ...(isText(base) ? { base } : {}),
    place: { path: path as string | null, ...(isPath(example) ? { example } : {}), ...(isPath(picture) ? { picture } : {}) },
  }
}

export const formatEntry = ({ place, name, base, data, parts, text }: Omit<Entry, 'id'>): string =>
  JSON.stringify({ version: VERSION, name, place, base, data, parts, text })

/**
 * Reads a file of the journal, without blocking on a pipe in its place.
 * @throws EntryError
 */
export async function readRegular(path: string, most: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)).catch((error: NodeJS.ErrnoException) => {
    throw new EntryError(error.code === 'ELOOP' || error.code === 'ENXIO' ? 'not-file' : 'unreadable', error.code ?? '')
  })
  try {
    const info: Stats = await file.stat()
    if (!info.isFile()) throw new EntryError('not-file')
    if (info.size > most) throw new EntryError('too-large')
    const bytes = Buffer.alloc(info.size)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length))
  } catch (error) {
    if (error instanceof EntryError) throw error
    throw new EntryError(error instanceof TypeError ? 'damaged' : 'unreadable', (error as NodeJS.ErrnoException).code ?? '')
  } finally {
    await file.close().catch(() => undefined)
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
