import { useStore as useFlow, useStoreApi } from '@xyflow/react'
import { GripHorizontal } from 'lucide-react'
import { useRef, type KeyboardEvent, type PointerEvent, type SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { documentStore } from '../../editing/store'
import { OnDrawing } from '../../graph'
import { shift, usePinned, type Pinned } from '../../workspace/pinned'
import { ownerOf } from './owner'
import { PinnedPlot } from './PinnedPlot'
import './pinned.css'

const GAP = 12
const HEIGHT = 168
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }

/** The pinned plots on the canvas, each under its node; further ones of a node are below. */
export function PinnedOnCanvas() {
  const here = usePinned().filter(({ standing }) => standing === 'canvas')
  const document = useStore(documentStore, (state) => state.document)
  const owners = here.map(({ subject }) => ownerOf(subject, document))
  if (here.length === 0) return null
  return (
    <OnDrawing>
      {here.map((plot, i) => (
        <Placed key={plot.id} pinned={plot} node={owners[i]} row={owners.slice(0, i).filter((other) => other === owners[i]).length} />
      ))}
    </OnDrawing>
  )
}

interface PlacedProps {
  readonly pinned: Pinned
  readonly node: string | undefined
  readonly row: number
}

function Placed({ pinned, node, row }: PlacedProps) {
  const { t } = useTranslation()
  const flow = useStoreApi()
  // Joined to one string, so that only moving this node renders it again.
  const place = useFlow(({ nodeLookup }) => {
    const found = node === undefined ? undefined : nodeLookup.get(node)
    if (!found) return undefined
    const { x, y } = found.internals.positionAbsolute
    return `${x} ${y + (found.measured.height ?? 0)}`
  })
  const held = useRef<readonly [number, number]>(undefined)
  if (place === undefined) return null
  const [x, y] = place.split(' ').map(Number) as [number, number]
  const drag = (event: PointerEvent<HTMLButtonElement>): void => {
    if (!held.current) return
    const zoom = flow.getState().transform[2]
    shift(pinned.id, (event.clientX - held.current[0]) / zoom, (event.clientY - held.current[1]) / zoom)
    held.current = [event.clientX, event.clientY]
  }
  const press = (event: KeyboardEvent): void => {
    const by = ARROWS[event.key]
    if (!by) return
    event.preventDefault()
    shift(pinned.id, ...by)
  }
  // Pointer events on the plot must not reach the canvas.
  const keep = (event: SyntheticEvent): void => event.stopPropagation()
  return (
    <div
      className="panels pinned-on-canvas nodrag nopan nowheel"
      style={{ transform: `translate(${x + pinned.moved.x}px, ${y + GAP + row * (HEIGHT + GAP) + pinned.moved.y}px)`, height: HEIGHT }}
      onPointerDown={keep}
      onMouseDown={keep}
      onClick={keep}
      onDoubleClick={keep}
      onContextMenu={keep}
      onKeyDown={keep}
    >
      <button
        type="button"
        className="pinned-grip"
        aria-label={t('pinned.move')}
        title={t('pinned.move')}
        onKeyDown={press}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          held.current = [event.clientX, event.clientY]
        }}
        onPointerMove={drag}
        onPointerUp={() => (held.current = undefined)}
      >
        <GripHorizontal size={12} />
      </button>
      <PinnedPlot pinned={pinned} />
    </div>
  )
}
