import type { StoreApi } from 'zustand/vanilla'

/** One store that stands for several: whoever reads or follows it sees the one it points at. */
export interface Facade<T> {
  readonly store: StoreApi<T>
  /** Points at another store; what it answers tells those who follow, so that several can be turned before any is heard. */
  point(to: StoreApi<T>): () => void
}

export function createFacade<T>(first: StoreApi<T>): Facade<T> {
  const listeners = new Set<(state: T, old: T) => void>()
  const tell = (state: T, old: T): void => {
    for (const listener of listeners) listener(state, old)
  }
  let target = first
  let leave = target.subscribe(tell)
  return {
    store: {
      getState: () => target.getState(),
      getInitialState: () => target.getInitialState(),
      get setState() {
        return target.setState
      },
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    point(to) {
      const old = target.getState()
      leave()
      target = to
      leave = target.subscribe(tell)
      return () => {
        if (target === to) tell(to.getState(), old)
      }
    },
  }
}
