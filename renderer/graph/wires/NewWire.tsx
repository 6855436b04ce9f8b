import { Position, type ConnectionLineComponentProps } from '@xyflow/react'
import type { FlowItem, SceneBuilder } from '../../drawing/model'
import { useCanvas } from '../canvasStore'
import { endOfHandle, farHandle } from '../../drawing/flowIds'
import { bezier, drawBezier, pathOf } from '../../drawing/routing/path'

/** The wire that is being drawn: a curve to the pointer, or over a port its final route. */
export function newWire(builder: SceneBuilder) {
  return function NewWire({ fromX, fromY, toX, toY, fromPosition, toPosition, fromHandle, toHandle }: ConnectionLineComponentProps<FlowItem>) {
    const objects = useCanvas(({ connecting }) =>
      toHandle && connecting ? connecting.objections.has(farHandle(endOfHandle(toHandle.nodeId, toHandle.id))) : false,
    )
    const normal = fromPosition === Position.Right ? 1 : -1
    const end = toHandle ? (toPosition === Position.Right ? 1 : -1) : normal === 1 ? -1 : 1
    const here = { x: fromX, y: fromY, normal } as const
    const there = { x: toX, y: toY, normal: end } as const
    const forward = fromHandle.type === 'source'
    const route =
      toHandle
      && (forward ? builder.preview(here, there, fromHandle.nodeId, toHandle.nodeId) : builder.preview(there, here, toHandle.nodeId, fromHandle.nodeId))
    return (
      <g className={`new-wire ${toHandle ? (objects ? 'objects' : 'fits') : ''}`}>
        <path d={route ? route.path : pathOf((pen) => drawBezier(bezier(here, normal, there, end), pen))} />
        <circle cx={toX} cy={toY} r="4" />
      </g>
    )
  }
}
