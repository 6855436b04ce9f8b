import type { WeightChange } from '../../../engine/run/questions'
import { applied, brushed, type Cell, type Grid } from './cells'

/** The matrix to paint on. */
export interface Sheet {
  readonly name: string
  readonly grid: Grid
  /** Its entries, which are changed at once, before the engine has applied the change. */
  readonly values: Float32Array | Float64Array
  /** Redraws them. */
  readonly draw: () => void
}

/** Changes the engine's weights. All changes until `end` form one step of history; `cancel` undoes them. */
export interface Writing {
  write(name: string, indices: Uint32Array, change: WeightChange): unknown
  end(): unknown
  cancel(): unknown
}

/** The current size and operation of the brush. */
export type Brush = () => { readonly size: number; readonly change: WeightChange }

/** Paints weights: changes each one under the brush once per stroke. */
export class Painting {
  private sheet: Sheet | undefined
  private last: Cell | undefined
  private done = new Set<number>()

  constructor(
    private readonly writing: Writing,
    private readonly brush: Brush,
  ) {}

  get going(): boolean {
    return this.last !== undefined
  }

  /** Sets the matrix to paint on; training replaces its values continually. */
  look(sheet: Sheet): void {
    this.sheet = sheet
  }

  enter(cell: Cell): void {
    this.done = new Set()
    this.pass(cell, cell)
  }

  move(cell: Cell): void {
    if (this.last) this.pass(this.last, cell)
  }

  finish(): void {
    if (!this.last) return
    this.last = undefined
    this.writing.end()
  }

  cancel(): void {
    if (!this.last) return
    this.last = undefined
    this.writing.cancel()
  }

  private pass(from: Cell, to: Cell): void {
    if (!this.sheet) return
    this.last = to
    const { size, change } = this.brush()
    const { name, values, grid, draw } = this.sheet
    const fresh = [...brushed(from, to, size, grid)].filter((index) => !this.done.has(index))
    if (fresh.length === 0) return
    for (const index of fresh) {
      this.done.add(index)
      values[index] = applied(values[index]!, change)
    }
    draw()
    this.writing.write(name, Uint32Array.from(fresh), change)
  }
}
