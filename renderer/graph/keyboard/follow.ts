import { wiresInto, wiresOf, wiresOutOf } from '../../document/selectors'
import type { Selection } from '../../document/types'
import type { GraphDocument } from '../../../engine/document/types'

/**
 * The selection after one step along the wires; undefined if there is no such step. `forward` and `backward` go from a
 * node to its first wire, and from a wire to the node at its end; `next` and `previous` cycle through the wires of a
 * wire's two nodes.
 */
export function follow(document: GraphDocument, selection: Selection, way: 'forward' | 'backward' | 'next' | 'previous'): Selection | undefined {
  const wire = (id: string | undefined): Selection | undefined => (id === undefined ? undefined : { nodes: [], edges: [id] })
  const [node] = selection.nodes
  if (node !== undefined) {
    const out = wiresOutOf(document, node)
    const into = wiresInto(document, node)
    switch (way) {
      case 'forward':
        return wire(out[0]?.id)
      case 'backward':
        return wire(into[0]?.id)
      case 'next':
        return wire([...out, ...into][0]?.id)
      case 'previous':
        return wire([...out, ...into].at(-1)?.id)
    }
  }
  const at = wiresOf(document).find((w) => w.id === selection.edges[0])
  if (!at) return undefined
  switch (way) {
    case 'forward':
      return { nodes: [at.to.node], edges: [] }
    case 'backward':
      return { nodes: [at.from.node], edges: [] }
    case 'next':
    case 'previous': {
      // A Set, because a wire that joins these two nodes belongs to both.
      const ids = [...new Set([...wiresOutOf(document, at.from.node), ...wiresInto(document, at.to.node)].map((w) => w.id))]
      const index = ids.indexOf(at.id) + (way === 'next' ? 1 : -1)
      return wire(ids[(index + ids.length) % ids.length])
    }
  }
}
