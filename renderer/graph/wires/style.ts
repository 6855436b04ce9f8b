import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface WireStyle {
  /** Whether wires run level and upright alone. */
  readonly orthogonal: boolean
}

/** How wires are drawn on every canvas of this person. */
export const useWireStyle = create<WireStyle>()(
  persist((): WireStyle => ({ orthogonal: false }), {
    name: 'unfold.wires', version: 1,
    merge: (stored) => ({ orthogonal: typeof stored === 'object' && stored !== null && 'orthogonal' in stored && stored.orthogonal === true }),
  }),
)

export function toggleOrthogonal(): void {
  useWireStyle.setState(({ orthogonal }) => ({ orthogonal: !orthogonal }))
}
