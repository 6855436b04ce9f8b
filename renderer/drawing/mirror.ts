import type { GraphDocument } from '../../engine/document/types'
import { typeOf } from '../document/ports'
import { wiresInto, wiresOutOf } from '../document/selectors'
import { isMemory } from '../../engine/compile/same-step'
import { boxOf, type Point } from './geometry'

/** How far beside what it copies a context may stand and still be read as lying under it. */
const BESIDE = 120

/**
 * Whether a node is drawn the other way round, its in port on the right, as block diagrams draw a delay in a feedback
 * path. A context is where what it reads stands right of, or over, what it feeds; `mirror` in the view decides otherwise.
 */
export function isMirrored(document: GraphDocument, node: string, position: (node: string) => Point | undefined): boolean {
  const chosen = document.view?.nodes?.[node]?.mirror
  if (typeof chosen === 'boolean') return chosen
  const type = typeOf(document, node)
  if (!isMemory(type)) return false
  const centre = (id: string): number | undefined => {
    const at = position(id)
    return at && at.x + boxOf(typeOf(document, id)).width / 2
  }
  const mean = (ids: readonly string[]): number | undefined => {
    const all = ids
      .filter((id) => id !== node)
      .map(centre)
      .filter((x): x is number => x !== undefined)
    return all.length > 0 ? all.reduce((a, b) => a + b, 0) / all.length : undefined
  }
  const source = mean(wiresInto(document, node).map((w) => w.from.node))
  const target = mean(wiresOutOf(document, node).map((w) => w.to.node))
  const own = centre(node)
  if (source !== undefined && target !== undefined) return source >= target - 1
  if (own === undefined) return false
  if (source !== undefined) return source >= own - BESIDE
  if (target !== undefined) return target <= own + BESIDE
  return false
}
