import { useReactFlow } from '@xyflow/react'
import { useState, type RefObject } from 'react'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge, FlowItem, Scene } from '../../drawing/model'
import { Bending } from '../gestures/bending'
import { Cutting } from '../gestures/cutting'
import { useGesture } from '../gestures/useGesture'

/** Alt-drag over free canvas cuts the wires it crosses; with Shift it bends a wire. Draws the stroke. */
export function CutStroke({ host, scene }: { readonly host: RefObject<HTMLDivElement | null>; readonly scene: RefObject<Scene | undefined> }) {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  const [stroke, draw] = useState<readonly Point[]>([])
  const place = (at: Point): Point => flow.screenToFlowPosition(at, { snapToGrid: false })
  const wires = (): readonly FlowEdge[] => scene.current?.edges ?? []
  useGesture(host, () => new Bending(place, wires))
  useGesture(host, () => new Cutting(place, wires, draw))
  if (stroke.length < 2) return null
  return (
    <svg className="cut-stroke" aria-hidden>
      <polyline points={stroke.map((p) => `${p.x},${p.y}`).join(' ')} fill="none" />
    </svg>
  )
}
