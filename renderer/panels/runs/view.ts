import { create } from 'zustand'
import type { Sort } from './items'

export const plots = ['curves', 'parallel', 'scatter'] as const
type PlotName = (typeof plots)[number]

/** How the runs of one document are shown. */
export interface RunsView {
  readonly filter: string
  readonly sort: Sort | undefined
  /** The user's choice of columns. */
  readonly columns: readonly string[] | undefined
  /** The user's choice of runs to show; the last two of this session otherwise. */
  readonly checked: ReadonlyMap<string, boolean>
  /** The run whose name, tags and note are shown. */
  readonly picked: string | undefined
  readonly plot: PlotName
  /** Whether curves are averaged over seeds. */
  readonly grouped: boolean
  readonly across: string | undefined
  readonly up: string | undefined
}

const standard: RunsView = {
  filter: '',
  sort: undefined,
  columns: undefined,
  checked: new Map(),
  picked: undefined,
  plot: 'curves',
  grouped: false,
  across: undefined,
  up: undefined,
}

const useViews = create<{ readonly of: ReadonlyMap<string, RunsView> }>(() => ({ of: new Map() }))

/** The view of a tab's runs, and what changes it. */
export function useRunsView(id: string): readonly [RunsView, (change: Partial<RunsView>) => void] {
  const view = useViews(({ of }) => of.get(id)) ?? standard
  return [view, (change) => useViews.setState(({ of }) => ({ of: new Map(of).set(id, { ...(of.get(id) ?? standard), ...change }) }))]
}
