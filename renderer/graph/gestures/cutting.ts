import type { Gesture, Press } from '../../controls/gesture'
import type { Point } from '../../drawing/geometry'
import type { FlowEdge } from '../../drawing/model'
import { crosses } from '../../drawing/wires/crossing'
import { removeSelection } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { endHover } from '../canvasStore'

/** Strokes shorter than this many pixels count as a click. */
const LEAST = 6

const none: readonly Point[] = []
const pointOf = ({ clientX: x, clientY: y }: Press): Point => ({ x, y })

/** Alt-drag over free canvas: deletes the wires that the stroke crosses. */
export class Cutting implements Gesture {
  private line = none

  /**
   * @param place Converts a point of the window to the drawing. @param draw Shows the stroke, in coordinates of the
   * window.
   */
  constructor(
    private readonly place: (at: Point) => Point,
    private readonly wires: () => readonly FlowEdge[],
    private readonly draw: (line: readonly Point[]) => void,
  ) {}

  enter(press: Press): boolean {
    // Alt+Shift bends a wire instead.
    if (!press.altKey || press.shiftKey || press.button !== 0 || !(press.target instanceof Element)) return false
    if (!press.target.closest('.react-flow__pane, .react-flow__edge') || press.target.closest('.react-flow__node')) return false
    endHover()
    this.line = [pointOf(press)]
    return true
  }

  move(press: Press): void {
    const last = this.line.at(-1)
    const at = pointOf(press)
    if (!last || Math.hypot(at.x - last.x, at.y - last.y) < LEAST) return
    this.show([...this.line, at])
  }

  finish(press: Press): void {
    const line = [...this.line, pointOf(press)].map(this.place)
    const moved = this.line.length > 1
    this.cancel()
    if (!moved) return
    const { document } = documentStore.getState()
    const cut = this.wires()
      .filter(({ id, data }) => document.edges[id] && crosses(data?.route.trace ?? [], line))
      .map(({ id }) => id)
    if (cut.length > 0) edit('wiring.edit.cut', (draft) => removeSelection(draft, { nodes: [], edges: cut }))
  }

  cancel(): void {
    this.show(none)
  }

  private show(line: readonly Point[]): void {
    this.line = line
    this.draw(line)
  }
}
