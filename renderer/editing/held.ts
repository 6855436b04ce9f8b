import { produce } from 'immer'
import { LEARNED } from '../../engine/document/learned'
import type { GraphDocument } from '../../engine/document/types'
import { restoreOrders } from '../document/keyOrder'
import { patched } from './patched'
import type { HistoryEntry } from './entry'

/** The known contents of a document's file. */
export interface FileContents {
  readonly document: GraphDocument | undefined
  /** Identifies the trained state in the file. */
  readonly learned: string | undefined
}

export const nothingHeld: FileContents = { document: undefined, learned: undefined }

/**
 * Whether the file contains the current state. An unknown trained state counts as unchanged; one that is changing
 * counts as unsaved.
 */
export const isSaved = ({
  edited,
  learned,
  held,
}: {
  readonly edited: boolean
  readonly learned: string | null | undefined
  readonly held: FileContents
}): boolean => !edited && (learned === undefined || held.learned === undefined || learned === held.learned)

/** Whether two documents are equal except for trained state. */
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

/** Equality including the order of keys; identical objects are not traversed. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const entries = (value: object): [string, unknown][] => (Object.entries(value) as [string, unknown][]).filter(([, entry]) => entry !== undefined)
  return sameEntries(entries(a), entries(b))
}

/**
 * The document `steps` steps of history back (negative: forward), with its stored weights unchanged; undefined if
 * history does not reach that far.
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
      const changed = patched(
        reached,
        (back ? inverse : patches).filter(({ path }) => path[0] !== 'weights'),
      )
      return produce(changed, (draft) => restoreOrders(draft, orders, back ? 'before' : 'after'))
    }, document)
  } catch {
    return undefined
  }
}
