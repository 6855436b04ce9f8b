import { useEffect, useRef, type MouseEvent as ReactMouseEvent } from 'react'
import { documentStore, select } from '../../editing/store'
import type { Selection } from '../../document/types'
import { endHover, hover, useCanvas } from '../canvasStore'
import type { Scene } from '../../drawing/model'
import { isMoving } from '../../controls/pace'
import { motion } from '../motion'
import { OnDrawing } from '../OnDrawing'
import { wireOf } from './pointed'

/** Hover and click for wires that are drawn as one picture; React Flow does this for the others. */
export function useFarPointing() {
  const before = useRef<Selection>(undefined)
  return {
    // React Flow clears the selection on a press on the pane; remember it, so that a modifier can add to it.
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

/** The picture of all wires of a large drawing, and the wire under the pointer over it. */
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

/** One element under a large drawing, so that its distant parts share one compositor layer. */
export function Ground() {
  return (
    <OnDrawing>
      <Surface />
    </OnDrawing>
  )
}
