import { Subject, asapScheduler, auditTime, type Subscription } from 'rxjs'
import type { Norms, Signal } from '../../../engine/run/streams'
import { watch } from '../../workspace/engine'

export type { Signal }

type Painter = (signal: Signal | undefined) => void

/** How much of a node is drawn where it stands now: nothing that lives, its colour alone, or its units. */
export type Shown = 'nothing' | 'colour' | 'units'

/** Nodes that are painted for one frame; with more in sight they take turns, so that the picture keeps moving. */
const PAINTED = 120

/** Norms kept by wire, for the line in its tooltip. */
const HISTORY = 64

/** Watches for whatever draws a node or a wire; a node is watched while somebody paints it. */
class Live {
  private readonly painters = new Map<string, Set<Painter>>()
  /** Painters whose node has changed since they painted, the longest waiting first. */
  private readonly stale = new Map<Painter, string>()
  private again: number | undefined
  private readonly wires = new Map<string, SVGElement>()
  private readonly history = new Map<string, number[]>()
  private readonly signals = new Map<string, Signal>()
  private readonly watching = new Map<string, Subscription>()
  private found: Norms | undefined
  private readonly changed = new Subject<void>()
  /** How much of a node can be seen; the canvas knows. */
  shown: (node: string) => Shown = () => 'units'

  constructor() {
    // All nodes of a frame come at once.
    this.changed.pipe(auditTime(0, asapScheduler)).subscribe(() => this.catchUp())
  }

  /** Follows the weights of all wires; answers how to stop. */
  followWires(): () => void {
    const watching = watch({ kind: 'norms' }).subscribe((found) => {
      if (found) this.accept(found)
    })
    return () => watching.unsubscribe()
  }

  /** Calls the painter with the node's signal now, and whenever it changes where it can be seen. */
  node(id: string, painter: Painter): () => void {
    let set = this.painters.get(id)
    if (!set) {
      this.painters.set(id, (set = new Set()))
      this.watching.set(
        id,
        watch({ kind: 'signal', port: id }).subscribe((signal) => this.take(id, signal)),
      )
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

  private take(id: string, signal: Signal | undefined): void {
    if (signal) this.signals.set(id, signal)
    else this.signals.delete(id)
    for (const paint of this.painters.get(id) ?? []) if (!this.stale.has(paint)) this.stale.set(paint, id)
    this.changed.next()
  }

  /** Keeps `data-norm` of a wire's drawing at 1, 2 or 3. */
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

  /** Paints what has changed and can be seen; to be called when the canvas has moved, too. */
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

  /** Has all painted anew where it can be seen, as when another level of detail is drawn. */
  refresh(): void {
    for (const [id, set] of this.painters) for (const paint of set) if (!this.stale.has(paint)) this.stale.set(paint, id)
  }

  /** Forgets what belonged to another document. */
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

  /** How large the weights of a wire are, in three steps. */
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

/** What the canvas shows now. */
export const live = new Live()
