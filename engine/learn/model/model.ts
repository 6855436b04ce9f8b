import type { ParameterDeclaration } from '../../contract/lowering'
import { fingerprint } from '../../base/fingerprint'
import { stream } from '../../base/random'
import { problem, type Problem } from '../../base/problem'
import type { Network } from '../../compile/network'
import { Program, programBytes, type Capacity } from '../../compile/program'
import { ParameterStore } from '../../compile/store'
import { limits } from '../../document/limits'
import { storeTensor, tensorOf, type Tensor } from '../../document/tensor'
import type { GraphDocument, StoredTensor } from '../../document/types'
import { Arena } from '../../kernels/arena'
import { makeKernels } from '../../kernels'
import type { Kernels, Precision } from '../../kernels/types'
import { drawnBy, outdated } from './drawn'
import { gigabytes, weightBytes } from './weight-bytes'
import { drawIndices, drawParameter, scatter } from './initialize'

export interface ModelOptions {
  /** Overrides the document's precision. */
  readonly precision?: Precision
  /** Uses the plain kernels instead of WebAssembly. */
  readonly plain?: boolean
  /** Allows fused multiply-add: faster, but not bit-identical on all machines. */
  readonly relaxed?: boolean
  /**
   * Weights that `reset` restores, by default those that the document stores. Set it if the document stored other weights
   * when it was opened.
   */
  readonly given?: GraphDocument['weights']
  /** Initial weights, by default those that the document stores. */
  readonly stored?: GraphDocument['weights']
  /** Positions of a sparse parameter that was trained in another model; undefined for the stored or drawn ones. */
  readonly positions?: (declaration: ParameterDeclaration) => Int32Array | undefined
  /** A model with the same parameters whose weights to copy instead of initializing. */
  readonly like?: Original
}

/** What a model is a copy of: another model, or its weights in another thread. */
export interface Original {
  readonly store: Pick<ParameterStore, 'indices' | 'view'>
  readonly arena: Pick<Arena, 'mark'>
  /** Bytes of what it is a copy of itself. */
  readonly originBytes: number
}

/** A network with its weights in memory, for training, running and saving. */
export class Model {
  readonly arena: Arena
  readonly kernels: Kernels
  readonly store: ParameterStore
  /** By parameter, the fingerprint of its initial values. */
  private readonly drawn: Map<string, string>
  /** Sparse parameters with entries at trained positions, which may differ from those that their settings draw. */
  readonly placed: ReadonlySet<string>

  /**
   * @param arena its memory: new, or that of a model that is no longer used.
   * @param of a model of the same network whose weights it takes over, instead of stored or initial ones.
   * @param learns whether it has memory for gradients.
   */
  constructor(
    readonly network: Network,
    readonly options: ModelOptions = {},
    arena = new Arena(),
    of?: Model,
    learns = true,
  ) {
    this.arena = arena
    this.kernels = makeKernels(options.precision ?? network.training.precision, this.arena.memory, options)
    if (of) {
      this.placed = of.placed
      this.drawn = new Map(of.drawn)
      this.store = new ParameterStore([...network.parameters, ...network.mirrors], this.kernels, this.arena, ({ name }) => of.store.indices(name), learns)
      for (const { name } of this.store.declarations) this.store.write(name, of.store.view(name))
      return
    }
    this.drawn = new Map()
    const stored = options.stored ?? network.document.weights ?? {}
    const placed = new Set<string>()
    const decoded = new Map<string, Tensor>()
    this.store = new ParameterStore([...network.parameters, ...network.mirrors], this.kernels, this.arena, (p) => {
      if (p.density === undefined) return undefined
      const tensor = Object.hasOwn(stored, p.name) ? stored[p.name] : undefined
      const indices = (): Int32Array | undefined => {
        if (!tensor) return undefined
        const found = tensorOf(tensor)
        decoded.set(p.name, found)
        return indicesIn(found)
      }
      const kept = options.like?.store.indices(p.name) ?? options.positions?.(p) ?? indices()
      if (kept) placed.add(p.name)
      return kept ?? drawIndices(p)
    })
    this.placed = placed
    if (options.like) this.copy(options.like)
    else for (const { name } of this.store.declarations) this.restore(name, stored, decoded.get(name))
  }

  /** Copies the weights of a model with the same parameters. */
  copy(other: { readonly store: Pick<Original['store'], 'view'> }): void {
    for (const { name } of this.store.declarations) this.store.write(name, other.store.view(name))
  }

  /** Returns float64 kernels over the same memory, for computations where float32 is not precise enough. */
  exactKernels(): Kernels {
    if (this.kernels.precision === 'float64') return this.kernels
    return makeKernels('float64', this.arena.memory, this.options)
  }

