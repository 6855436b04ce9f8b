import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

/** Brightness by id, 0 to 1. */
export interface Glow {
  readonly nodes: ReadonlyMap<string, number>
  readonly wires: ReadonlyMap<string, number>
}

/** The elements that a panel highlights on the canvas; undefined for none. */
export const glowStore = createStore<{ readonly glow: Glow | undefined }>(() => ({ glow: undefined }))

/** Brightness of a node or a wire; undefined while no panel highlights any. */
export const useGlow = (of: keyof Glow, id: string): number | undefined => useStore(glowStore, ({ glow }) => (glow ? (glow[of].get(id) ?? 0) : undefined))
