import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

/** Brightness of nodes by id, 0 to 1, while a panel highlights them; undefined otherwise. */
export const glowStore = createStore<{ readonly glow: ReadonlyMap<string, number> | undefined }>(() => ({ glow: undefined }))

/** Brightness of a node; undefined while no panel highlights nodes. */
export const useGlow = (node: string): number | undefined => useStore(glowStore, ({ glow }) => (glow ? (glow.get(node) ?? 0) : undefined))
