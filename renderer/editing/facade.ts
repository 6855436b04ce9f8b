import type { StoreApi } from 'zustand/vanilla'

/** A store that forwards to one of several; its readers and subscribers see the one it points at. */
export interface Facade<T> {
  readonly store: StoreApi<T>
  /**
   * Points at another store. Returns a function that notifies the subscribers, so that several facades can be switched
   * before any of them notifies.
   */
  point(to: StoreApi<T>): () => void
}

export function createFacade<T>(first: StoreApi<T>): Facade<T> {
  const listeners = new Set<(state: T, old: T) => void>()
  const notify = (state: T, old: T): void => {
    for (const listener of listeners) listener(state, old)
  }
  let target = first
  let leave = target.subscribe(notify)
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
      leave = target.subscribe(notify)
      return () => {
        if (target === to) notify(to.getState(), old)
      }
    },
  }
}
