import type { Arena } from '../kernels/arena'
import type { Kernels } from '../kernels/types'
import type { ParameterDeclaration } from '../contract/lowering'
import { entries } from './stored'

interface Allocation {
  readonly declaration: ParameterDeclaration
  /** Element offset in the flat array of weights and, if trainable, of gradients. */
  readonly offset: number
  readonly count: number
  readonly indices?: Int32Array
}

/** Elements to which every tensor is aligned, for the widest vector; the gaps stay zero. */
const ALIGN = 16

/**
 * All parameters in one flat array, trainable ones first, with gradients in the same layout, so that an update is one
 * pass over `trainable` numbers.
 */
export class ParameterStore {
  readonly weights: number
  readonly gradients: number
  /** Numbers in the trainable part, gaps included. */
  readonly trainable: number
  /** Without those that share the numbers of others. */
  readonly declarations: readonly ParameterDeclaration[]
  private readonly mirrors: readonly ParameterDeclaration[]
  private readonly allocations = new Map<string, Allocation>()

  /** @param declarations Of parameters, and of those that share their numbers. */
  constructor(
    declarations: readonly ParameterDeclaration[],
    private readonly kernels: Kernels,
    arena: Arena,
    indices: (declaration: ParameterDeclaration) => Int32Array | undefined,
    learns = true,
  ) {
    const all = [...declarations.filter((d) => d.trainable), ...declarations.filter((d) => !d.trainable)]
    this.declarations = all.filter((d) => !d.mirrors)
    this.mirrors = all.filter((d) => d.mirrors)
    let offset = 0
    let trainable = 0
    for (const declaration of all) {
      const positions = indices(declaration)
      const count = positions ? positions.length : entries(declaration)
      this.allocations.set(declaration.name, { declaration, offset, count, ...(positions ? { indices: positions } : {}) })
      offset += Math.ceil(count / ALIGN) * ALIGN
      if (declaration.trainable) trainable = offset
    }
    this.trainable = trainable
    this.weights = arena.allocate(Math.max(ALIGN, offset), kernels.bytes)
    this.gradients = arena.allocate(learns ? Math.max(ALIGN, trainable) : ALIGN, kernels.bytes)
  }

  private place(name: string): Allocation {
    const allocation = this.allocations.get(name)
    if (!allocation) throw new Error(`no parameter ${name}`)
    return allocation
  }

  declaration(name: string): ParameterDeclaration {
    return this.place(name).declaration
  }

  has(name: string): boolean {
    return this.allocations.has(name)
  }

  address(name: string): number {
    return this.weights + this.place(name).offset * this.kernels.bytes
  }

  /** Address of the gradient; −1 for a fixed parameter. */
  gradientAddress(name: string): number {
    const { declaration, offset } = this.place(name)
    return declaration.trainable ? this.gradients + offset * this.kernels.bytes : -1
  }

  /** Flat positions of a sparse parameter's entries. */
  indices(name: string): Int32Array | undefined {
    return this.place(name).indices
  }

  count(name: string): number {
    return this.place(name).count
  }

  read(name: string): Float64Array {
    return this.numbers(this.address(name), this.place(name).count)
  }

  /** Returns a view of the numbers without copying, valid until the memory grows or the weights change. */
  view(name: string): Float32Array | Float64Array {
    return this.viewAt(this.address(name), this.place(name).count)
  }

  /** Returns accumulated gradients; for a sparse parameter, one per entry. */
  readGradient(name: string): Float64Array {
    return this.numbers(this.gradientAddress(name), this.place(name).count)
  }

  write(name: string, values: ArrayLike<number>): void {
    const { count } = this.place(name)
    if (values.length !== count) throw new Error(`${name} has ${count} numbers, got ${values.length}`)
    this.kernels.view().set(values, this.address(name) / this.kernels.bytes)
  }

  /** Returns a copy of all trainable weights, in the order of the store; in `into` if given. */
  readTrainable(into?: Float64Array): Float64Array {
    if (into?.length !== this.trainable) return this.numbers(this.weights, this.trainable)
    into.set(this.viewAt(this.weights, this.trainable))
    return into
  }

  /** Sets all trainable weights to those that `readTrainable` returned. */
  writeTrainable(weights: Float64Array): void {
    this.kernels.view().set(weights, this.weights / this.kernels.bytes)
  }

  /** Returns a copy of all gradients so far, in the order of the store. */
  readGradients(): Float64Array {
    return this.numbers(this.gradients, this.trainable)
  }

  /** Sets all gradients to those that `readGradients` returned. */
  writeGradients(gradients: Float64Array): void {
    this.kernels.view().set(gradients, this.gradients / this.kernels.bytes)
  }

  /** Adds the gradients of sharing parameters to those of the owners, and clears them. */
  fold(): void {
    const { kernels } = this
    for (const { name, shape, trainable, mirrors } of this.mirrors) {
      if (!trainable) continue
      const count = this.count(name)
      const from = this.gradientAddress(name)
      const to = this.gradientAddress(mirrors!.name)
      if (!mirrors!.transposed) kernels.axpy(1, count, 1, from, count, to, count)
      else {
        const view = kernels.view()
        const [rows = 1, columns = 1] = shape
        const [at, own] = [to / kernels.bytes, from / kernels.bytes]
        for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) view[at + j * rows + i]! += view[own + i * columns + j]!
      }
      kernels.fill(count, from, 0)
    }
  }

  /** Clamps trained numbers to their ranges after an update. */
  confine(): void {
    for (const { name, trainable, range } of this.declarations) {
      if (!trainable || !range) continue
      const values = this.view(name)
      for (let i = 0; i < values.length; i++) values[i] = Math.max(range[0], Math.min(range[1], values[i]!))
    }
  }

  /** Offset of each trainable parameter in the trainable part, in order, with its factor of the learning rate. */
  starts(): readonly { readonly from: number; readonly rate: number }[] {
    return [...this.allocations.values()].flatMap(({ declaration: { trainable, rate = 1 }, offset }) => (trainable ? [{ from: offset, rate }] : []))
  }

  private numbers(address: number, count: number): Float64Array {
    return new Float64Array(this.viewAt(address, count))
  }

  private viewAt(address: number, count: number): Float32Array | Float64Array {
    const first = address / this.kernels.bytes
    return this.kernels.view().subarray(first, first + count)
  }
}
