import { getViewportForBounds, type FitViewOptions, type ReactFlowInstance, type Viewport } from '@xyflow/react'
import type { GraphDocument } from '../../engine/document/types'
import { documentStore } from '../editing/store'
import { useCanvas } from './canvasStore'
import { noteItem } from '../drawing/flowIds'
import { boxAt, occupied, type Point, type Rectangle } from '../drawing/geometry'
import { scopeOf } from '../drawing/groups/scope'
import { boundsOf as boundsAround } from '../drawing/groups/shapes'
import type { FlowEdge, FlowItem } from '../drawing/model'

type Flow = ReactFlowInstance<FlowItem, FlowEdge>

export const ZOOM = { least: 0.08, most: 2.5 } as const

let flow: Flow | undefined
let element: HTMLElement | undefined
/** Registers the canvas that is on screen. */
export function attach(instance: Flow | undefined, host: HTMLElement | undefined): void {
  if (instance) halt()
  flow = instance
  element = host
}

/** All items of the drawing, including those that `useInSlices` has not yet passed to React Flow. */
let allItems: readonly FlowItem[] = []
export function setItems(items: readonly FlowItem[]): void {
  allItems = items
}

/** Target of the camera's running animation. */
let heading: Viewport | undefined

/** Animates the camera; resolves when it has arrived. */
async function go(to: Viewport, took: number): Promise<boolean> {
  if (!flow) return false
  heading = to
  const done = await flow.setViewport(to, { duration: took })
  if (heading === to) heading = undefined
  return done
}

/** Cancels the camera's animation, because the user has taken over. */
export const halt = (): void => {
  heading = undefined
}

/** The camera's position, or its target while it moves. */
export const restingView = (): Viewport | undefined => heading ?? flow?.getViewport()

/** Like React Flow's `fitView`, but includes items that React Flow has not received yet. */
async function fitView(
  options: Pick<FitViewOptions<FlowItem>, 'nodes' | 'maxZoom' | 'duration'> & { readonly padding: FitViewOptions['padding'] & {} },
): Promise<boolean> {
  if (!flow || !element) return false
  const wanted = options.nodes && new Set(options.nodes.map(({ id }) => id))
  const items = wanted ? allItems.filter(({ id }) => wanted.has(id)) : allItems
  if (items.length === 0) return false
  const bounds = boundsAround(items.map(({ position, width = 0, height = 0 }) => ({ ...position, width, height })))
  const { clientWidth, clientHeight } = element
  const viewport = getViewportForBounds(bounds, clientWidth, clientHeight, ZOOM.least, options.maxZoom ?? ZOOM.most, options.padding)
  return go(viewport, options.duration ?? 0)
}

const current = () => documentStore.getState()
const duration = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 160)

/** The point of the drawing in the middle of the screen. */
export function middle(): Point {
  const box = element?.getBoundingClientRect()
  return flow && box ? flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 }) : { x: 0, y: 0 }
}

export const screenOf = (): DOMRect | undefined => (flow ? element?.getBoundingClientRect() : undefined)
export const onScreen = (at: Point): Point => flow?.flowToScreenPosition(at) ?? at
export const onCanvas = (at: Point): Point => flow?.screenToFlowPosition(at) ?? at

/** The rectangle around nodes, including what is drawn outside their boxes. */
export const boundsOf = (document: GraphDocument, nodes: readonly string[]): Rectangle =>
  boundsAround(
    nodes.flatMap((id) => {
      const at = document.view?.nodes?.[id]
      return at ? [occupied(at, boxAt(document, id))] : []
    }),
  )

/** Focuses the canvas, so that keys act on what was just added. */
export const focusCanvas = (): void => element?.focus({ preventScroll: true })

/** Centres the camera on a point of the drawing. */
function centre(at: Point): void {
  if (!flow || !element) return
  const zoom = flow.getZoom()
  void go({ x: element.clientWidth / 2 - at.x * zoom, y: element.clientHeight / 2 - at.y * zoom, zoom }, duration())
}

/** Whether a control that floats over the canvas, such as the zoom bar, hides a part of this rectangle of the screen. */
const isCovered = ({ x, y, width, height }: Rectangle): boolean =>
  [...document.querySelectorAll('[data-over-canvas]')].some((control) => {
    const box = control.getBoundingClientRect()
    return box.width > 0 && box.left < x + width && x < box.right && box.top < y + height && y < box.bottom
  })

/** Where a rectangle of the drawing is on screen once the camera has arrived. */
const resting = ({ x, y, width, height }: Rectangle, view: Viewport, box: DOMRect): Rectangle => ({
  x: box.left + view.x + x * view.zoom,
  y: box.top + view.y + y * view.zoom,
  width: width * view.zoom,
  height: height * view.zoom,
})

/**
 * Scrolls nodes into view if the middle of none of them is visible, or with `whole` if a part of any of them is not, or
 * is below a control.
 */
