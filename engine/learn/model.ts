import { stream } from '../base/random'
import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile/network'
import { Program, programBytes, type Capacity } from '../compile/program'
import { ParameterStore } from '../compile/store'
import { limits } from '../document/limits'
import { storeTensor, tensorOf } from '../document/tensor'
import type { GraphDocument, StoredTensor } from '../document/types'
import { Arena } from '../kernels/arena'
import { makeKernels } from '../kernels'
import type { Kernels, Precision } from '../kernels/types'
import { drawIndices, drawParameter, scatter } from './initialize'

/** Memory that values, adjoints and targets of one run may take. */
export const MAXIMUM_BYTES = limits.memory

export interface ModelOptions {
  /** Wins over the document's. */
  readonly precision?: Precision
  /** The plain kernels instead of WebAssembly. */
  readonly plain?: boolean
  /** Products and their sums rounded once where the machine can: faster, and not the same bits on every machine. */
  readonly relaxed?: boolean
}

/** A network with its weights in memory: what trains, runs and is saved. */
export class Model {
  readonly arena: Arena
  readonly kernels: Kernels
  readonly store: ParameterStore

  constructor(readonly network: Network, readonly options: ModelOptions = {}) {
    this.arena = new Arena()
    this.kernels = makeKernels(options.precision ?? network.training.precision, this.arena.memory, options)
    const stored = network.document.weights ?? {}
    this.store = new ParameterStore(network.parameters, this.kernels, this.arena, (p) => {
      if (p.density === undefined) return undefined
      const tensor = Object.hasOwn(stored, p.name) ? stored[p.name] : undefined
      return tensor ? storedIndices(tensor) : drawIndices(p)
    })
    this.reset()
  }

  /** Kernels of float64 over the same memory, for what float32 has too few digits for. */
  exactKernels(): Kernels {
    if (this.kernels.precision === 'float64') return this.kernels
    return makeKernels('float64', this.arena.memory, this.options)
  }

  /** Weights as the document has them, the rest drawn anew from the seed; all of them, or those of which `which` says so. */
  reset(which: (name: string) => boolean = () => true): void {
    for (const name of this.store.declarations.map((p) => p.name).filter(which)) this.restore(name, this.network.document)
  }

  private restore(name: string, document: GraphDocument): void {
    const stored = document.weights && Object.hasOwn(document.weights, name) ? document.weights[name] : undefined
    const declaration = this.store.declarations.find((p) => p.name === name)!
    const indices = this.store.indices(name)
    if (!stored) {
      this.store.write(name, drawParameter(declaration, indices))
      return
    }
    const { values, indices: positions } = tensorOf(stored)
    const full = declaration.shape.reduce((a, b) => a * b, 1)
    if (!indices) this.store.write(name, positions ? scatter(values, positions, full) : values)
    // A sparse matrix may be stored whole; its entries are then picked out.
    else this.store.write(name, positions ? values : Float64Array.from(indices, (at) => values[at]!))
  }

  /** Takes over weights of another model where name, shape and, for sparse ones, positions fit; gives the names that did. */
  adopt(other: Model): string[] {
    const kept: string[] = []
    for (const p of this.store.declarations) {
      const theirs = other.store.declarations.find((q) => q.name === p.name)
      if (!theirs || theirs.shape.join() !== p.shape.join()) continue
      const a = this.store.indices(p.name)
      const b = other.store.indices(p.name)
      if (a ? !b || a.length !== b.length || a.some((at, i) => at !== b[i]) : b) continue
      this.store.write(p.name, other.store.read(p.name))
      kept.push(p.name)
    }
    return kept
  }

  /** All weights, fixed ones included, as the document stores them. */
  weights(): Record<string, StoredTensor> {
    const { precision } = this.kernels
    return Object.fromEntries(
      this.network.parameters.map((p) => [p.name, storeTensor([...p.shape], this.store.read(p.name), precision, this.store.indices(p.name))]),
    )
  }

  /** Gradient of a trainable parameter in its full shape, zeros outside the mask of a sparse one. */
  gradient(name: string): { shape: number[]; data: Float64Array } {
    const shape = [...this.store.declarations.find((p) => p.name === name)!.shape]
    const values = this.store.readGradient(name)
    const indices = this.store.indices(name)
    return { shape, data: indices ? scatter(values, indices, shape.reduce((a, b) => a * b, 1)) : values }
  }

  /** Binds a program, or says how much memory it would take. */
  bind(capacity: Capacity): Program {
    return new Program(this.network, this.store, this.kernels, this.arena, capacity, (name) =>
      stream(this.network.training.seed, name))
  }

  /** The problem, if a program of this capacity, and so many bytes beside it, would take more memory than a run may. */
  static tooLarge(network: Network, capacity: Capacity, precision: Precision, beside = 0): Problem | undefined {
    const bytes = programBytes(network, capacity, precision === 'float32' ? 4 : 8) + beside
    if (bytes <= MAXIMUM_BYTES) return undefined
    const gigabytes = (b: number): string => (b / 2 ** 30).toFixed(1)
    return problem('limit-exceeded', 'memory-over', { size: gigabytes(bytes), limit: gigabytes(MAXIMUM_BYTES), steps: capacity.steps })
  }
}

/** Positions of a stored sparse tensor; where it is stored whole, its entries that are not zero. */
function storedIndices(tensor: StoredTensor): Int32Array {
  const { values, indices } = tensorOf(tensor)
  if (indices) return Int32Array.from(indices)
  const found: number[] = []
  values.forEach((w, i) => {
    if (w !== 0) found.push(i)
  })
  return Int32Array.from(found)
}
