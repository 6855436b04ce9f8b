import { isLarge } from '../drawing/geometry'
import { typeOf } from '../document/ports'
import { setLarge } from '../editing/commands'
import { documentStore, edit } from '../editing/store'

/** The nodes of these that have a larger size: all but discs. */
const enlargeable = (nodes: readonly string[]): readonly string[] => nodes.filter((id) => typeOf(documentStore.getState().document, id)?.face.shape !== 'dots')

/** Whether all of these nodes that can be large are so. */
export function areLarge(nodes: readonly string[]): boolean {
  const those = enlargeable(nodes)
  return those.length > 0 && those.every((id) => isLarge(documentStore.getState().document, id))
}

/** Enlarges the pictures of nodes; if all of them are large, gives them the usual size again. */
export function toggleLarge(nodes: readonly string[]): void {
  const large = !areLarge(nodes)
  edit(large ? 'canvas.edit.enlarge' : 'canvas.edit.reduce', (draft) => setLarge(draft, enlargeable(nodes), large))
}

/** Text key of the reason why none of these nodes can be enlarged; undefined if at least one can. */
export function noneEnlargeable(nodes: readonly string[]): string | undefined {
  if (nodes.length === 0) return 'shell.reason.no-node-selected'
  return enlargeable(nodes).length > 0 ? undefined : 'canvas.reason.one-size'
}
