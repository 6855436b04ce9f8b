import { useReactFlow } from '@xyflow/react'
import { useEffect, type RefObject } from 'react'
import { documentStore, edit, endGesture, select } from '../../editing/store'
import { bendsOf, setBends } from '../../document/wires'
import { endHover } from '../canvasStore'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge, FlowItem, Scene } from '../../drawing/model'
import { nearest } from '../../drawing/wires/crossing'
import { wireOf } from './pointed'

const grid = (n: number): number => Math.round(n / 4) * 4

/** Where among the bends of a wire one at this place belongs. `line` is how the wire runs, ends included. */
const bendIndex = (bends: readonly Point[], line: readonly Point[], at: Point): number =>
  bends.length === 0 ? 0 : Math.min(bends.length, Math.max(0, nearest([line[0]!, ...bends, line.at(-1)!], at).leg))

export const removeBend = (edge: string, index: number): void =>
  edit('wires.edit.unbend', (draft) => setBends(draft, edge, bendsOf(documentStore.getState().document, edge).filter((_, i) => i !== index)))

export function straighten(edges: readonly string[]): void {
  edit('wires.edit.unbend', (draft) => {
    for (const edge of edges) setBends(draft, edge, [])
  })
}

/** With Alt and Shift a wire is taken at any point and bent; a bend of a selected wire is moved without them. */
export function useBending(host: RefObject<HTMLElement | null>, scene: RefObject<Scene | undefined>): void {
  const flow = useReactFlow<FlowItem, FlowEdge>()
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    let held: { readonly edge: string; readonly index: number; readonly others: readonly Point[] } | undefined
    const place = (event: PointerEvent): Point => {
      const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false })
      return { x: grid(x), y: grid(y) }
    }
    const end = (): void => {
      held = undefined
      endGesture()
      window.removeEventListener('pointermove', move, true)
      window.removeEventListener('pointerup', end, true)
    }
    const move = (event: PointerEvent): void => {
      if (!held) return
      event.stopPropagation()
      const { edge, index, others } = held
      const at = place(event)
      edit('wires.edit.bend', (draft) => setBends(draft, edge, [...others.slice(0, index), at, ...others.slice(index)]), { merge: 'bend' })
    }
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 || !(event.target instanceof Element)) return
      const bend = event.target.closest<SVGElement>('[data-bend]')?.dataset.bend?.split(' ')
      const edge = bend?.[0] ?? (event.altKey && event.shiftKey ? wireOf(event) : undefined)
      if (edge === undefined) return
      event.preventDefault()
      event.stopPropagation()
      const bends = bendsOf(documentStore.getState().document, edge)
      const line = scene.current?.edges.find(({ id }) => id === edge)?.data?.route.trace ?? []
      if (line.length === 0) return
      endGesture()
      held = bend
        ? { edge, index: Number(bend[1]), others: bends.filter((_, i) => i !== Number(bend[1])) }
        : { edge, index: bendIndex(bends, line, place(event)), others: bends }
      endHover()
      select({ nodes: [], edges: [edge] })
      window.addEventListener('pointermove', move, true)
      window.addEventListener('pointerup', end, true)
    }
    element.addEventListener('pointerdown', down, true)
    return () => {
      element.removeEventListener('pointerdown', down, true)
      window.removeEventListener('pointermove', move, true)
      window.removeEventListener('pointerup', end, true)
    }
  }, [host, scene, flow])
}
