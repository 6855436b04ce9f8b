import type { Gesture, Press } from '../../controls/gesture'
import { bendsOf, setBends } from '../../document/wires'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge } from '../../drawing/model'
import { nearest } from '../../drawing/wires/crossing'
import { abandonGesture, documentStore, edit, endGesture, select } from '../../editing/store'
import { endHover } from '../canvasStore'
import { wireOf } from '../wires/pointed'

const grid = (n: number): number => Math.round(n / 4) * 4

/** Index in `bends` at which to insert a bend at this point. `line` is the wire's polyline with both ends. */
const bendIndex = (bends: readonly Point[], line: readonly Point[], at: Point): number =>
  bends.length === 0 ? 0 : Math.min(bends.length, Math.max(0, nearest([line[0]!, ...bends, line.at(-1)!], at).leg))

/** Bends a wire: Alt+Shift adds a bend anywhere on a wire; a bend of a selected wire moves without modifiers. */
export class Bending implements Gesture {
  private held: { readonly edge: string; readonly index: number; readonly others: readonly Point[] } | undefined

  /** @param toDrawing Converts a point of the window to the drawing. */
  constructor(
    private readonly toDrawing: (at: Point) => Point,
    private readonly wires: () => readonly FlowEdge[],
  ) {}

  enter(press: Press): boolean {
    if (press.button !== 0 || !(press.target instanceof Element)) return false
    const bend = press.target.closest<SVGElement>('[data-bend]')?.dataset.bend?.split(' ')
    const edge = bend?.[0] ?? (press.altKey && press.shiftKey ? wireOf(press) : undefined)
    const line = this.wires().find(({ id }) => id === edge)?.data?.route.trace ?? []
    if (edge === undefined || line.length === 0) return false
    const bends = bendsOf(documentStore.getState().document, edge)
    endGesture()
    this.held = bend
      ? { edge, index: Number(bend[1]), others: bends.filter((_, i) => i !== Number(bend[1])) }
      : { edge, index: bendIndex(bends, line, this.place(press)), others: bends }
    endHover()
    select({ nodes: [], edges: [edge] })
    return true
  }

  move(press: Press): void {
    if (!this.held) return
    const { edge, index, others } = this.held
    const at = this.place(press)
    edit('wires.edit.bend', (draft) => setBends(draft, edge, [...others.slice(0, index), at, ...others.slice(index)]), { merge: 'bend' })
  }

  finish(): void {
    this.held = undefined
    endGesture()
  }

  cancel(): void {
    if (this.held) abandonGesture()
    this.held = undefined
  }

  private place({ clientX: x, clientY: y }: Press): Point {
    const at = this.toDrawing({ x, y })
    return { x: grid(at.x), y: grid(at.y) }
  }
}
