import { all, list, whole } from '../contract/schema'
import type { Problem } from '../base/problem'
import type { Resumable } from '../base/resumable'
import { accepted } from './accept'
import { isObject, pointer, pointerKeys } from './pointer'
import { VERSION, type GraphDocument } from './types'
import { versionOf } from './version'

/**
 * Key of the `extensions` of an open document of a newer version, and of its nodes and edges. It holds the values that
 * this version does not know. Saving writes them back to their places.
 */
const NEWER = 'newer'

/** A value that this version does not know. */
interface Part {
  /** Its place, as a JSON pointer from its node or edge, or from the document. */
  readonly path: string
  /** Its position among the keys of its object when it was removed. */
  readonly at: number
  readonly value: unknown
}

/** An object that may be changed. */
type MutableObject = Record<string, unknown>

const partsSchema = list(all({ path: { is: 'text' }, at: whole(0), value: { is: 'anything' } }))
const newerSchema = all({ version: whole(1), parts: partsSchema })

/** Most rounds of checks; each removes at least one value. */
const ROUNDS = 100
/** Keys that would reach the prototype of a value. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Moves the values of a newer document that this version does not know into its `extensions`. Changes the document in
 * place.
 * @returns Problems that removing values cannot solve: exceeded limits, and missing nodes or edges.
 */
export function* extractingNewer(
  document: MutableObject,
  version: number,
  problemsOf: (document: MutableObject) => Resumable<readonly Problem[]>,
): Resumable<readonly Problem[]> {
  document.version = VERSION
  const parts: Part[] = []
  const owned = new Map<MutableObject, Part[]>()
  for (let round = 0; ; round++) {
    const problems = yield* problemsOf(document)
    if (problems.length === 0) break
    const places = problems.map(({ path = '' }) => pointerKeys(path))
    const fixed = problems.filter(({ code }, i) => code === 'limit-exceeded' || places[i]!.some((key) => RESERVED.has(key)))
    if (fixed.length > 0 || round === ROUNDS) return fixed.length > 0 ? fixed : problems
    let taken = 0
    for (const keys of places) if (extract(document, keys, parts, owned)) taken++
    if (taken === 0) return problems
  }
  storeParts(document, parts, { version, parts })
  for (const [owner, of] of owned) storeParts(owner, of, of)
  return []
}

function storeParts(owner: MutableObject, parts: Part[], newer: unknown): void {
  // Writing back could not distinguish empty extensions from absent ones, so remember empty ones as a part.
  const { extensions } = owner
  if (isObject(extensions) && Object.keys(extensions).length === 0) {
    parts.push({ path: '/extensions', at: Object.keys(owner).indexOf('extensions'), value: extensions })
    Reflect.deleteProperty(owner, 'extensions')
  }
  owner.extensions = { ...(owner.extensions as MutableObject | undefined), [NEWER]: newer }
}

/** Removes the value at a path, or the whole list that contains it, and remembers it; returns whether there was one. */
function extract(document: MutableObject, keys: readonly string[], parts: Part[], owned: Map<MutableObject, Part[]>): boolean {
  let holder: unknown = document
  for (const [i, key] of keys.slice(0, -1).entries()) {
    const next = own(holder, key)
    // A list with an unknown entry is unknown as a whole.
    if (Array.isArray(next) && i === keys.length - 2) return extract(document, keys.slice(0, -1), parts, owned)
    holder = next
  }
  const key = keys.at(-1)
  if (key === undefined || !isObject(holder) || !Object.hasOwn(holder, key)) return false
  const [part, id, ...within] = keys
  const owner = within.length > 0 && (part === 'nodes' || part === 'edges') ? ((document[part] as MutableObject)[id!] as MutableObject) : undefined
  const kept = { path: pointer(owner ? within : keys), at: Object.keys(holder).indexOf(key), value: holder[key] }
  Reflect.deleteProperty(holder, key)
  if (owner) owned.set(owner, [...(owned.get(owner) ?? []), kept])
  else parts.push(kept)
  return true
}

const own = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key) ? (holder as MutableObject)[key] : undefined

/** Returns the version and the unknown values of an open document of a newer version; undefined for other documents. */
export const newerOf = ({ extensions }: Pick<GraphDocument, 'extensions'>): { readonly version: number; readonly parts: readonly Part[] } | undefined =>
  accepted(newerSchema, own(extensions, NEWER))

/** Returns the settings of a node, an edge or the document that this version does not know and keeps. */
export function newerSettings(owner: object): readonly string[] {
  const kept = own(own(owner, 'extensions'), NEWER)
  const parts = accepted(partsSchema, isObject(kept) ? kept.parts : kept) ?? []
  return [...new Set(parts.map(({ path }) => pointerKeys(path).join('.')))].filter((name) => name !== 'extensions')
}

/** Returns a document as it is saved: in the earliest version that has its keys or, if it is of a newer version, in that version with all its values. */
export function asWritten(document: GraphDocument): GraphDocument {
  const newer = newerOf(document)
  if (!newer) return { ...document, version: versionOf(document) }
  const written = restored({ ...document, version: newer.version }, newer.parts)
  for (const key of ['nodes', 'edges']) {
    const owners = written[key]
    if (!isObject(owners)) continue
    const whole = Object.entries(owners).map(([id, owner]) => {
      const parts = isObject(owner) ? accepted(partsSchema, own(owner.extensions, NEWER)) : undefined
      return [id, parts ? restored(owner as MutableObject, parts) : owner]
    })
    written[key] = Object.fromEntries(whole)
  }
  return written as unknown as GraphDocument
}

/** Returns a copy with the parts at their places again, restored in reverse order of removal. Drops parts whose place no longer exists. */
function restored(owner: Readonly<MutableObject>, parts: readonly Part[]): MutableObject {
  const { [NEWER]: _, ...extensions } = owner.extensions as MutableObject
  const bare = { ...owner, extensions }
  if (Object.keys(extensions).length === 0) Reflect.deleteProperty(bare, 'extensions')
  const root: { whole: unknown } = { whole: bare }
  const copied = new Set<unknown>([bare])
  for (const { path, at, value } of [...parts].reverse()) {
    const keys = ['whole', ...pointerKeys(path)]
    const last = keys.pop()!
    if ([...keys, last].some((key) => RESERVED.has(key))) continue
    let holder: unknown = root
    for (const key of keys) {
      let next = own(holder, key)
      if (typeof next === 'object' && next !== null && !copied.has(next)) {
        next = Array.isArray(next) ? [...(next as unknown[])] : { ...next }
        copied.add(next)
        ;(holder as MutableObject)[key] = next
      }
      holder = next
    }
    if (isObject(holder) && !Object.hasOwn(holder, last)) insert(holder, last, value, at)
  }
  return root.whole as MutableObject
}

/** Adds an entry before the one at a position. */
function insert(holder: MutableObject, key: string, value: unknown, at: number): void {
  const later = Object.entries(holder).slice(at)
  holder[key] = value
  for (const [name, entry] of later) {
    Reflect.deleteProperty(holder, name)
    holder[name] = entry
  }
}
