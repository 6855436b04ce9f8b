import { useCallback, useEffect, useRef, type KeyboardEvent, type PointerEvent, type WheelEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { UnrolledView } from '../../engine/run/streams'
import { documentStore, select } from '../editing/store'
import { chooseMoment, momentStore } from '../workspace/engine'
import { byStep, toStepOf } from '../workspace/moment'
import { COLUMN, LEFT, ROW, TILE, TOP, VALUES, ERROR, xOf, yOf, type Row } from './layout'
import { outlineOf, paint, type Camera, type Size } from './paint'
import type { Picture } from './scene'

/** The element under the pointer. */
export interface Pointed {
  readonly node?: string
  readonly edge?: string
  /** A node's link to itself. */
  readonly self?: string
  /** Place of the step in the window. */
  readonly k: number
}

interface StageProps {
  readonly view: UnrolledView
  readonly rows: readonly Row[]
  readonly picture: Picture
  /** Changes when the picture must be fitted to the view again. */
  readonly fits: number
  readonly onPoint: (pointed: Pointed | undefined) => void
}

const CLOSEST = 4
const FARTHEST = 0.05
/** Most pixels of movement that still count as a click. */
const STILL = 4

/** The picture, which can be moved and zoomed. A click also selects on the canvas; a click on a step's number goes to that step. */
export function Stage({ view, rows, picture, fits, onPoint }: StageProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const camera = useRef<Camera>({ x: 0, y: 0, zoom: 1 })
  const drag = useRef<{ readonly x: number; readonly y: number; readonly camera: Camera; moved: boolean }>(undefined)
  const newest = useRef({ picture, view })
  const size = useRef<Size>(undefined)
  const draw = useCallback(() => {
    if (canvas.current && size.current) paint(canvas.current, size.current, newest.current.picture, camera.current)
  }, [])
  useEffect(() => {
    newest.current = { picture, view }
    draw()
  }, [picture, view, draw])

  const shape = `${rows.length} ${view.steps}`
  useEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    const fit = (): void => {
      const { clientWidth: w, clientHeight: h } = element
      if (w === 0 || h === 0) return
      size.current = { w, h }
      const { width, height } = newest.current.picture
      const zoom = Math.max(FARTHEST, Math.min(1.4, w / width, h / height))
      camera.current = { zoom, x: Math.max(0, (w - zoom * width) / 2), y: Math.max(0, (h - zoom * height) / 2) }
      draw()
    }
    fit()
    const observer = new ResizeObserver(fit)
    observer.observe(element)
    return () => observer.disconnect()
  }, [shape, fits, draw])

  const placeOf = ({ clientX, clientY, currentTarget }: { clientX: number; clientY: number; currentTarget: Element }): { x: number; y: number } => {
    const { left, top } = currentTarget.getBoundingClientRect()
    const { x, y, zoom } = camera.current
    return { x: (clientX - left - x) / zoom, y: (clientY - top - y) / zoom }
  }

  const at = ({ x, y }: { readonly x: number; readonly y: number }): Pointed | undefined => {
    const k = Math.floor((x - LEFT) / COLUMN)
    const row = Math.floor((y - TOP) / ROW)
    const inside = k >= 0 && k < view.steps
    if (inside && rows[row] && x - xOf(k) <= TILE && Math.abs(y - yOf(row)) <= (VALUES + ERROR) / 2) return { node: rows[row].node, k }
    if (x < LEFT - 22 && rows[row]) return { node: rows[row].node, k: view.at - view.first }
    const context = canvas.current?.getContext('2d')
    if (!context) return undefined
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.lineWidth = 10
    const found = picture.shapes.findLast((part) => part.kind === 'line' && part.link !== undefined && context.isPointInStroke(outlineOf(part), x, y))
    if (found?.kind === 'line' && found.link !== undefined) {
      const { edge, from } = view.links[found.link]!
      return { ...(edge === undefined ? { self: from } : { edge }), k: found.k! }
    }
    return inside ? { k } : undefined
  }

  const zoomBy = (factor: number, px: number, py: number): void => {
    const { x, y, zoom } = camera.current
    const next = Math.max(FARTHEST, Math.min(CLOSEST, zoom * factor))
    camera.current = { zoom: next, x: px - ((px - x) * next) / zoom, y: py - ((py - y) * next) / zoom }
    draw()
  }

  const choose = (found: Pointed | undefined, more: boolean): void => {
    const { selection } = documentStore.getState()
    if (found?.node !== undefined) select({ nodes: more ? toggled(selection.nodes, found.node) : [found.node], edges: more ? selection.edges : [] })
    else if (found?.edge !== undefined) select({ nodes: more ? selection.nodes : [], edges: more ? toggled(selection.edges, found.edge) : [found.edge] })
    else if (!more) select({ nodes: [], edges: [] })
  }

  const walk = (row: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, row))]
    if (next) choose({ node: next.node, k: view.at - view.first }, false)
  }

  const goTo = (k: number): void => chooseMoment(toStepOf(view.place, view.first + k))

  const onKeyDown = (event: KeyboardEvent<HTMLCanvasElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const middle = [event.currentTarget.clientWidth / 2, event.currentTarget.clientHeight / 2] as const
    const selected = rows.findIndex(({ node }) => documentStore.getState().selection.nodes.includes(node))
    const act = {
      ArrowLeft: () => (momentStore.getState().held ? chooseMoment(byStep(-1)) : goTo(view.at - view.first - 1)),
      ArrowRight: () => (momentStore.getState().held ? chooseMoment(byStep(1)) : goTo(view.at - view.first)),
      ArrowUp: () => walk(selected - 1),
      ArrowDown: () => walk(selected + 1),
      '+': () => zoomBy(1.25, ...middle),
      '-': () => zoomBy(0.8, ...middle),
    }[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
    const { selection } = documentStore.getState()
    if (selection.nodes[0] !== undefined) onPoint({ node: selection.nodes[0], k: view.at - view.first })
  }

  return (
    <canvas
      ref={canvas}
      className="unrolled-stage"
      tabIndex={0}
      role="application"
      aria-label={t('unrolled.picture', { nodes: rows.length, first: view.first, last: view.first + view.steps - 1 })}
      onKeyDown={onKeyDown}
      onWheel={(event: WheelEvent<HTMLCanvasElement>) => {
        const { left, top } = event.currentTarget.getBoundingClientRect()
        zoomBy(Math.exp(-event.deltaY / 500), event.clientX - left, event.clientY - top)
      }}
      onPointerDown={(event: PointerEvent<HTMLCanvasElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, y: event.clientY, camera: camera.current, moved: false }
      }}
      onPointerMove={(event) => {
        const begun = drag.current
        if (!begun || event.buttons === 0) return onPoint(at(placeOf(event)))
        const [dx, dy] = [event.clientX - begun.x, event.clientY - begun.y]
        begun.moved ||= Math.hypot(dx, dy) > STILL
        if (!begun.moved) return
        camera.current = { ...begun.camera, x: begun.camera.x + dx, y: begun.camera.y + dy }
        draw()
      }}
      onPointerUp={(event) => {
        const begun = drag.current
        drag.current = undefined
        if (!begun || begun.moved) return
        const place = placeOf(event)
        const found = at(place)
        if (place.y < TOP && found) goTo(found.k)
        else choose(found, event.shiftKey || event.ctrlKey || event.metaKey)
      }}
      onPointerLeave={() => onPoint(undefined)}
    />
  )
}

const toggled = (list: readonly string[], id: string): string[] => (list.includes(id) ? list.filter((other) => other !== id) : [...list, id])
