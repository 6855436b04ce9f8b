import type { GraphDocument } from '../../engine/document/types'
import { typeOf } from '../document/ports'
import { wiresInto, wiresOutOf } from '../document/selectors'
import { isMemory } from '../../engine/compile/same-step'
import { boxAt, type Point } from './geometry'

/** How far left or right of what it copies a context may be and still count as below it. */
const BESIDE = 120

/**
 * Whether a node is drawn mirrored, with its input port at the right, like a delay in the feedback path of a block
 * diagram. A context is mirrored if its sources are right of, or above, its targets; `mirror` in the view overrides
 * this.
 */
export function isMirrored(document: GraphDocument, node: string, position: (node: string) => Point | undefined): boolean {
  const chosen = document.view?.nodes?.[node]?.mirror
  if (typeof chosen === 'boolean') return chosen
  const type = typeOf(document, node)
  if (!isMemory(type)) return false
  const centre = (id: string): number | undefined => {
    const at = position(id)
    return at && at.x + boxAt(document, id).width / 2
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