  private get given(): NonNullable<GraphDocument['weights']> {
    return this.options.given ?? this.network.document.weights ?? {}
  }

  /**
   * Resets weights to the given ones, and initializes the rest from the seed; by default all, or those that `which`
   * selects.
   */
  reset(which: (name: string) => boolean = () => true): void {
    for (const name of this.store.declarations.map((p) => p.name).filter(which)) this.restore(name, this.given)
  }

  private restore(name: string, weights: NonNullable<GraphDocument['weights']>, decoded?: Tensor): void {
    const stored = Object.hasOwn(weights, name) ? weights[name] : undefined
    const declaration = this.store.declaration(name)
    const indices = this.store.indices(name)
    if (!stored) {
      this.draw(declaration)
      return
    }
    const { values, indices: positions } = decoded ?? tensorOf(stored)
    const full = declaration.shape.reduce((a, b) => a * b, 1)
    if (!indices) this.store.write(name, positions ? scatter(values, positions, full) : values)
    else {
      // A sparse matrix may be stored as a whole, or with entries at other positions: pick out those needed.
      const whole = positions ? scatter(values, positions, full) : values
      this.store.write(
        name,
        Float64Array.from(indices, (at) => whole[at]!),
      )
    }
  }

  private draw(p: ParameterDeclaration): void {
    const { name } = p
    const view = this.store.view(name)
    // Draw float64 values in place: a second array of fifty million of them takes 400 MB.
    if (view instanceof Float64Array) drawParameter(p, this.store.indices(name), view)
    else this.store.write(name, drawParameter(p, this.store.indices(name)))
    this.drawn.set(name, this.fingerprintOf(name))
  }

  /** Copies the model into a new arena that contains nothing else; with memory for gradients if it learns. */
  detachedCopy(learns: boolean): Model {
    return new Model(this.network, this.options, new Arena(), this, learns)
  }

  /**
   * Copies the weights of another model where name, shape and sparse positions match, except initial values of settings
   * that have changed. Returns the names of parameters whose values were kept or needed no keeping.
   */
  adopt(other: Model): string[] {
    const kept: string[] = []
    for (const p of this.store.declarations) {
      const theirs = other.store.has(p.name) ? other.store.declaration(p.name) : undefined
      if (!theirs || theirs.shape.join() !== p.shape.join()) continue
      if (this.isOutdated(p.name, drawnBy(theirs), other.store.view(p.name))) {
        this.draw(p)
        kept.push(p.name)
        continue
      }
      const a = this.store.indices(p.name)
      const b = other.store.indices(p.name)
      if (a ? !b || a.length !== b.length || a.some((at, i) => at !== b[i]) : b) continue
      this.store.write(p.name, other.store.view(p.name))
      kept.push(p.name)
    }
    return kept
  }

  /**
   * The positions of a sparse parameter that was trained or edited here, for another model; undefined if they equal
   * those drawn there, or if the values were only initialized.
   */
  keptPositions(p: ParameterDeclaration): Int32Array | undefined {
    const ours = this.store.has(p.name) ? this.store.declaration(p.name) : undefined
    const indices = ours && this.store.indices(p.name)
    if (!indices || p.density === undefined || ours.shape.join() !== p.shape.join()) return undefined
    if (!this.placed.has(p.name) && drawnBy(ours) === drawnBy(p)) return undefined
    return outdated(p, drawnBy(ours), this.store.view(p.name), this.kernels.precision === 'float32') ? undefined : indices
  }

  /**
   * Returns whether values of a parameter are the initial values of earlier settings, which `by` encodes, rather than of
   * the current ones.
   */
  isOutdated(name: string, by: string | undefined, values: ArrayLike<number>): boolean {
    return outdated(this.store.declaration(name), by, values, this.kernels.precision === 'float32')
  }

  /** All weights, including fixed ones, as the document stores them; or those that `which` selects. */
  weights(which: (name: string) => boolean = () => true): Record<string, StoredTensor> {
    const { precision } = this.kernels
    return Object.fromEntries(
      this.network.parameters
        .filter((p) => which(p.name))
        .map((p) => [p.name, storeTensor([...p.shape], this.store.read(p.name), precision, this.store.indices(p.name))]),
    )
  }

  /**
   * The weights that a document must store to reopen in this state: those given, trained or edited, but not initial
   * values.
   */
  learned(): Record<string, StoredTensor> {
    return this.weights((name) => this.isLearned(name))
  }

  /** Whether a parameter was given or differs from its initial values. */
  private isLearned(name: string): boolean {
    return Object.hasOwn(this.given, name) || this.isMoved(name) || this.fingerprintOf(name) !== this.drawnFingerprint(name)
  }

