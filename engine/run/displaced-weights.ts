import type { ParameterDeclaration } from '../contract/lowering'
import type { Model } from '../learn/model/model'

/** Most numbers to keep. */
const MOST = 4_000_000

interface Lost {
  readonly values: Float64Array
  readonly indices: Int32Array | undefined
}

const sameIndices = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && Array.from(a).every((at, i) => at === b[i]))

/** Keeps weights that an edit displaced, by name and shape, in case that edit is undone. */
export class DisplacedWeights {
  private readonly lost = new Map<string, Lost>()
  private size = 0

  clear(): void {
    this.lost.clear()
    this.size = 0
  }

  /** Keeps parameters of a discarded model; drops the oldest ones if there are too many. */
  keep(model: Model, names: readonly string[]): void {
    for (const { name, shape } of model.store.declarations) {
      if (!names.includes(name)) continue
      const key = `${name} ${shape.join()}`
      this.forget(key)
      if (model.store.count(name) > MOST) continue
      const values = model.store.read(name)
      this.lost.set(key, { values, indices: model.store.indices(name) })
      this.size += values.length
    }
    for (const key of this.lost.keys()) {
      if (this.size <= MOST) break
      this.forget(key)
    }
  }

  /** Positions of a displaced sparse parameter. */
  positions({ name, shape, density }: ParameterDeclaration): Int32Array | undefined {
    return density === undefined ? undefined : this.lost.get(`${name} ${shape.join()}`)?.indices
  }

  /** Restores weights that fit to parameters that have not received other values. */
  giveBack(model: Model, names: readonly string[]): void {
    for (const { name, shape } of model.store.declarations) {
      const found = names.includes(name) ? this.lost.get(`${name} ${shape.join()}`) : undefined
      if (found && sameIndices(found.indices, model.store.indices(name))) model.store.write(name, found.values)
    }
  }

  private forget(key: string): void {
    this.size -= this.lost.get(key)?.values.length ?? 0
    this.lost.delete(key)
  }
}
