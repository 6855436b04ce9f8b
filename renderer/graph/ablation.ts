import type { Ablation } from '../../engine/document/types'
import { ablatable, isAblated, setAblation } from '../editing/ablation'
import { documentStore, edit } from '../editing/store'

/** Mutes or bypasses what is selected; where all of it is already, it takes part again. */
export function toggleAblation(ablation: Ablation, nodes: readonly string[] = documentStore.getState().selection.nodes): void {
  const { document } = documentStore.getState()
  if (ablatable(document, nodes, ablation).length === 0) return
  const back = isAblated(document, nodes, ablation)
  edit(back ? 'ablation.edit.restore' : `ablation.edit.${ablation}`, (draft) => setAblation(draft, nodes, back ? undefined : ablation))
}

/** Why nothing of what is selected can be muted, or bypassed, now. */
export function noneAblatable(ablation: Ablation): string | undefined {
  const { document, selection } = documentStore.getState()
  if (selection.nodes.length === 0) return 'shell.reason.no-node-selected'
  return ablatable(document, selection.nodes, ablation).length > 0 ? undefined : `ablation.reason.${ablation}`
}
