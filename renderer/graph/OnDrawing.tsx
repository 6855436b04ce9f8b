import { useStore } from '@xyflow/react'
import { useMemo, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/**
 * Draws into the layer that moves with the drawing. React Flow's own portal looks for the layer at every change of its
 * store, past all nodes that stand before it; here it is looked for once.
 */
export function OnDrawing({ children }: { readonly children: ReactNode }) {
  const drawing = useStore(({ domNode }) => domNode)
  const layer = useMemo(() => drawing?.querySelector('.react-flow__viewport-portal'), [drawing])
  return layer ? createPortal(children, layer) : null
}