export function revealItems(nodes: readonly string[], whole = false): void {
  requestAnimationFrame(() => {
    const view = restingView()
    if (!view || !element) return
    const { document } = current()
    const box = element.getBoundingClientRect()
    const placed = nodes.flatMap((id) => {
      const at = document.view?.nodes?.[id]
      return at ? [resting({ ...at, ...boxAt(document, id) }, view, box)] : []
    })
    const sees = (x: number, y: number): boolean => x > box.left && x < box.right && y > box.top && y < box.bottom
    if (whole) {
      const free = (r: Rectangle): boolean => sees(r.x, r.y) && sees(r.x + r.width, r.y + r.height) && !isCovered(r)
      if (placed.length < nodes.length || !placed.every(free)) void fitView({ padding: AROUND, maxZoom: Math.min(1, view.zoom), duration: duration() })
      return
    }
    const seen = placed.some((r) => sees(r.x + r.width / 2, r.y + r.height / 2))
    const first = document.view?.nodes?.[nodes[0] ?? '']
    if (!seen && first) centre({ x: first.x + 80, y: first.y + 48 })
  })
}

/** Scrolls a rectangle of the drawing into view if it is not entirely visible. */
export function revealPlace({ x, y, width, height }: Rectangle): void {
  const box = screenOf()
  if (!flow || !box) return
  const [a, b] = [onScreen({ x, y }), onScreen({ x: x + width, y: y + height })]
  if (a.x >= box.left && b.x <= box.right && a.y >= box.top + 48 && b.y <= box.bottom - 48) return
  centre({ x: x + width / 2, y: y + height / 2 })
}

/** Padding for controls that float over the canvas: the view switch above, zoom and legend below. */
const AROUND = { top: '64px', bottom: '64px', left: '40px', right: '40px' } as const

/** Camera position after the last fit. If it differs from the current one, the user has moved the camera since. */
let fitted: Viewport | undefined

/** Fits all nodes into view; resolves once the camera has arrived. */
export async function fitAll(took = 0): Promise<void> {
  if (!flow || !(await fitView({ padding: AROUND, maxZoom: 1, duration: took }))) return
  fitted = flow.getViewport()
}

export const fit = (): void => void fitAll(duration())

/** Called when the canvas changes size: fits again, unless the user has moved the camera since the last fit. */
export function refit(): void {
  const now = flow?.getViewport()
  if (now && fitted && now.x === fitted.x && now.y === fitted.y && now.zoom === fitted.zoom) void fitAll()
}

export function fitSelection(): void {
  const { nodes, notes = [] } = current().selection
  if (nodes.length + notes.length === 0) fit()
  else void fitView({ nodes: [...itemsOf(nodes), ...notes.map((id) => ({ id: noteItem(id) }))], padding: 0.3, maxZoom: 1.5, duration: duration() })
}

/** The canvas items that show these nodes. */
function itemsOf(nodes: readonly string[]): { id: string }[] {
  const { item } = scopeOf(current().document, useCanvas.getState().inside)
  return [...new Set(nodes.flatMap((id) => item(id) ?? []))].map((id) => ({ id }))
}

/**
 * Zooms about the middle of the screen. Starts from the target of a running animation, so that repeated presses add up.
 */
function zoomTo(zoomOf: (zoom: number) => number): void {
  const view = restingView()
  if (!view || !element) return
  const zoom = Math.max(ZOOM.least, Math.min(ZOOM.most, zoomOf(view.zoom)))
  const [x, y] = [element.clientWidth / 2, element.clientHeight / 2]
  void go({ x: x - ((x - view.x) * zoom) / view.zoom, y: y - ((y - view.y) * zoom) / view.zoom, zoom }, duration())
}
/** Zoom factor of one key press. */
const STEP = 1.2
export const zoomIn = (): void => zoomTo((zoom) => zoom * STEP)
export const zoomOut = (): void => zoomTo((zoom) => zoom / STEP)
export const zoomReset = (): void => zoomTo(() => 1)

/** Centres the camera on nodes. */
export const lookAt = (nodes: readonly string[]): void => void fitView({ nodes: itemsOf(nodes), padding: 0.4, maxZoom: 1, duration: duration() })

/** Drawings of up to this many items are shown whole, so that the nodes in question are seen in context. */
const FEW = 14

/** Below this zoom only a node's name is readable. */
const LEGIBLE = 0.55

/** Whether the whole drawing, fitted into this space, would still be readable. */
function readsWhole(width: number, height: number): boolean {
  const { document } = current()
  const all = boundsOf(document, Object.keys(document.nodes))
  return Math.min(width / Math.max(1, all.width), height / Math.max(1, all.height)) >= LEGIBLE
}

/**
 * Shows nodes in the part of the canvas that a card of `left` pixels leaves free. Shows the whole drawing if it is
 * small or `nodes` is empty.
 */
export function lookBeside(nodes: readonly string[], left: number): void {
  const box = screenOf()
  if (!flow || !box) return
  // If the canvas is too narrow, the card overlaps the drawing.
  const covered = box.width > 2 * left ? left : 40
  const padding = { ...AROUND, left: `${covered}px` as const }
  const whole = nodes.length === 0 || (flow.getNodes().length <= FEW && readsWhole(box.width - covered - 40, box.height - 128))
  void fitView({ ...(whole ? {} : { nodes: itemsOf(nodes) }), padding, maxZoom: 1, duration: duration() })
}