  /**
   * Names of parameters whose values differ from what their settings would draw. Stored trainable ones count without
   * comparison, because drawing takes time and memory; `idle-stored` reports stored fixed ones.
   */
  overrides(): readonly string[] {
    return this.store.declarations
      .filter(({ name, trainable }) =>
        Object.hasOwn(this.given, name) ? trainable : this.isMoved(name) || this.fingerprintOf(name) !== this.drawnFingerprint(name),
      )
      .map(({ name }) => name)
  }

  /** Returns whether a sparse parameter's entries are at other positions than its settings draw. */
  isMoved(name: string): boolean {
    const indices = this.placed.has(name) ? this.store.indices(name) : undefined
    const drawn = indices && drawIndices(this.store.declaration(name))
    return drawn !== undefined && (drawn.length !== indices!.length || drawn.some((at, i) => at !== indices![i]))
  }

  /** Fingerprints of the parameters that a document must store, over shape, positions and all bits of the numbers. */
  fingerprints(): ReadonlyMap<string, string> {
    const learned = this.store.declarations.filter(({ name }) => this.isLearned(name))
    return new Map(learned.map(({ name, shape }) => [name, joinFingerprints(shape, this.store.indices(name), this.fingerprintOf(name))]))
  }

  private fingerprintOf(name: string): string {
    const { kernels, store } = this
    return fingerprint(new Uint32Array(kernels.view().buffer, store.address(name), (store.count(name) * kernels.bytes) / 4))
  }

  private drawnFingerprint(name: string): string {
    const known = this.drawn.get(name)
    if (known !== undefined) return known
    const declaration = this.store.declaration(name)
    const print = valuesFingerprint(drawParameter(declaration, this.store.indices(name)), this.kernels.precision)
    this.drawn.set(name, print)
    return print
  }

  /** Gradient of a trainable parameter in its full shape, with zeros outside a sparse one's mask. */
  gradient(name: string): { shape: number[]; data: Float64Array } {
    const shape = [...this.store.declaration(name).shape]
    const values = this.store.readGradient(name)
    const indices = this.store.indices(name)
    return {
      shape,
      data: indices
        ? scatter(
            values,
            indices,
            shape.reduce((a, b) => a * b, 1),
          )
        : values,
    }
  }

  /** Bytes of the models that this one was copied from (`like`). */
  get originBytes(): number {
    const { like } = this.options
    return like ? like.arena.mark() + like.originBytes : 0
  }

  /** Allocates memory for a program and binds it; throws if that is impossible. */
  bind(capacity: Capacity): Program {
    return new Program(this.network, this.store, this.kernels, this.arena, capacity, (name) => stream(this.network.training.seed, name))
  }

  /**
   * Returns a problem if a program of this capacity, plus `beside` bytes, would exceed the memory of a run.
   * @param trains whether the program trains, rather than only runs or analyses.
   */
  static tooLarge(network: Network, capacity: Capacity, precision: Precision, beside = 0, trains = capacity.adjoints): Problem | undefined {
    const each = precision === 'float32' ? 4 : 8
    const weights = weightBytes(network, each, capacity, trains)
    const bytes = programBytes(network, capacity, each) + weights + beside
    if (bytes <= limits.memory) return undefined
    const values = { size: gigabytes(bytes), limit: gigabytes(limits.memory), steps: capacity.steps, weights: gigabytes(weights) }
    return problem('limit-exceeded', 2 * weights > bytes ? 'memory-over-weights' : 'memory-over', values)
  }
}

function valuesFingerprint(values: Float64Array, precision: Precision): string {
  const kept = precision === 'float32' ? new Float32Array(values) : values
  return fingerprint(new Uint32Array(kept.buffer, kept.byteOffset, kept.byteLength / 4))
}

const joinFingerprints = (shape: readonly number[], indices: ArrayLike<number> | undefined, print: string): string =>
  `${shape.join('×')} ${indices ? fingerprint(Uint32Array.from(indices)) : ''} ${print}`

/** The fingerprint, as in `prints`, of a stored parameter. */
export function storedFingerprint(stored: StoredTensor, precision: Precision): string {
  const { shape, values, indices } = tensorOf(stored)
  return joinFingerprints(shape, indices, valuesFingerprint(values, precision))
}

/** Positions of a sparse tensor; if it is stored as a whole, its entries that are not zero. */
function indicesIn({ values, indices }: Tensor): Int32Array {
  if (indices) return Int32Array.from(indices)
  const found: number[] = []
  values.forEach((w, i) => {
    if (w !== 0) found.push(i)
  })
  return Int32Array.from(found)
}
