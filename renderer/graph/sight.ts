import type { useStoreApi } from '@xyflow/react'
import { farWires } from './farWires'
import type { Rectangle } from '../drawing/geometry'
import { live, type Shown } from './live/live'
import { onTheme } from './live/scale'
import type { FlowEdge, Scene } from '../drawing/model'
import { isMoving } from '../controls/pace'
import { around, far, nearestWire } from './wires/pointed'

type FlowStore = ReturnType<typeof useStoreApi>

type Detail = '0' | '1' | '2'
/** Which detail is worth drawing at a zoom. */
const detailOf = (zoom: number): Detail => (zoom < 0.3 ? '2' : zoom < 0.4 ? '1' : '0')
/** How much larger names are written the smaller all is drawn, in steps, so that they can be read until there is less detail. */
const growthOf = (zoom: number): number => (zoom < 0.4 ? 1 : Math.max(1, Math.min(1.8, Math.ceil(8.5 / zoom) / 10)))
/** Below this zoom small print, such as captions and the names of wires, can not be read and is left out. */
const SMALL_PRINT = 0.55
const SHOWN: Readonly<Record<Detail, Shown>> = { 0: 'units', 1: 'colour', 2: 'nothing' }

/** Drawings with more wires, or more items, than this leave out what is out of sight, and draw wires in one picture where many are in sight. */
const LARGE = 300
export const isLargeDrawing = ({ edges, items }: Scene): boolean => edges.length > LARGE || items.length > LARGE
/** Nodes that are laid out for one picture of a camera that moves. */
const SLICE = 8
/** How many pixels beside a wire of the picture one may point at it. */
const REACH = 6

export interface Sight {
  /** Another scene has been drawn. */
  look(scene: Scene): void
  /** More of its nodes have been made. */
  more(): void
  /** The camera is moving. */
  follow(): void
  end(): void
}

const meet = (a: Rectangle, b: Rectangle): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const holds = (a: Rectangle, b: Rectangle): boolean => a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height

/** Wires that are drawn one by one: all, those that reach into a part of the drawing, or those alone that stand out from the picture of the rest. */
export type Kept = Rectangle | 'all' | 'outstanding'

const isKept = (kept: Kept, { data, selected }: FlowEdge): boolean =>
  kept === 'all' || (kept === 'outstanding' ? selected === true || data!.severity !== undefined : meet(around(data!.route), kept))

/** The wires of a large drawing that are drawn one by one: never more than it takes to make it a large one, the selected ones first. */
export function keptEdges(kept: Kept, edges: readonly FlowEdge[]): FlowEdge[] {
  const all = edges.filter((edge) => isKept(kept, edge))
  if (all.length <= LARGE) return all
  const some = new Set([...all.filter(({ selected }) => selected), ...all.filter(({ selected }) => !selected)].slice(0, LARGE))
  return all.filter((edge) => some.has(edge))
}

