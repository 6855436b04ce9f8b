import type { DocumentStore } from '../editing/store'
import { createEngine } from './createEngine'
import type { Engine, Setting } from './openEngine'
import { useSettings } from './settings'

const fastMath: Setting<boolean> = {
  get: () => useSettings.getState().fastMath,
  subscribe: (listener) =>
    useSettings.subscribe((now, old) => {
      if (now.fastMath !== old.fastMath) listener(now.fastMath)
    }),
}

/** The engine of a document in this window, with the user's settings. */
export const ownEngine = (documents: DocumentStore): Engine => createEngine(documents, fastMath)
