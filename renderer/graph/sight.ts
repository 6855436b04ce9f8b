import type { useStoreApi } from '@xyflow/react'
import { farWires } from './farWires'
import type { Rectangle } from '../drawing/geometry'
import { live, type LiveDetail } from './live/live'
import { onTheme } from './live/scale'
import type { FlowEdge, Scene } from '../drawing/model'
import { isMoving } from '../controls/pace'
import { wireBounds, far, nearestWire } from './wires/pointed'

type FlowStore = ReturnType<typeof useStoreApi>

type Detail = '0' | '1' | '2'
/** Level of detail at a zoom. */
export const detailOf = (zoom: number): Detail => (zoom < 0.3 ? '2' : zoom < 0.4 ? '1' : '0')
/** Factor by which names are enlarged at small zooms, in steps, so that they stay readable until the detail drops. */
const growthOf = (zoom: number): number => (zoom < 0.4 ? 1 : Math.max(1, Math.min(1.8, Math.ceil(8.5 / zoom) / 10)))
/** Below this zoom small text, such as captions and names of wires, is unreadable and left out. */
const SMALL_PRINT = 0.55
const SHOWN: Readonly<Record<Detail, LiveDetail>> = { 0: 'units', 1: 'colour', 2: 'nothing' }

/**
 * A drawing with more wires or items than this is large: it hides what is not visible, and draws its wires as one
 * picture where many are visible.
 */
const LARGE = 300
export const isLargeDrawing = ({ edges, items }: Scene): boolean => edges.length > LARGE || items.length > LARGE
/** Nodes to lay out per frame while the camera moves. */
const SLICE = 8
/** Nodes to lay out in the first frame while it rests, and the milliseconds that a frame may take before fewer follow. */
const AT_ONCE = 32
const GOAL = 50
/** Hit distance in pixels of a wire in the picture. */
const REACH = 6

export interface Sight {
  /** Called when another scene is drawn. */
  look(scene: Scene): void
  /** Called when more nodes of the scene have mounted. */
  more(): void
  /** Called while the camera moves. */
  follow(): void
  end(): void
}

const meet = (a: Rectangle, b: Rectangle): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const holds = (a: Rectangle, b: Rectangle): boolean => a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height

/**
 * Which wires React Flow draws one by one: all, those that meet a region, or only those that stand out (selected or
 * with problems).
 */
export type WireChoice = Rectangle | 'all' | 'outstanding'

const isKept = (kept: WireChoice, { data, selected }: FlowEdge): boolean =>
  kept === 'all' || (kept === 'outstanding' ? selected === true || data!.severity !== undefined : meet(wireBounds(data!.route), kept))

/** The wires of a large drawing to draw one by one: at most `LARGE`, selected ones first. */
export function keptEdges(kept: WireChoice, edges: readonly FlowEdge[]): FlowEdge[] {
  const all = edges.filter((edge) => isKept(kept, edge))
  if (all.length <= LARGE) return all
  const some = new Set([...all.filter(({ selected }) => selected), ...all.filter(({ selected }) => !selected)].slice(0, LARGE))
  return all.filter((edge) => some.has(edge))
}

/** The visible region in coordinates of the drawing. */
export function viewOf(flowStore: FlowStore): Rectangle {
  const {
    transform: [x, y, zoom],
    width,
    height,
  } = flowStore.getState()
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

/**
 * Limits drawing to what is visible, without going through React: sets the level of detail as an attribute, skips
 * painting of what is not visible, and in a large drawing its layout as well.
 */
export function watchSight(element: HTMLElement, flowStore: FlowStore, keep: (kept: WireChoice) => void): Sight {
  let detail: Detail = detailOf(flowStore.getState().transform[2])
  let scene: Scene | undefined
  let picture: number | undefined
  /** The region whose contents are laid out; undefined if everything is. */
  let kept: Rectangle | undefined
  /** Whether the wires in it are drawn as one picture. */
  let pictured = false
  /** Whether that is only until the camera rests. */
  let sliding = false
  /** Stops a picture that is still being drawn. */
  let stop = (): void => undefined
  /** The zoom at which the picture was drawn. */
  let drawnFor = 0
  /** Nodes that entered the region and are not laid out yet. */
  let coming: Element[] = []
  /** How many of them go into the next frame, and that frame. */
  let size = AT_ONCE
  let filling: number | undefined

  const view = (): Rectangle => viewOf(flowStore)
  const isLarge = (): boolean => scene !== undefined && isLargeDrawing(scene)
  /** Whether the view has left the region that is laid out. */
  const isLeft = (sight: Rectangle): boolean => isLarge() && kept !== undefined && !holds(kept, sight)

  const zoomNow = (): number => flowStore.getState().transform[2]

  /** Applies the level of detail for the current zoom. */
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

  /** Displays the nodes in the region and hides all others. */
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
    if (!isMoving()) layOutAll()
  }

  /** Lays out nodes that entered the region, at most `most` of them. */
  function layOut(most: number): void {
    for (const node of coming.splice(0, most)) node.removeAttribute('data-out')
  }

  /** Lays out all of them: at once if they are few, otherwise as many per frame as fit, because notes may be full of formulas. */
  function layOutAll(): void {
    if (filling !== undefined) return
    const began = performance.now()
    layOut(size)
    live.catchUp()
    if (coming.length === 0) {
      size = AT_ONCE
      return
    }
    filling = requestAnimationFrame(() => {
      filling = undefined
      size = Math.max(SLICE, Math.min(8 * AT_ONCE, performance.now() - began > GOAL ? size / 2 : 2 * size)) | 0
      if (!isMoving()) layOutAll()
    })
  }

  /** React Flow iterates over all its wires often, so it gets only those that must be drawn one by one. */
  function drawWires(): void {
    const near = kept
    const inside = near && scene ? scene.edges.filter(({ data }) => meet(wireBounds(data!.route), near)) : []
    pictured = inside.length > LARGE
    sliding = near !== undefined && !pictured && isMoving()
    element.toggleAttribute('data-pictured', pictured || sliding)
    element.toggleAttribute('data-sliding', sliding)
    const canvas = element.querySelector<HTMLCanvasElement>('.far-wires')
    stop()
    if ((pictured || sliding) && canvas && near) {
      drawnFor = zoomNow()
      stop = farWires(canvas, inside, scene!.nodes, { region: near, zoom: drawnFor, detail })
    }
    // While the camera moves use the picture; create wires once it rests.
    if (!sliding) keep(pictured ? 'outstanding' : (near ?? 'all'))
  }

  const settle = (): void => {
    picture = undefined
    const sight = view()
    show()
    const blurred = pictured && Math.abs(zoomNow() / drawnFor - 1) > 0.02
    if (isLeft(sight) || (isLarge() && (blurred || !kept || kept.width > 4 * sight.width))) leaveOut()
    else {
      layOutAll()
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
    // In a small drawing update at once, since it is repainted anyway.
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
      // Zooming out reveals nodes and must update now; zooming in can wait until the camera rests.
      show()
      leaveOut()
    },
    end() {
      leave()
      unlisten()
      stop()
      if (filling !== undefined) cancelAnimationFrame(filling)
      if (picture !== undefined) cancelAnimationFrame(picture)
      live.shown = () => 'units'
      far.wireAt = () => undefined
    },
  }
}
