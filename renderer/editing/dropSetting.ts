import { pointerKeys } from '../../engine/document/pointer'
import type { DocumentDraft } from '../document/types'

/** Deletes one setting from a document, and objects that become empty. Used for settings without effect. */
export function dropSetting(draft: DocumentDraft, pointer: string): void {
  const keys = pointerKeys(pointer)
  const parents: Record<string, unknown>[] = []
  let at: unknown = draft
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return
    parents.push(at as Record<string, unknown>)
    at = (at as Record<string, unknown>)[key]
  }
  for (let i = keys.length - 1; i >= 0; i--) {
    const parent = parents[i]!
    if (Array.isArray(parent)) parent.splice(Number(keys[i]), 1)
    else delete parent[keys[i]!]
    // Nodes and edges remain even if they have no settings.
    if (keys[0] !== 'training' || i === 0 || Object.keys(parent).length > 0) return
  }
}
