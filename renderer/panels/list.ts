import { DataPanel } from './data/DataPanel'
import { DynamicsPanel } from './dynamics/DynamicsPanel'
import { ForecastPanel } from './forecast/ForecastPanel'
import { GradientsPanel } from './gradients-through-time/GradientsPanel'
import { HistoryPanel } from './history/HistoryPanel'
import { PinnedPanel } from './pinned/PinnedPanel'
import { PokePanel } from './poke/PokePanel'
import { ProblemCount } from './problems/ProblemCount'
import { ProblemsPanel } from './problems/ProblemsPanel'
import { RunPanel } from './run/RunPanel'
import { RunsPanel } from './runs/RunsPanel'
import { SignalsPanel } from './signals/SignalsPanel'
import { WeightsPanel } from './weights/WeightsPanel'

interface Panel {
  readonly View: () => React.JSX.Element | null
  /** Shown beside its name. */
  readonly Badge?: () => React.JSX.Element | null
}

/** The panels below the canvas in the order of their tabs; their names are the texts `panels.tab.NAME`. */
const all = {
  run: { View: RunPanel },
  forecast: { View: ForecastPanel },
  signals: { View: SignalsPanel },
  plots: { View: PinnedPanel },
  problems: { View: ProblemsPanel, Badge: ProblemCount },
  data: { View: DataPanel },
  weights: { View: WeightsPanel },
  flow: { View: GradientsPanel },
  dynamics: { View: DynamicsPanel },
  poke: { View: PokePanel },
  runs: { View: RunsPanel },
  history: { View: HistoryPanel },
} satisfies Record<string, Panel>

export type PanelName = keyof typeof all
export const panels: Readonly<Record<PanelName, Panel>> = all
export const panelNames = Object.keys(all) as readonly PanelName[]
