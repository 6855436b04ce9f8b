import { createStore, type StoreApi } from 'zustand/vanilla'
import { documentStore } from '../../editing/store'
import type { Engine } from '../../workspace/openEngine'

/** A table with the rows of inputs that no output feeds. */
interface Rows {
  readonly table: number
  readonly name: string
  readonly count: number
}

/** The user's settings for the forecast of a document; undefined follows the data. */
export interface ForecastSettings {
  readonly sequence: number | undefined
  readonly from: number | undefined
  readonly steps: number | undefined
  readonly paths: number
  readonly seed: number
  readonly temperature: number
  /** A typed text to start from, instead of that of the data. */
  readonly text: string | undefined
  readonly rows: Rows | undefined
}

/** Default and largest number of paths for the bands. */
const PATHS = 50
export const MOST_PATHS = 500
export const MOST_STEPS = 100_000
/** A temperature at which a network neither repeats itself nor writes nonsense. */
const TEMPERATURE = 0.8

const standard: ForecastSettings = {
  sequence: undefined,
  from: undefined,
  steps: undefined,
  paths: PATHS,
  seed: 0,
  temperature: TEMPERATURE,
  text: undefined,
  rows: undefined,
}

const known = new WeakMap<Engine, { readonly opened: number; readonly store: StoreApi<ForecastSettings> }>()

/** The settings for the document of an engine; another document resets them. */
export function settingsOf(engine: Engine): StoreApi<ForecastSettings> {
  const { opened } = documentStore.getState()
  let found = known.get(engine)
  if (found?.opened !== opened) known.set(engine, (found = { opened, store: createStore<ForecastSettings>(() => standard) }))
  return found!.store
}
