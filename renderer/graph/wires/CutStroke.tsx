import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { removeSelection } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { endHover } from '../canvasStore'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge, FlowItem, Scene } from '../../drawing/model'
import { useBending } from './bending'
import { crosses } from '../../drawing/wires/crossing'

/** Below this a press is a press. */
const LEAST = 6

/** A stroke with Alt held over the free canvas: what it crosses is cut when it ends; Escape gives it up. */
export function CutStroke({ host, scene }: { readonly host: RefObject<HTMLDivElement | null>; readonly scene: RefObject<Scene | undefined> }) {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  useBending(host, scene)
  const [stroke, setStroke] = useState<readonly Point[]>([])
  const drawn = useRef<Point[]>([])
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const end = (): void => {
      drawn.current = []
      setStroke([])
      window.removeEventListener('pointermove', move, true)
      window.removeEventListener('pointerup', up, true)
      window.removeEventListener('keydown', escape, true)
    }
    const move = (event: PointerEvent): void => {
      const last = drawn.current.at(-1)!
      if (Math.hypot(event.clientX - last.x, event.clientY - last.y) < LEAST) return
      drawn.current = [...drawn.current, { x: event.clientX, y: event.clientY }]
      setStroke(drawn.current)
      event.stopPropagation()
    }
    const up = (event: PointerEvent): void => {
      const line = [...drawn.current, { x: event.clientX, y: event.clientY }].map((p) => flow.screenToFlowPosition(p, { snapToGrid: false }))
      const moved = drawn.current.length > 1
      end()
      if (!moved) return
      const { document } = documentStore.getState()
      const cut = (scene.current?.edges ?? []).filter((edge) => document.edges[edge.id] && crosses(edge.data?.route.trace ?? [], line)).map((edge) => edge.id)
      if (cut.length > 0) edit('wiring.edit.cut', (draft) => removeSelection(draft, { nodes: [], edges: cut }))
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      end()
    }
    const down = (event: PointerEvent): void => {
      // With Shift it bends a wire.
      if (!event.altKey || event.shiftKey || event.button !== 0 || !(event.target instanceof Element)) return
      if (!event.target.closest('.react-flow__pane, .react-flow__edge') || event.target.closest('.react-flow__node')) return
      event.preventDefault()
      event.stopPropagation()
      endHover()
      drawn.current = [{ x: event.clientX, y: event.clientY }]
      window.addEventListener('pointermove', move, true)
      window.addEventListener('pointerup', up, true)
      window.addEventListener('keydown', escape, true)
    }
    element.addEventListener('pointerdown', down, true)
    return () => {
      element.removeEventListener('pointerdown', down, true)
      end()
    }
  }, [host, scene, flow])
  if (stroke.length < 2) return null
  return (
    <svg className="cut-stroke" aria-hidden>
      <polyline points={stroke.map((p) => `${p.x},${p.y}`).join(' ')} fill="none" />
    </svg>
  )
}
