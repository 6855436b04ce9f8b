import type { useStoreApi, Viewport } from '@xyflow/react'
import { setMoving, WHILE_MOVING } from '../controls/pace'
import { useCanvas } from './canvasStore'
import type { Rectangle } from '../drawing/geometry'

type FlowStore = ReturnType<typeof useStoreApi>

/** Milliseconds after which a camera that nobody holds counts as at rest. */
const REST = 140
/** Milliseconds that the drawing stays a layer after that, so that the next stroke need not make one. */
const LINGER = 1500
/** Distance of the dots under the drawing. */
const DOTS = 20

/**
 * The camera. In a small drawing React Flow moves it, and everybody hears of each move. In a large one thousands of
 * listeners would: there the drawing is one layer while it moves, which the browser shifts without painting it, and the
 * others are told when it has come to rest. Whoever asks in between where it is gets it right.
 */
class Motion {
  /** What React Flow takes for the camera when it starts; kept in step with it. */
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
  private told = { at: 0, zoom: 1 }
  private ground: HTMLElement | undefined
  private laid: Rectangle | undefined

  attach(host: HTMLElement, store: FlowStore): () => void {
    this.host = host
    this.store = store
    this.layer = host.querySelector<HTMLElement>('.react-flow__viewport') ?? undefined
    // Who presses means what is there now.
    host.addEventListener('pointerdown', this.settle, true)
    return () => {
      host.removeEventListener('pointerdown', this.settle, true)
      this.settle()
      this.store = this.host = this.layer = undefined
      Object.assign(this.viewport, { x: 0, y: 0, zoom: 1 })
    }
  }

  /** Whether the drawing is a large one. */
  setLarge(large: boolean): void {
    this.large = large
  }

  /** Calls back for each picture of a camera that moves. */
  watch(onPicture: () => void): void {
    this.onPicture = onPicture
  }

  /** React Flow's camera has moved. */
  readonly moved = ({ x, y, zoom }: Viewport): void => {
    const { store } = this
    Object.assign(this.viewport, { x, y, zoom })
    if (!store) return
    if (!this.large || this.isTied()) {
      this.settle()
      this.tell()
    } else {
      // In its place, so that nobody is told.
      Object.assign(store.getState(), { transform: [x, y, zoom] })
      this.last = performance.now()
      if (!this.going) this.begin()
      this.layer!.style.transform = `translate(${x}px,${y}px) scale(${zoom})`
      // What is told beside a node or a wire goes along.
      if (useCanvas.getState().explained) this.tell()
    }
    this.lay()
  }

  /** Whether something is being drawn that stands on the screen and ends at a place of the drawing. */
  private isTied(): boolean {
    const { connection, userSelectionActive } = this.store!.getState()
    return connection.inProgress || userSelectionActive
  }

  private begin(): void {
    this.going = true
    setMoving(true)
    this.told = { at: this.last, zoom: this.viewport.zoom }
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
    // What is held is dragged: nothing need be looked for under the pointer.
    host.toggleAttribute('data-held', held)
    const follows = this.viewport.zoom !== this.told.zoom || (useCanvas.getState().minimap && this.last > this.told.at)
    if (follows && now - this.told.at > WHILE_MOVING) this.tell()
    this.onPicture()
    this.picture = requestAnimationFrame(this.follow)
  }

  private tell(): void {
    const { x, y, zoom } = this.viewport
    this.told = { at: performance.now(), zoom }
    this.store?.setState({ transform: [x, y, zoom] })
  }

  /** The camera rests: all hear where. */
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
    this.tell()
  }

  /** Takes the surface that lies under a large drawing. */
  readonly take = (ground: HTMLElement | null): void => {
    this.ground = ground ?? undefined
    this.laid = undefined
    this.lay()
  }

  /** Keeps the ground under all that is in sight. */
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

/** The camera of the canvas that is on screen. */
export const motion = new Motion()
