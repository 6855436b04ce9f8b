import { useStore } from '@xyflow/react'
import { useMemo, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/**
 * Renders into the layer that pans and zooms with the drawing. React Flow's own portal searches for that layer, past all
 * nodes, at every change of its store; this one searches once.
 */
export function OnDrawing({ children }: { readonly children: ReactNode }) {
  const drawing = useStore(({ domNode }) => domNode)
  const layer = useMemo(() => drawing?.querySelector('.react-flow__viewport-portal'), [drawing])
  return layer ? createPortal(children, layer) : null
}
