import { Position, type ConnectionLineComponentProps } from '@xyflow/react'
import { useCanvas } from '../canvasStore'
import { bezier, bezierPath } from '../routing/path'

/** The wire while it is being drawn. */
export function NewWire({ fromX, fromY, toX, toY, fromPosition, toPosition, toHandle }: ConnectionLineComponentProps) {
  const objects = useCanvas(({ connecting }) =>
    toHandle && connecting ? connecting.objections.has(`${toHandle.nodeId}.${toHandle.id ?? ''}`) : false,
  )
  const normal = fromPosition === Position.Right ? 1 : -1
  const end = toHandle ? (toPosition === Position.Right ? 1 : -1) : -normal
  const line = bezier({ x: fromX, y: fromY }, normal, { x: toX, y: toY }, end)
  return (
    <g className={`new-wire ${toHandle ? (objects ? 'objects' : 'fits') : ''}`}>
      <path d={bezierPath(line)} />
      <circle cx={toX} cy={toY} r="4" />
    </g>
  )
}
