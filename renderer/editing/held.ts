import { applyPatches, produce } from 'immer'
import { LEARNED } from '../../engine/document/learned'
import type { GraphDocument } from '../../engine/document/types'
import { restoreOrders } from '../document/keyOrder'
import type { HistoryEntry } from './store'

/** What a document's file holds, as far as that is known. */
export interface Held {
  readonly document: GraphDocument | undefined
  /** What tells apart what it holds of what is learned. */
  readonly learned: string | undefined
}

export const nothingHeld: Held = { document: undefined, learned: undefined }

/** Whether a file holds all there is. What is not known yet is taken to be as it was; what changes is not held. */
export const isSaved = ({ edited, learned, held }: { readonly edited: boolean; readonly learned: string | null | undefined; readonly held: Held }): boolean =>
  !edited && (learned === undefined || held.learned === undefined || learned === held.learned)

/** Whether two documents are the same text, what is learned left aside. */
export function sameText(a: GraphDocument, b: GraphDocument): boolean {
  if (a === b) return true
  const parts = (document: GraphDocument): [string, unknown][] =>
    Object.entries(document).flatMap(([key, part]): [string, unknown][] =>
      key === 'weights' ? [] : key === 'extensions' ? withoutLearned(part as object) : [[key, part]],
    )
  return sameEntries(parts(a), parts(b))
}

function withoutLearned(extensions: object): [string, unknown][] {
  const rest = Object.entries(extensions).filter(([key]) => key !== LEARNED)
  return rest.length === 0 ? [] : [['extensions', Object.fromEntries(rest)]]
}

const sameEntries = (a: readonly [string, unknown][], b: readonly [string, unknown][]): boolean =>
  a.length === b.length && a.every(([key, value], i) => key === b[i]![0] && same(value, b[i]![1]))

/** Equal to the order of keys: parts that two documents share are not looked into. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const entries = (value: object): [string, unknown][] => (Object.entries(value) as [string, unknown][]).filter(([, entry]) => entry !== undefined)
  return sameEntries(entries(a), entries(b))
}

/**
 * The document so many steps back, or forward where the number is negative, stored weights left as they are; undefined
 * where the steps do not lead there.
 */
export function documentBefore(
  document: GraphDocument,
  past: readonly HistoryEntry[],
  future: readonly HistoryEntry[],
  steps: number,
): GraphDocument | undefined {
  const back = steps >= 0
  const way = back ? past.slice(past.length - steps).reverse() : future.slice(0, -steps)
  try {
    return way.reduce((reached, { patches, inverse, orders }) => {
      const changed = applyPatches(
        reached,
        (back ? inverse : patches).filter(({ path }) => path[0] !== 'weights'),
      )
      return produce(changed, (draft) => restoreOrders(draft, orders, back ? 'before' : 'after'))
    }, document)
  } catch {
    return undefined
  }
}
