import type { Selection } from '../../document/types'
import { wiresOf } from '../../document/selectors'
import { documentStore, select } from '../../editing/store'

/** A box that is drawn over the canvas: what it touches is selected while it is drawn. React Flow draws it. */
export class Marquee {
  private before: Selection | undefined
  private active = false

  get going(): boolean {
    return this.active
  }

  /** A press from which a box may be drawn. */
  press(): void {
    this.before = documentStore.getState().selection
  }

  enter(): void {
    this.active = true
  }

  /** Selects nodes and notes, and the wires between the nodes; those that leave the box stay out. */
  move(nodes: ReadonlySet<string>, notes: ReadonlySet<string>): void {
    const edges = wiresOf(documentStore.getState().document)
      .filter((w) => nodes.has(w.from.node) && nodes.has(w.to.node))
      .map((w) => w.id)
    select({ nodes: [...nodes], edges, notes: [...notes] })
  }

  finish(): void {
    this.active = false
  }

  /** Selects what was selected before. */
  cancel(): void {
    if (this.active && this.before) select(this.before)
    this.active = false
  }
}
