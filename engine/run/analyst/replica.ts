import { compile } from '../../compile'
import { sizesOf } from '../../compile/network'
import type { NodeRegistry } from '../../contract/node-type'
import type { Dataset } from '../../data/types'
import { Evaluator, type Sample } from '../../learn/evaluate/evaluate'
import { Model } from '../../learn/model/model'
import type { Moment } from '../moment'
import type { Viewed } from '../work'
import type { NetworkSource, Newest, Weights } from './protocol'

/** What a replica of a network is made from. */
export function sourceOf({ model }: Pick<Viewed, 'model'>): NetworkSource {
  const { network, store, arena, originBytes, kernels } = model
  const { weights: _, data: __, view: ___, ...document } = network.document
  const { precision, plain, relaxed } = model.options
  const indices = store.declarations.flatMap(({ name }) => {
    const found = store.indices(name)
    return found ? [[name, found] as const] : []
  })
  return {
    document,
    sizes: sizesOf(network),
    indices: Object.fromEntries(indices),
    options: { ...(precision === undefined ? {} : { precision }), ...(plain === undefined ? {} : { plain }), ...(relaxed === undefined ? {} : { relaxed }) },
    // The replica takes memory too; so the total is that of analyses beside training, and so is the limit.
    beside: Math.max(0, arena.mark() + originBytes - store.declarations.reduce((sum, { name }) => sum + kernels.bytes * store.count(name), 0)),
  }
}

/**
 * The current weights, those that the user sees.
 * @param into weights of the same network, to be overwritten.
 */
export function weightsOf({ model: { store, kernels }, trainer }: Viewed, into?: Weights): Weights {
  const names = store.declarations.map(({ name }) => name)
  const weights = into ?? roomFor(names, (name) => store.count(name), kernels.bytes)
  trainer.reading(() => {
    for (const name of names) weights[name]!.set(store.view(name))
  })
  return weights
}

/** Room for weights, in one buffer. */
function roomFor(names: readonly string[], count: (name: string) => number, bytes: number): Weights {
  const buffer = new ArrayBuffer(bytes * names.reduce((sum, name) => sum + count(name), 0))
  let at = 0
  return Object.fromEntries(
    names.map((name) => {
      const begin = at
      at += bytes * count(name)
      return [name, bytes === 4 ? new Float32Array(buffer, begin, count(name)) : new Float64Array(buffer, begin, count(name))]
    }),
  )
}

/** A network with the weights of another thread, and its data. */
export class Replica implements Viewed {
  readonly model: Model
  private evaluator: Evaluator | undefined
  private newest: Pick<Newest, 'epoch' | 'updates' | 'at'>
  readonly trainer: Viewed['trainer']

  /** @throws if the network does not compile. */
  constructor(
    registry: NodeRegistry,
    source: NetworkSource,
    readonly dataset: Dataset,
    newest: Newest,
  ) {
    const { document, sizes, indices, options, beside } = source
    const { network } = compile(document, registry, sizes)
    if (!network) throw new Error('the network does not compile')
    const { epoch, updates, at } = newest
    this.newest = { epoch, updates, at }
    const like = {
      store: { indices: (name: string) => (Object.hasOwn(indices, name) ? indices[name] : undefined), view: (name: string) => newest.weights[name]! },
      arena: { mark: () => beside },
      originBytes: 0,
    }
    this.model = new Model(network, { ...options, like })
    const judge = (): Evaluator => (this.evaluator ??= new Evaluator(this.model, this.dataset))
    const reached = () => this.newest
    this.trainer = {
      get reached() {
        return reached()
      },
      replaying: false,
      reading: (read) => read(),
      evaluating: () => judge().evaluating(),
      sample: (of): Sample | undefined => judge().sample(of),
    }
  }

  get at(): Moment {
    return this.newest.at
  }

  take({ weights, epoch, updates, at }: Newest): void {
    this.newest = { epoch, updates, at }
    this.model.copy({ store: { view: (name) => weights[name]! } })
    this.evaluator?.forget()
  }
}
