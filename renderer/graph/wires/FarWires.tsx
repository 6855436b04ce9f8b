import { useEffect, useRef, type MouseEvent as ReactMouseEvent } from 'react'
import { documentStore, select } from '../../editing/store'
import type { Selection } from '../../document/types'
import { endHover, hover, useCanvas } from '../canvasStore'
import type { Scene } from '../../drawing/model'
import { isMoving } from '../../controls/pace'
import { motion } from '../motion'
import { OnDrawing } from '../OnDrawing'
import { wireOf } from './pointed'

/** Pointing at wires that are drawn in one picture: what React Flow does for those that are drawn one by one. */
export function useFarPointing() {
  const before = useRef<Selection>(undefined)
  return {
    // The pane forgets the selection when it is pressed; what is added with a key is added to what was there.
    onPointerDownCapture: () => void (before.current = documentStore.getState().selection),
    onClick(event: ReactMouseEvent): void {
      if (!(event.target instanceof Element) || !event.target.matches('.react-flow__pane') || event.altKey) return
      const edge = wireOf(event)
      if (edge === undefined) return
      const { nodes, edges, notes } = before.current ?? documentStore.getState().selection
      if (!event.shiftKey && !event.ctrlKey && !event.metaKey) select({ nodes: [], edges: [edge] })
      else select({ nodes, edges: edges.includes(edge) ? edges.filter((id) => id !== edge) : [...edges, edge], ...(notes ? { notes } : {}) })
    },
    onMouseMove(event: ReactMouseEvent<HTMLElement>): void {
      if (isMoving() || !(event.target instanceof Element) || event.target.closest('[data-edge]') || useCanvas.getState().connecting) return
      const edge = event.buttons === 0 ? wireOf(event) : undefined
      event.currentTarget.toggleAttribute('data-on-wire', edge !== undefined)
      if (edge !== undefined) hover(edge, { x: event.clientX, y: event.clientY })
      else endHover()
    },
  }
}

/** The picture of all wires of a large drawing from afar, and over it the one that is pointed at. */
export function FarWires({ scene }: { readonly scene: Scene }) {
  const hovered = useCanvas((state) => state.hovered?.edge)
  const data = hovered === undefined ? undefined : scene.edges.find(({ id }) => id === hovered)?.data
  return (
    <OnDrawing>
      <canvas className="far-wires" aria-hidden />
      {data && (
        <svg className="far-wire" aria-hidden>
          <path d={data.route.path} style={{ stroke: `var(--role-${data.role})` }} />
        </svg>
      )}
    </OnDrawing>
  )
}

function Surface() {
  const surface = useRef<HTMLDivElement>(null)
  useEffect(() => {
    motion.take(surface.current)
    return () => motion.take(null)
  }, [])
  return <div ref={surface} className="ground" />
}

/** One surface under a large drawing: parts that lie apart are one layer with it, and not one each. */
export function Ground() {
  return (
    <OnDrawing>
      <Surface />
    </OnDrawing>
  )
}
