import type { Selection } from '../../document/types'
import { wiresOf } from '../../document/selectors'
import { documentStore, select } from '../../editing/store'

/** Box selection: updates the selection while React Flow draws the box. */
export class Marquee {
  private before: Selection | undefined
  private active = false

  get going(): boolean {
    return this.active
  }

  /** Called on a press that may start a box: remembers the selection. */
  press(): void {
    this.before = documentStore.getState().selection
  }

  enter(): void {
    this.active = true
  }

  /** Selects nodes and notes, and the wires whose two ends are selected; wires that leave the box are not. */
  move(nodes: ReadonlySet<string>, notes: ReadonlySet<string>): void {
    const edges = wiresOf(documentStore.getState().document)
      .filter((w) => nodes.has(w.from.node) && nodes.has(w.to.node))
      .map((w) => w.id)
    select({ nodes: [...nodes], edges, notes: [...notes] })
  }

  finish(): void {
    this.active = false
  }

  /** Restores the selection from before the box. */
  cancel(): void {
    if (this.active && this.before) select(this.before)
    this.active = false
  }
}
