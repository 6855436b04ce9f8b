import { bendsOf, setBends } from '../../document/wires'
import { documentStore, edit } from '../../editing/store'

export const removeBend = (edge: string, index: number): void =>
  edit('wires.edit.unbend', (draft) =>
    setBends(
      draft,
      edge,
      bendsOf(documentStore.getState().document, edge).filter((_, i) => i !== index),
    ),
  )

export function straighten(edges: readonly string[]): void {
  edit('wires.edit.unbend', (draft) => {
    for (const edge of edges) setBends(draft, edge, [])
  })
}
