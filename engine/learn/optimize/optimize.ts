import type { Network } from '../../compile/network'
import type { Arena } from '../../kernels/arena'
import type { Kernels } from '../../kernels/types'
import { optimizerOf, rateOf } from '../../kinds/optimizers'
import type { Operands } from '../../kinds/optimizers/optimizer'
import type { ParameterStore } from '../../compile/store'

/** Changes the trainable weights by their gradient, in one pass over the flat array. */
export interface Optimizer {
  /** One update at the given learning rate. */
  update(learningRate: number): void
  reset(): void
  /** Moments and counters, from which training continues bit for bit; in the arrays of `into` if given. */
  state(into?: readonly Float64Array[]): Float64Array[]
  resume(state: readonly Float64Array[]): void
  /** Saves moments and counters in memory. */
  save(): void
  /** Restores what `save` saved. */
  restore(): void
  /** Returns what `save` saved, in the form of `state`. */
  saved(): Float64Array[]
}

/** The optimizer of a document, over the trainable weights of a store. */
export function makeOptimizer(network: Network, store: ParameterStore, kernels: Kernels, arena: Arena): Optimizer {
  const settings = network.training.optimizer
  const kind = optimizerOf(settings)
  const n = store.trainable
  const vectors = (): number[] => Array.from({ length: kind.keeps }, () => arena.allocate(Math.max(1, n), kernels.bytes))
  const kept = vectors()
  const all: Operands = { kernels, n, weights: store.weights, gradients: store.gradients, kept, count: 0 }
  const spans = spansOf(store).map(({ from, count, rate }) => {
    const at = (address: number): number => address + from * kernels.bytes
    return { rate, trained: { ...all, n: count, weights: at(all.weights), gradients: at(all.gradients), kept: kept.map(at) } }
  })
  let aside: { readonly addresses: readonly number[]; count: number } | undefined
  const read = (count: number, addresses: readonly number[], into: readonly Float64Array[] = []): Float64Array[] => {
    const view = kernels.view()
    const vector = (address: number, i: number): Float64Array => {
      const values = view.subarray(address / kernels.bytes, address / kernels.bytes + n)
      const target = into[i + 1]
      if (target?.length !== n) return new Float64Array(values)
      target.set(values)
      return target
    }
    return [Float64Array.of(count), ...addresses.map(vector)]
  }
  const restart = (): void => {
    all.count = 0
    for (const address of kept) kernels.fill(n, address, 0)
    for (const { trained, rate } of spans) kind.begin?.(trained, { ...settings, learningRate: rateOf(settings) * rate })
  }
  restart()

  return {
    update(learningRate) {
      const { count } = all
      for (const { trained, rate } of spans) {
        trained.count = count
        kind.update(trained, settings, learningRate * rate)
        all.count = trained.count
      }
    },
    reset: restart,
    state: (into) => read(all.count, kept, into),
    resume(state) {
      all.count = state[0]![0]!
      kept.forEach((address, i) => kernels.view().set(state[i + 1]!, address / kernels.bytes))
    },
    save() {
      aside ??= { addresses: vectors(), count: 0 }
      aside.count = all.count
      for (let i = 0; i < kept.length; i++) kernels.copy(n, kept[i]!, aside.addresses[i]!)
    },
    restore() {
      const { addresses, count } = aside!
      all.count = count
      for (let i = 0; i < kept.length; i++) kernels.copy(n, addresses[i]!, kept[i]!)
    },
    saved: () => read(aside!.count, aside!.addresses),
  }
}

interface Span {
  /** First number in the trainable part, and how many. */
  readonly from: number
  readonly count: number
  /** Factor of the learning rate. */
  readonly rate: number
}

/** Returns the trainable part as ranges with one learning rate factor each, without ranges of factor 0, which do not change. */
function spansOf(store: ParameterStore): readonly Span[] {
  const starts = store.starts()
  const spans: Span[] = []
  starts.forEach(({ from, rate }, i) => {
    const count = (starts[i + 1]?.from ?? store.trainable) - from
    const last = spans.at(-1)
    if (last?.rate === rate) spans[spans.length - 1] = { ...last, count: last.count + count }
    else spans.push({ from, count, rate })
  })
  return spans.filter(({ rate }) => rate > 0)
}
