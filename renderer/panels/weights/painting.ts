import type { WeightChange } from '../../../engine/run/questions'
import { applied, brushed, type Cell, type Grid } from './cells'

/** The matrix that is painted on. */
export interface Sheet {
  readonly name: string
  readonly grid: Grid
  /** Its entries; they are changed at once, before the engine has them. */
  readonly values: Float32Array | Float64Array
  /** Draws them. */
  readonly draw: () => void
}

/** What changes the engine's weights: all changes until `end` are one step of history, `cancel` takes them back. */
export interface Writing {
  write(name: string, indices: Uint32Array, change: WeightChange): unknown
  end(): unknown
  cancel(): unknown
}

/** The brush and what it does to each weight, as they are now. */
export type Brush = () => { readonly size: number; readonly change: WeightChange }

/** Painting over weights: each that the brush passes over is changed once a stroke. */
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

  /** What is painted on from now on: weights that train are new values all the time. */
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
