import type { ParameterDeclaration } from '../contract/lowering'
import type { Model } from '../learn/model/model'

/** Numbers that are kept at most. */
const MOST = 4_000_000

interface Lost {
  readonly values: Float64Array
  readonly indices: Int32Array | undefined
}

const sameIndices = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && Array.from(a).every((at, i) => at === b[i]))

/** Weights that an edit has left no place for, by name and shape, for when that edit is taken back. */
export class Dropped {
  private readonly lost = new Map<string, Lost>()
  private size = 0

  clear(): void {
    this.lost.clear()
    this.size = 0
  }

  /** Keeps parameters of a model that is given up; the oldest go where there would be too many. */
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

  /** Where the entries of a sparse parameter lie that has been lost. */
  positions({ name, shape, density }: ParameterDeclaration): Int32Array | undefined {
    return density === undefined ? undefined : this.lost.get(`${name} ${shape.join()}`)?.indices
  }

  /** Gives back what fits among the parameters that have no values of their own yet. */
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
