import { ownerOf } from './ends'

/** Escapes `~` and `/` in a key of a JSON pointer (RFC 6901). */
const ESCAPED = /[~/]/
export const escapeKey = (key: string | number): string => {
  const text = String(key)
  return ESCAPED.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text
}

export const pointer = (keys: readonly (string | number)[]): string => keys.map((key) => `/${escapeKey(key)}`).join('')

export function pointerKeys(path: string): string[] {
  return path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether the document has a node or an edge with this id. */
export type Has = (part: 'nodes' | 'edges', id: string) => boolean

/**
 * Returns the nodes and edges that a pointer concerns: that of `/nodes/ID/…` or `/edges/ID/…`, and the owner of
 * `/weights/NAME/…`, which is an edge, or the node before the dot of `h.bias`.
 */
export function owners(path: string, has: Has): { nodes: string[]; edges: string[] } {
  const [part, id] = pointerKeys(path)
  const nowhere = { nodes: [], edges: [] }
  if (id === undefined) return nowhere
  if (part === 'nodes') return { nodes: [id], edges: [] }
  if (part === 'edges') return { nodes: [], edges: [id] }
  if (part !== 'weights') return nowhere
  if (has('edges', id)) return { nodes: [], edges: [id] }
  const node = ownerOf(id)
  return has('nodes', node) ? { nodes: [node], edges: [] } : nowhere
}

/** `Has` for a value that may be a document. */
export const hasIn =
  (document: unknown): Has =>
  (part, id) => {
    const things = isObject(document) ? document[part] : undefined
    return isObject(things) && Object.hasOwn(things, id)
  }

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
