import type { useStoreApi } from '@xyflow/react'
import { farWires } from './farWires'
import type { Rectangle } from './geometry'
import { live, type Shown } from './live/live'
import { onTheme } from './live/scale'
import type { Scene } from './model'

type FlowStore = ReturnType<typeof useStoreApi>

/** Which detail is worth drawing at a zoom. */
const detailOf = (zoom: number): '0' | '1' | '2' => (zoom < 0.3 ? '2' : zoom < 0.55 ? '1' : '0')
/** How much larger names are written the smaller all is drawn, in steps, so that they can be read until there is less detail. */
const growthOf = (zoom: number): number => (zoom < 0.55 ? 1 : Math.max(1, Math.min(1.35, Math.ceil(8.5 / zoom) / 10)))
const SHOWN: Readonly<Record<'0' | '1' | '2', Shown>> = { 0: 'units', 1: 'colour', 2: 'nothing' }

/** Drawings with more wires than this leave out what is out of sight, and draw wires in one picture from afar. */
export const LARGE = 300

export interface Sight {
  /** Another scene has been drawn. */
  look(scene: Scene): void
  end(): void
}

const meet = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const holds = (a: Rectangle, b: Rectangle): boolean =>
  a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height

/** Wires that are drawn one by one: all, those that reach into a part of the drawing, or none. */
export type Kept = Rectangle | 'all' | 'none'

export const isKept = (kept: Kept, trace: Parameters<typeof around>[0]): boolean =>
  kept === 'all' || (kept !== 'none' && meet(around(trace), kept))

/**
 * Tells the drawing what can be seen of it, past React: level of detail reaches it by an attribute; what is out of sight
 * is not painted, and in a large drawing neither laid out.
 */
export function watchSight(element: HTMLElement, flowStore: FlowStore, keep: (kept: Kept) => void): Sight {
  let detail = detailOf(flowStore.getState().transform[2])
  let growth = 1
  let scene: Scene | undefined
  let picture: number | undefined
  /** What is laid out: all that lies in it, when something has been left out. */
  let kept: Rectangle | undefined
  let drawn: Scene | undefined

  /** What is in sight, in the coordinates of the drawing. */
  const view = (): Rectangle => {
    const { transform: [x, y, zoom], width, height } = flowStore.getState()
    return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
  }
  const tell = (): void => {
    element.dataset.detail = detail
    element.style.setProperty('--grow', String(growth))
  }
  const isLarge = (): boolean => scene !== undefined && scene.edges.length > LARGE

  function leaveOut(): void {
    if (!scene) return
    const sight = view()
    const large = isLarge()
    if (!large && !kept) return
    kept = large ? { x: sight.x - sight.width / 2, y: sight.y - sight.height / 2, width: 2 * sight.width, height: 2 * sight.height } : undefined
    const mark = (target: Element | null | undefined, seen: boolean): void => {
      if (target && target.hasAttribute('data-out') === seen) target.toggleAttribute('data-out', !seen)
    }
    const items = new Map(scene.items.map((item) => [item.id, item]))
    for (const node of element.querySelectorAll<HTMLElement>('.react-flow__node')) {
      const item = items.get(node.dataset.id ?? '')
      mark(node, !kept || !item || meet({ ...item.position, width: item.width ?? 0, height: item.height ?? 0 }, kept))
    }
    tellKept()
  }

  /** Wires are drawn by React Flow, which looks at each of them whenever the canvas moves: it is only given those that can be seen. */
  function tellKept(): void {
    keep(kept && detail === '2' ? 'none' : (kept ?? 'all'))
  }

  function drawFar(): void {
    const canvas = element.querySelector<HTMLCanvasElement>('.far-wires')
    if (!canvas || !scene || detail !== '2' || drawn === scene) return
    drawn = scene
    farWires(canvas, scene)
  }

  const settle = (): void => {
    picture = undefined
    const sight = view()
    if (isLarge() && kept && (!holds(kept, sight) || kept.width > 4 * sight.width)) leaveOut()
    else tellKept()
    drawFar()
    live.catchUp()
  }

  growth = growthOf(flowStore.getState().transform[2])
  tell()
  live.shown = (id) => {
    if (detail === '2') return 'nothing'
    const node = flowStore.getState().nodeLookup.get(id.split('.', 1)[0]!)
    const seen = node && meet({ ...node.internals.positionAbsolute, width: node.width ?? 0, height: node.height ?? 0 }, view())
    return seen ? SHOWN[detail] : 'nothing'
  }
  const leave = flowStore.subscribe((state, old) => {
    if (state.transform === old.transform && state.width === old.width && state.height === old.height) return
    const next = detailOf(state.transform[2])
    const grown = growthOf(state.transform[2])
    if (next !== detail || grown !== growth) {
      if (next !== detail) live.refresh()
      detail = next
      growth = grown
      tell()
    }
    picture ??= requestAnimationFrame(settle)
  })
  const unlisten = onTheme(() => {
    drawn = undefined
    drawFar()
  })
  return {
    look(next) {
      scene = next
      leaveOut()
      drawFar()
    },
    end() {
      leave()
      unlisten()
      if (picture !== undefined) cancelAnimationFrame(picture)
      live.shown = () => 'units'
    },
  }
}

const boxes = new WeakMap<object, Rectangle>()

/** The rectangle of a wire, with room for its name. */
function around(trace: readonly { readonly x: number; readonly y: number }[]): Rectangle {
  const known = boxes.get(trace)
  if (known) return known
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of trace) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const box = { x: left - 40, y: top - 40, width: right - left + 80, height: bottom - top + 80 }
  boxes.set(trace, box)
  return box
}
