import { problem, type Problem } from '../base/problem'
import { defaultOf, type Schema } from '../contract/schema'
import { withPartsInOrder } from '../document/part-order'
import { isObject, pointerKeys } from '../document/pointer'
import { trainingSchema } from '../document/settings'

/** Values by path, to set in the document of one run. */
export type Settings = Readonly<Record<string, unknown>>

/** The parts of a document whose members must exist: a setting of a missing node would have no effect. */
const THINGS = new Set(['nodes', 'edges'])

/** Returns the keys of a path, which is a JSON pointer (`/nodes/h/size`) or has dots (`nodes.h.size`). */
export const keysOf = (path: string): readonly string[] => (path.startsWith('/') ? pointerKeys(path) : path.split('.'))

/**
 * Returns a copy of a document, as JSON, with these settings; creates missing objects on the path. Returns a problem if a
 * path leads through a value that is not an object, or to a node or edge that does not exist. Parsing checks the values.
 */
export function withSettings(document: unknown, settings: Settings): { readonly document: unknown } | { readonly problem: Problem } {
  let next = document
  for (const [path, value] of Object.entries(settings)) {
    const keys = keysOf(path)
    const at = missing(next, keys)
    if (at !== undefined) return { problem: problem('document-invalid', 'sweep-path', { path, at: at || path }, { path: '' }) }
    next = put(withKind(next, keys), keys, value)
  }
  return { document: isObject(next) && isObject(document) ? withPartsInOrder(next, document) : next }
}

/** Adds the default `kind` to a setting of training, such as the optimizer, if a path leads into it and the document omits it. */
function withKind(document: unknown, [part, key, ...rest]: readonly string[]): unknown {
  const training: unknown = part === 'training' && isObject(document) ? (document.training ?? {}) : undefined
  if (!isObject(document) || !isObject(training) || key === undefined || rest.length === 0 || rest[0] === 'kind' || Object.hasOwn(training, key))
    return document
  const schemas = trainingSchema.keys as Readonly<Record<string, Schema>>
  const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined
  const standard = schema && defaultOf(schema, training)
  return isObject(standard) && typeof standard.kind === 'string' ? { ...document, training: { ...training, [key]: { kind: standard.kind } } } : document
}

/** Returns the first part of a path that does not exist and may not be created; undefined if there is none. */
function missing(document: unknown, keys: readonly string[]): string | undefined {
  let here = document
  for (const [i, key] of keys.entries()) {
    const to = keys.slice(0, i + 1).join('.')
    if (key === '' || key === '__proto__') return to
    if (here === undefined) continue
    if (Array.isArray(here)) {
      if (!/^\d+$/.test(key) || Number(key) >= here.length) return to
      here = here[Number(key)] as unknown
      continue
    }
    if (!isObject(here)) return to
    const there = Object.hasOwn(here, key)
    if (!there && i === 1 && THINGS.has(keys[0]!)) return to
    here = there ? here[key] : undefined
  }
  return keys.length < 2 ? keys.join('.') : undefined
}

function put(here: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(here)) return here.map((item: unknown, i) => (i === Number(key) ? put(item, rest, value) : item))
  const object = isObject(here) ? here : {}
  return { ...object, [key]: put(Object.hasOwn(object, key) ? object[key] : undefined, rest, value) }
}

/** Most settings of a document to list. */
const LISTED = 48

/**
 * Returns at most 48 settings of a document's training and nodes, by path with dots: numbers, short texts, booleans, and
 * short lists as text.
 */
export function settingsOf({ training, nodes }: { readonly training?: unknown; readonly nodes?: unknown }): Settings {
  const found: [string, unknown][] = []
  const walk = (path: string, value: unknown): void => {
    if (found.length >= LISTED) return
    if (isObject(value)) for (const [key, part] of Object.entries(value)) walk(`${path}.${key}`, part)
    else if (typeof value === 'string' ? value.length <= 40 : typeof value === 'number' || typeof value === 'boolean') found.push([path, value])
    else if (Array.isArray(value) && value.length <= 8) found.push([path, JSON.stringify(value)])
  }
  walk('training', training)
  walk('nodes', nodes)
  return Object.fromEntries(found)
}
