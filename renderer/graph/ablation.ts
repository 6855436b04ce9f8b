import type { Ablation } from '../../engine/document/types'
import { ablatable, isAblated, setAblation } from '../editing/ablation'
import { documentStore, edit } from '../editing/store'

/** Mutes or bypasses nodes; if all of them already are, restores them. */
export function toggleAblation(ablation: Ablation, nodes: readonly string[]): void {
  const { document } = documentStore.getState()
  const back = isAblated(document, nodes, ablation)
  edit(back ? 'ablation.edit.restore' : `ablation.edit.${ablation}`, (draft) => setAblation(draft, nodes, back ? undefined : ablation))
}

/** Text key of the reason why none of these nodes can be muted or bypassed; undefined if at least one can. */
export function noneAblatable(ablation: Ablation, nodes: readonly string[]): string | undefined {
  if (nodes.length === 0) return 'shell.reason.no-node-selected'
  return ablatable(documentStore.getState().document, nodes, ablation).length > 0 ? undefined : `ablation.reason.${ablation}`
}
