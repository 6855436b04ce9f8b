import { Subject, asapScheduler, auditTime, type Subscription } from 'rxjs'
import type { Norms, Signal } from '../../../engine/run/streams'
import { watch } from '../../workspace/engine'

export type { Signal }

type Painter = (signal: Signal | undefined) => void

/** How much of a node is drawn at the present zoom and position: nothing live, its mean colour, or its units. */
export type LiveDetail = 'nothing' | 'colour' | 'units'

/** Nodes to paint per frame; if more are visible they take turns, so that the canvas stays fluid. */
const PAINTED = 120

/** Number of past norms kept per wire, for the line in its tooltip. */
const HISTORY = 64

/**
 * Subscribes to the engine's signals and norms for the canvas, and calls the painters. A node is watched only while it
 * has a painter.
 */
class Live {
  private readonly painters = new Map<string, Set<Painter>>()
  /** Painters whose signal has changed since they last painted, oldest first. */
  private readonly stale = new Map<Painter, string>()
  private again: number | undefined
  private readonly wires = new Map<string, SVGElement>()
  private readonly history = new Map<string, number[]>()
  private readonly signals = new Map<string, Signal>()
  private readonly watching = new Map<string, Subscription>()
  private found: Norms | undefined
  private readonly changed = new Subject<void>()
  /** Whether another view covers the canvas, so that no signal is watched. */
  private covered = false
  /** Returns how much of a node is visible; set by the canvas. */
  shown: (node: string) => LiveDetail = () => 'units'

  constructor() {
    // The signals of all nodes of one frame arrive together: paint once after them.
    this.changed.pipe(auditTime(0, asapScheduler)).subscribe(() => this.catchUp())
  }

  /** Watches the norms of all wires; returns a function that stops watching. */
  followWires(): () => void {
    const watching = watch({ kind: 'norms' }).subscribe((found) => {
      if (found) this.accept(found)
    })
    return () => watching.unsubscribe()
  }

  /** Calls the painter with the node's signal now, and after each change while the node is visible. */
  node(id: string, painter: Painter): () => void {
    let set = this.painters.get(id)
    if (!set) {
      this.painters.set(id, (set = new Set()))
      if (!this.covered) this.follow(id)
    }
    set.add(painter)
    painter(this.signals.get(id))
    return () => {
      set.delete(painter)
      this.stale.delete(painter)
      if (set.size > 0) return
      this.painters.delete(id)
      this.watching.get(id)?.unsubscribe()
      this.watching.delete(id)
      this.signals.delete(id)
    }
  }

  private follow(id: string): void {
    this.watching.set(
      id,
      watch({ kind: 'signal', port: id }).subscribe((signal) => this.take(id, signal)),
    )
  }

  /** Called when another view covers the canvas, and when it no longer does. */
  cover(covered: boolean): void {
    if (this.covered === covered) return
    this.covered = covered
    for (const watching of this.watching.values()) watching.unsubscribe()
    this.watching.clear()
    if (!covered) for (const id of this.painters.keys()) this.follow(id)
  }

  private take(id: string, signal: Signal | undefined): void {
    if (signal) this.signals.set(id, untilMoment(signal))
    else this.signals.delete(id)
    for (const paint of this.painters.get(id) ?? []) if (!this.stale.has(paint)) this.stale.set(paint, id)
    this.changed.next()
  }

  /** Keeps the wire's `data-norm` attribute at 1, 2 or 3. */
  wire(id: string, element: SVGElement): () => void {
    this.wires.set(id, element)
    this.mark(id, element)
    return () => {
      if (this.wires.get(id) === element) this.wires.delete(id)
    }
  }

  private accept(found: Norms): void {
    this.found = found
    for (const [id, norm] of Object.entries(found.norms)) {
      let past = this.history.get(id)
      if (!past) this.history.set(id, (past = []))
      past.push(norm)
      if (past.length > HISTORY) past.shift()
    }
    for (const [id, element] of this.wires) this.mark(id, element)
  }

  /** Paints stale nodes that are visible; also called after the canvas has moved. */
  catchUp(): void {
    let painted = 0
    for (const [paint, id] of this.stale) {
      if (this.shown(id) === 'nothing') continue
      if (painted++ === PAINTED) {
        this.again ??= requestAnimationFrame(() => {
          this.again = undefined
          this.catchUp()
        })
        return
      }
      this.stale.delete(paint)
      paint(this.signals.get(id))
    }
  }

  /** Marks all painters as stale, for example after a change of detail. */
  refresh(): void {
    for (const [id, set] of this.painters) for (const paint of set) if (!this.stale.has(paint)) this.stale.set(paint, id)
  }

  /** Clears everything, when another document is shown. */
  clear(): void {
    this.signals.clear()
    this.found = undefined
    this.stale.clear()
    this.history.clear()
    for (const set of this.painters.values()) for (const paint of set) paint(undefined)
    for (const element of this.wires.values()) delete element.dataset.norm
  }

  norms(edge: string): readonly number[] {
    return this.history.get(edge) ?? []
  }

  signal(node: string): Signal | undefined {
    return this.signals.get(node)
  }

  /** The norm of a wire's weights as one of three steps. */
  step(edge: string): '1' | '2' | '3' | undefined {
    const norm = this.found?.strengths[edge]
    return norm === undefined ? undefined : norm < 0.2 ? '1' : norm < 0.6 ? '2' : '3'
  }

  private mark(id: string, element: SVGElement): void {
    const step = this.step(id)
    if (element.dataset.norm === step) return
    if (step === undefined) delete element.dataset.norm
    else element.dataset.norm = step
  }
}

/** The live data of the canvas on screen. */
export const live = new Live()

/** A signal up to the held moment, which becomes its newest step. */
function untilMoment(signal: Signal): Signal {
  if (signal.at === undefined) return signal
  const steps = signal.at + 1
  return { ...signal, steps, values: signal.values.subarray(0, steps * signal.units), step: signal.step - (signal.steps - steps) }
}
