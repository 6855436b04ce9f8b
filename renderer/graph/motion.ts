import type { useStoreApi, Viewport } from '@xyflow/react'
import { setMoving, WHILE_MOVING } from '../controls/pace'
import { useCanvas } from './canvasStore'
import type { Rectangle } from '../drawing/geometry'

type FlowStore = ReturnType<typeof useStoreApi>

/** Milliseconds without movement after which the camera counts as at rest. */
const REST = 140
/**
 * Milliseconds for which the drawing stays a compositor layer after that, so that the next movement need not create
 * one.
 */
const LINGER = 1500
/** Distance between the dots of the background. */
const DOTS = 20

/**
 * Moves the camera. In a small drawing React Flow does so and notifies all its listeners. A large drawing has thousands
 * of listeners; there the drawing is one compositor layer, which the browser moves without repainting, and listeners
 * are notified when the camera rests. The transform in React Flow's store is always current.
 */
class Motion {
  /** The viewport that React Flow starts with; updated with every movement. */
  readonly viewport: Viewport = { x: 0, y: 0, zoom: 1 }
  private large = false
  private onPicture: () => void = () => undefined
  private store: FlowStore | undefined
  private host: HTMLElement | undefined
  private layer: HTMLElement | undefined
  private going = false
  private picture = 0
  private drop: ReturnType<typeof setTimeout> | undefined
  private last = 0
  private notified = { at: 0, zoom: 1 }
  private ground: HTMLElement | undefined
  private laid: Rectangle | undefined

  attach(host: HTMLElement, store: FlowStore): () => void {
    this.host = host
    this.store = store
    this.layer = host.querySelector<HTMLElement>('.react-flow__viewport') ?? undefined
    // Flush before a press, so that hit testing sees current positions.
    host.addEventListener('pointerdown', this.settle, true)
    return () => {
      host.removeEventListener('pointerdown', this.settle, true)
      this.settle()
      this.store = this.host = this.layer = undefined
      Object.assign(this.viewport, { x: 0, y: 0, zoom: 1 })
    }
  }

  /** Selects between the two ways of moving, on a change of the drawing's size. */
  setLarge(large: boolean): void {
    this.large = large
  }

  /** Registers the callback for each frame of a moving camera. */
  watch(onPicture: () => void): void {
    this.onPicture = onPicture
  }

  /** Called when React Flow's camera has moved. */
  readonly moved = ({ x, y, zoom }: Viewport): void => {
    const { store } = this
    Object.assign(this.viewport, { x, y, zoom })
    if (!store) return
    if (!this.large || this.isTied()) {
      this.settle()
      this.notify()
    } else {
      // Mutates the state in place, so that listeners are not notified.
      Object.assign(store.getState(), { transform: [x, y, zoom] })
      this.last = performance.now()
      if (!this.going) this.begin()
      this.layer!.style.transform = `translate(${x}px,${y}px) scale(${zoom})`
      // Tooltips beside nodes and wires must follow.
      if (useCanvas.getState().explained) this.notify()
    }
    this.lay()
  }

  /** Whether a gesture is drawing something between a point of the screen and a point of the drawing. */
  private isTied(): boolean {
    const { connection, userSelectionActive } = this.store!.getState()
    return connection.inProgress || userSelectionActive
  }

  private begin(): void {
    this.going = true
    setMoving(true)
    this.notified = { at: this.last, zoom: this.viewport.zoom }
    clearTimeout(this.drop)
    this.layer!.style.willChange = 'transform'
    this.picture = requestAnimationFrame(this.follow)
  }

  private readonly follow = (): void => {
    const { store, host } = this
    if (!store || !host) return
    const now = performance.now()
    const held = store.getState().paneDragging
    if (!held && now - this.last > REST) {
      this.settle()
      return
    }
    // While the user drags, no hit testing is needed.
    host.toggleAttribute('data-held', held)
    const follows = this.viewport.zoom !== this.notified.zoom || (useCanvas.getState().minimap && this.last > this.notified.at)
    if (follows && now - this.notified.at > WHILE_MOVING) this.notify()
    this.onPicture()
    this.picture = requestAnimationFrame(this.follow)
  }

  private notify(): void {
    const { x, y, zoom } = this.viewport
    this.notified = { at: performance.now(), zoom }
    this.store?.setState({ transform: [x, y, zoom] })
  }

  /** Notifies all listeners that the camera rests. */
  readonly settle = (): void => {
    if (!this.going) return
    cancelAnimationFrame(this.picture)
    this.going = false
    setMoving(false)
    this.host?.removeAttribute('data-held')
    const { layer } = this
    this.drop = setTimeout(() => {
      if (layer) layer.style.willChange = ''
    }, LINGER)
    this.notify()
  }

  /** Sets the background element under a large drawing. */
  readonly take = (ground: HTMLElement | null): void => {
    this.ground = ground ?? undefined
    this.laid = undefined
    this.lay()
  }

  /** Keeps the background under the visible region. */
  private lay(): void {
    const { ground, store, laid } = this
    if (!ground || !store) return
    const { x, y, zoom } = this.viewport
    const [width, height] = [store.getState().width / zoom, store.getState().height / zoom]
    const [left, top] = [-x / zoom, -y / zoom]
    const fits = laid && left >= laid.x && top >= laid.y && left + width <= laid.x + laid.width && top + height <= laid.y + laid.height
    if (fits && laid.width < 12 * width) return
    const onDots = (n: number): number => Math.round(n / DOTS) * DOTS
    this.laid = { x: onDots(left - 2 * width), y: onDots(top - 2 * height), width: onDots(5 * width), height: onDots(5 * height) }
    Object.assign(ground.style, { left: `${this.laid.x}px`, top: `${this.laid.y}px`, width: `${this.laid.width}px`, height: `${this.laid.height}px` })
  }
}

/** The camera of the canvas on screen. */
export const motion = new Motion()
