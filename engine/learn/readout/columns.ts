import type { Output } from '../../compile/output'
import type { Program } from '../../compile/program'
import type { Op, Slot } from '../../contract/op'
import type { Model } from '../model/model'

/** A trained projection into an output; its source provides a block of columns. */
interface Block {
  readonly source: Slot
  readonly scale: number
  readonly first: number
}

/** Units of an output with the same columns, and the positions of their weights in the store. */
export interface UnitGroup {
  readonly units: readonly number[]
  /** Their columns, ascending; undefined for all. */
  readonly columns: Int32Array | undefined
  /** By unit, the element offset of each column's weight in the flat array. */
  readonly places: readonly Int32Array[]
}

/**
 * The linear model of one output: net = fixed + Σ scale · W v + b, over the trained projections into it. With dense
 * projections all units have the same columns; with a sparse or diagonal one each unit has its own.
 */
export class Columns {
  readonly count: number
  readonly size: number
  readonly groups: readonly UnitGroup[]
  /** Element offset of the bias; undefined if there is none. */
  readonly bias: number | undefined
  /** Whether the output also receives anything other than trained projections. */
  readonly mixed: boolean
  private readonly blocks: readonly Block[]

  constructor(
    private readonly model: Model,
    readonly output: Output,
  ) {
    const { network, store, kernels } = model
    const writers = network.lowered.ops.filter((op) => op.writes === output.net)
    const trained = writers.filter((op) => op.kind !== 'bias' && op.parameters.some((p) => store.gradientAddress(p.name) >= 0))
    const bias = writers.find((op) => op.kind === 'bias')?.parameters[0]
    this.size = output.size
    this.bias = bias && store.address(bias.name) / kernels.bytes
    this.mixed = writers.length > trained.length + 1
    let count = 0
    this.blocks = trained.map((op) => {
      const source = op.reads[0]!
      const block = { source, scale: network.document.edges[op.edge!]!.scale ?? 1, first: count }
      count += source.size
      return block
    })
    this.count = count
    this.groups = this.group(trained)
  }

  private group(trained: readonly Op[]): UnitGroup[] {
    const { store, kernels } = this.model
    const everywhere = trained.every((op) => op.kind === 'dense')
    const units = Array.from({ length: this.size }, (_, unit) => {
      const columns: number[] = []
      const places: number[] = []
      trained.forEach((op, b) => {
        const { source, first } = this.blocks[b]!
        const { name } = op.parameters[0]!
        const at = store.address(name) / kernels.bytes
        if (op.kind === 'diagonal') {
          columns.push(first + unit)
          places.push(at + unit)
          return
        }
        const indices = store.indices(name)
        if (!indices) {
          for (let j = 0; j < source.size; j++) {
            columns.push(first + j)
            places.push(at + unit * source.size + j)
          }
          return
        }
        for (let e = lowerBound(indices, unit * source.size); e < indices.length && indices[e]! < (unit + 1) * source.size; e++) {
          columns.push(first + (indices[e]! % source.size))
          places.push(at + e)
        }
      })
      return { columns: Int32Array.from(columns), places: Int32Array.from(places) }
    })
    if (everywhere) return [{ units: units.map((_, i) => i), columns: undefined, places: units.map((u) => u.places) }]
    return units.map(({ columns, places }, i) => ({ units: [i], columns, places: [places] }))
  }

  /** Sets all trained weights and the bias to 0, so that net is the contribution of the rest. */
  clear(): void {
    const view = this.model.kernels.view()
    for (const group of this.groups) for (const places of group.places) for (const at of places) view[at] = 0
    if (this.bias !== undefined) view.fill(0, this.bias, this.bias + this.size)
  }

  write(group: UnitGroup, member: number, weights: ArrayLike<number>, bias: number): void {
    const view = this.model.kernels.view()
    group.places[member]!.forEach((at, c) => (view[at] = weights[c]!))
    if (this.bias !== undefined) view[this.bias + group.units[member]!] = bias
  }

  /** Whether all fitted weights and biases are finite. */
  get isFinite(): boolean {
    const view = this.model.kernels.view()
    const biases = this.bias === undefined ? [] : [...view.subarray(this.bias, this.bias + this.size)]
    return biases.every(Number.isFinite) && this.groups.every((group) => group.places.every((places) => places.every((at) => Number.isFinite(view[at]!))))
  }

  /** Writes scale · v of one row of the tape, block after block. */
  row(program: Program, row: number, to: Float64Array): void {
    const view = this.model.kernels.view()
    for (const { source, scale, first } of this.blocks) {
      const from = program.value(source) / this.model.kernels.bytes + row * source.size
      for (let j = 0; j < source.size; j++) to[first + j] = scale * view[from + j]!
    }
  }
}

function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** The outputs to fit: those with a trained projection or bias. */
export function columnsOf(model: Model): Columns[] {
  return model.network.outputs.map((output) => new Columns(model, output)).filter((columns) => columns.count > 0 || columns.bias !== undefined)
}
