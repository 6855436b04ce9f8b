import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

/** How bright nodes are lit, 0 to 1, by id, while a panel lights them; undefined while none does. */
export const glowStore = createStore<{ readonly glow: ReadonlyMap<string, number> | undefined }>(() => ({ glow: undefined }))

/** How bright a node is lit; undefined while none is. */
export const useGlow = (node: string): number | undefined => useStore(glowStore, ({ glow }) => (glow ? (glow.get(node) ?? 0) : undefined))
