import { passedPort } from '../../engine/contract/node-type'
import type { Ablation, GraphDocument } from '../../engine/document/types'
import { typeOf } from '../document/ports'
import type { DocumentDraft } from '../document/types'

/** Those of these nodes that can be muted or bypassed. */
export const ablatable = (document: GraphDocument, nodes: readonly string[], ablation: Ablation): readonly string[] =>
  nodes.filter((id) => {
    const type = typeOf(document, id)
    return type !== undefined && (ablation === 'muted' || passedPort(type) !== undefined)
  })

/** Whether all of these nodes that can be muted (or bypassed) are. */
export function isAblated(document: GraphDocument, nodes: readonly string[], ablation: Ablation): boolean {
  const able = ablatable(document, nodes, ablation)
  return able.length > 0 && able.every((id) => document.nodes[id]!.ablation === ablation)
}

/** Mutes or bypasses nodes; undefined restores them. */
export function setAblation(draft: DocumentDraft, nodes: readonly string[], ablation: Ablation | undefined): void {
  for (const id of ablation === undefined ? nodes : ablatable(draft as GraphDocument, nodes, ablation)) {
    const spec = draft.nodes[id]
    if (!spec) continue
    if (ablation === undefined) delete spec.ablation
    else spec.ablation = ablation
  }
}
