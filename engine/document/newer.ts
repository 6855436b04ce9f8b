import { all, list, whole } from '../contract/schema'
import type { Problem } from '../base/problem'
import { accepted } from './accept'
import { isObject, pointer, pointerKeys } from './pointer'
import { VERSION, type GraphDocument } from './types'
import { versionOf } from './version'

/**
 * Key of the `extensions` of an open document of a newer version, and of its nodes and edges. It has what this version
 * does not understand, which is written back to its place when the document is saved.
 */
const NEWER = 'newer'

/** A value that is not understood. */
interface Part {
  /** Where it was, as a JSON pointer from its node or edge, or from the document. */
  readonly path: string
  /** Its position among its neighbours, when it was taken out. */
  readonly at: number
  readonly value: unknown
}

/** An object that may be changed. */
type Own = Record<string, unknown>

const partsSchema = list(all({ path: { is: 'text' }, at: whole(0), value: { is: 'anything' } }))
const newerSchema = all({ version: whole(1), parts: partsSchema })

/** Most rounds of checks; each takes at least one value away. */
const ROUNDS = 100
/** Keys that lead out of a value. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Takes out of a document of a newer version what this version does not understand, and puts it into its `extensions`.
 * Changes the document in place.
 * @returns Problems that cannot be taken out: limits, and the lack of nodes and edges.
 */
export function takeNewerOut(document: Own, version: number, problemsOf: (document: Own) => readonly Problem[]): readonly Problem[] {
  document.version = VERSION
  const parts: Part[] = []
  const owned = new Map<Own, Part[]>()
  for (let round = 0; ; round++) {
    const problems = problemsOf(document)
    if (problems.length === 0) break
    const places = problems.map(({ path = '' }) => pointerKeys(path))
    const fixed = problems.filter(({ code }, i) => code === 'limit-exceeded' || places[i]!.some((key) => RESERVED.has(key)))
    if (fixed.length > 0 || round === ROUNDS) return fixed.length > 0 ? fixed : problems
    let taken = 0
    for (const keys of places) if (takeOut(document, keys, parts, owned)) taken++
    if (taken === 0) return problems
  }
  keep(document, parts, { version, parts })
  for (const [owner, of] of owned) keep(owner, of, of)
  return []
}

function keep(owner: Own, parts: Part[], newer: unknown): void {
  // Empty ones could not be told from none when they are written back.
  const { extensions } = owner
  if (isObject(extensions) && Object.keys(extensions).length === 0) {
    parts.push({ path: '/extensions', at: Object.keys(owner).indexOf('extensions'), value: extensions })
    Reflect.deleteProperty(owner, 'extensions')
  }
  owner.extensions = { ...(owner.extensions as Own | undefined), [NEWER]: newer }
}

/** Takes the value at a place out, or the whole list that has it; returns whether there was one. */
function takeOut(document: Own, keys: readonly string[], parts: Part[], owned: Map<Own, Part[]>): boolean {
  let holder: unknown = document
  for (const [i, key] of keys.slice(0, -1).entries()) {
    const next = own(holder, key)
    // An entry that is not as declared makes its list not as declared.
    if (Array.isArray(next) && i === keys.length - 2) return takeOut(document, keys.slice(0, -1), parts, owned)
    holder = next
  }
  const key = keys.at(-1)
  if (key === undefined || !isObject(holder) || !Object.hasOwn(holder, key)) return false
  const [part, id, ...within] = keys
  const owner = within.length > 0 && (part === 'nodes' || part === 'edges') ? ((document[part] as Own)[id!] as Own) : undefined
  const kept = { path: pointer(owner ? within : keys), at: Object.keys(holder).indexOf(key), value: holder[key] }
  Reflect.deleteProperty(holder, key)
  if (owner) owned.set(owner, [...(owned.get(owner) ?? []), kept])
  else parts.push(kept)
  return true
}

const own = (holder: unknown, key: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key) ? (holder as Own)[key] : undefined

/** What is kept of an open document of a newer version; undefined if it is none. */
export const newerOf = ({ extensions }: Pick<GraphDocument, 'extensions'>): { readonly version: number; readonly parts: readonly Part[] } | undefined =>
  accepted(newerSchema, own(extensions, NEWER))

/** The settings of a node or edge, or of the document, that are kept because this version does not understand them. */
export function newerSettings(owner: object): readonly string[] {
  const kept = own(own(owner, 'extensions'), NEWER)
  const parts = accepted(partsSchema, isObject(kept) ? kept.parts : kept) ?? []
  return [...new Set(parts.map(({ path }) => pointerKeys(path).join('.')))].filter((name) => name !== 'extensions')
}

/** A document as it is written: in the earliest version that has its keys, or in its newer version with all that it had. */
export function asWritten(document: GraphDocument): GraphDocument {
  const newer = newerOf(document)
  if (!newer) return { ...document, version: versionOf(document) }
  const written = restored({ ...document, version: newer.version }, newer.parts)
  for (const key of ['nodes', 'edges']) {
    const owners = written[key]
    if (!isObject(owners)) continue
    const whole = Object.entries(owners).map(([id, owner]) => {
      const parts = isObject(owner) ? accepted(partsSchema, own(owner.extensions, NEWER)) : undefined
      return [id, parts ? restored(owner as Own, parts) : owner]
    })
    written[key] = Object.fromEntries(whole)
  }
  return written as unknown as GraphDocument
}

/** A copy with the parts back in their places, the last one that was taken out first. What has lost its place is left out. */
function restored(owner: Readonly<Own>, parts: readonly Part[]): Own {
  const { [NEWER]: _, ...extensions } = owner.extensions as Own
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
        ;(holder as Own)[key] = next
      }
      holder = next
    }
    if (isObject(holder) && !Object.hasOwn(holder, last)) insert(holder, last, value, at)
  }
  return root.whole as Own
}

/** Adds an entry before the one at a position. */
function insert(holder: Own, key: string, value: unknown, at: number): void {
  const later = Object.entries(holder).slice(at)
  holder[key] = value
  for (const [name, entry] of later) {
    Reflect.deleteProperty(holder, name)
    holder[name] = entry
  }
}