/** What is in sight, in the coordinates of the drawing. */
export function viewOf(flowStore: FlowStore): Rectangle {
  const {
    transform: [x, y, zoom],
    width,
    height,
  } = flowStore.getState()
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

/**
 * Tells the drawing what can be seen of it, past React: level of detail reaches it by an attribute; what is out of sight
 * is not painted, and in a large drawing neither laid out.
 */
export function watchSight(element: HTMLElement, flowStore: FlowStore, keep: (kept: Kept) => void): Sight {
  let detail: Detail = detailOf(flowStore.getState().transform[2])
  let scene: Scene | undefined
  let picture: number | undefined
  /** What is laid out: all that lies in it, when something has been left out. */
  let kept: Rectangle | undefined
  /** Whether the wires in it are drawn in one picture. */
  let pictured = false
  /** Whether they are only as long as the camera moves. */
  let sliding = false
  /** The zoom for which they were drawn. */
  let drawnFor = 0
  /** Nodes that come into it, and are not laid out yet. */
  let coming: Element[] = []

  const view = (): Rectangle => viewOf(flowStore)
  const isLarge = (): boolean => scene !== undefined && isLargeDrawing(scene)
  /** Whether what is laid out is no longer what is wanted. */
  const isLeft = (sight: Rectangle): boolean => isLarge() && kept !== undefined && !holds(kept, sight)

  const zoomNow = (): number => flowStore.getState().transform[2]

  /** Has all drawn in the detail that is worth it now. */
  function show(): void {
    const next = detailOf(zoomNow())
    if (next !== detail) live.refresh()
    if (element.dataset.detail !== next) element.dataset.detail = next
    detail = next
    element.toggleAttribute('data-small', zoomNow() < SMALL_PRINT)
    const growth = String(growthOf(zoomNow()))
    if (element.style.getPropertyValue('--grow') !== growth) element.style.setProperty('--grow', growth)
  }

  function leaveOut(): void {
    if (!scene) return
    const sight = view()
    const large = isLarge()
    if (!large && !kept) return
    kept = large ? { x: sight.x - sight.width / 2, y: sight.y - sight.height / 2, width: 2 * sight.width, height: 2 * sight.height } : undefined
    leaveOutNodes(scene)
    drawWires()
  }

  /** Has nodes displayed that lie in what is laid out, and no other. */
  function leaveOutNodes({ items: all }: Scene): void {
    const items = new Map(all.map((item) => [item.id, item]))
    coming = []
    for (const node of element.querySelector('.react-flow__nodes')?.children ?? []) {
      const item = items.get((node as HTMLElement).dataset.id ?? '')
      const seen = !kept || !item || meet({ ...item.position, width: item.width ?? 0, height: item.height ?? 0 }, kept)
      if (node.hasAttribute('data-out') !== seen) continue
      if (seen) coming.push(node)
      else node.toggleAttribute('data-out', true)
    }
    if (!isMoving()) layOut(coming.length)
  }

  /** Lays out nodes that have come near, a few for a picture. */
  function layOut(most: number): void {
    for (const node of coming.splice(0, most)) node.removeAttribute('data-out')
  }

  /** Wires that are drawn one by one are looked at by React Flow on many occasions: it is given few of them. */
  function drawWires(): void {
    const near = kept
    const inside = near && scene ? scene.edges.filter(({ data }) => meet(around(data!.route), near)) : []
    pictured = inside.length > LARGE
    sliding = near !== undefined && !pictured && isMoving()
    element.toggleAttribute('data-pictured', pictured || sliding)
    element.toggleAttribute('data-sliding', sliding)
    const canvas = element.querySelector<HTMLCanvasElement>('.far-wires')
    if ((pictured || sliding) && canvas && near) {
      drawnFor = zoomNow()
      farWires(canvas, inside, scene!.nodes, { region: near, zoom: drawnFor, detail })
    }
    // Those that have come near are made when the camera rests.
    if (!sliding) keep(pictured ? 'outstanding' : (near ?? 'all'))
  }

  const settle = (): void => {
    picture = undefined
    const sight = view()
    show()
    const blurred = pictured && Math.abs(zoomNow() / drawnFor - 1) > 0.02
    if (isLeft(sight) || (isLarge() && (blurred || !kept || kept.width > 4 * sight.width))) leaveOut()
    else {
      layOut(coming.length)
      if (sliding) drawWires()
    }
    live.catchUp()
  }

  show()
  live.shown = (id) => {
    if (detail === '2') return 'nothing'
    const node = flowStore.getState().nodeLookup.get(id.split('.', 1)[0]!)
    const seen = node && meet({ ...node.internals.positionAbsolute, width: node.width ?? 0, height: node.height ?? 0 }, view())
    return seen ? SHOWN[detail] : 'nothing'
  }
  far.wireAt = ({ x, y }) => {
    if (!scene || !pictured) return undefined
    const {
      transform: [left, top, zoom],
    } = flowStore.getState()
    const box = element.getBoundingClientRect()
    return nearestWire(scene.edges, { x: (x - box.left - left) / zoom, y: (y - box.top - top) / zoom }, Math.min(REACH / zoom, 40))
  }
  const leave = flowStore.subscribe((state, old) => {
    if (state.transform === old.transform && state.width === old.width && state.height === old.height) return
    if (isMoving()) return
    // In small drawings at once, as the picture is painted anew anyway.
    if (!isLarge()) show()
    picture ??= requestAnimationFrame(settle)
  })
  const unlisten = onTheme(drawWires)
  return {
    look(next) {
      scene = next
      leaveOut()
    },
    more() {
      if (scene && kept) leaveOutNodes(scene)
    },
    follow() {
      if (coming.length > 0) {
        layOut(SLICE)
        live.catchUp()
      }
      if (isLarge() && !pictured && !sliding) drawWires()
      if (!isLeft(view())) return
      // From further away less is drawn, and all that comes into sight; from nearer there is time until the camera rests.
      show()
      leaveOut()
    },
    end() {
      leave()
      unlisten()
      if (picture !== undefined) cancelAnimationFrame(picture)
      live.shown = () => 'units'
      far.wireAt = () => undefined
    },
  }
}
