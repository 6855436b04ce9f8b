import type { Arena } from '../kernels/arena'
import type { Kernels } from '../kernels/types'
import type { ParameterDeclaration } from '../contract/lowering'
import { entries } from './stored'

interface Place {
  readonly declaration: ParameterDeclaration
  /** Element offset in the flat array of weights; the same in that of gradients where it is trainable. */
  readonly offset: number
  readonly count: number
  readonly indices?: Int32Array
}

/** Every tensor starts on a boundary that suits the widest vector; the gap stays zero. */
const ALIGN = 16

/**
 * All parameters in one flat array, the trainable ones first, with gradients of the same layout: an update is one
 * pass over `trainable` numbers.
 */
export class ParameterStore {
  readonly weights: number
  readonly gradients: number
  /** Numbers in the trainable part, gaps included. */
  readonly trainable: number
  readonly declarations: readonly ParameterDeclaration[]
  private readonly places = new Map<string, Place>()

  constructor(
    declarations: readonly ParameterDeclaration[], private readonly kernels: Kernels, arena: Arena,
    indices: (declaration: ParameterDeclaration) => Int32Array | undefined,
  ) {
    this.declarations = [...declarations.filter((d) => d.trainable), ...declarations.filter((d) => !d.trainable)]
    let offset = 0
    let trainable = 0
    for (const declaration of this.declarations) {
      const positions = indices(declaration)
      const count = positions ? positions.length : entries(declaration)
      this.places.set(declaration.name, { declaration, offset, count, ...(positions ? { indices: positions } : {}) })
      offset += Math.ceil(count / ALIGN) * ALIGN
      if (declaration.trainable) trainable = offset
    }
    this.trainable = trainable
    this.weights = arena.allocate(Math.max(ALIGN, offset), kernels.bytes)
    this.gradients = arena.allocate(Math.max(ALIGN, trainable), kernels.bytes)
  }

  private place(name: string): Place {
    const place = this.places.get(name)
    if (!place) throw new Error(`no parameter ${name}`)
    return place
  }

  address(name: string): number {
    return this.weights + this.place(name).offset * this.kernels.bytes
  }

  /** Address of the gradient, −1 where it is fixed. */
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

  /** The numbers where they lie: a look that copies nothing, and is over when the memory grows or the weights change. */
  look(name: string): Float32Array | Float64Array {
    return this.within(this.address(name), this.place(name).count)
  }

  /** Gradients as accumulated; those of a sparse parameter by entry. */
  readGradient(name: string): Float64Array {
    return this.numbers(this.gradientAddress(name), this.place(name).count)
  }

  write(name: string, values: ArrayLike<number>): void {
    const { count } = this.place(name)
    if (values.length !== count) throw new Error(`${name} has ${count} numbers, got ${values.length}`)
    this.kernels.view().set(values, this.address(name) / this.kernels.bytes)
  }

  /** Which parameter holds element `at` of the trainable part. */
  nameAt(at: number): string {
    let found = ''
    for (const [name, { offset }] of this.places) if (offset <= at) found = name
    return found
  }

  private numbers(address: number, count: number): Float64Array {
    return new Float64Array(this.within(address, count))
  }

  private within(address: number, count: number): Float32Array | Float64Array {
    const first = address / this.kernels.bytes
    return this.kernels.view().subarray(first, first + count)
  }
}
