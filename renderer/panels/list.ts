import type { PanelName } from './panelsStore'
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

/** The panels below the canvas, in the order of their tabs. */
export const panels: Readonly<Record<PanelName, Panel>> = {
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
}

export const panelNames = Object.keys(panels) as readonly PanelName[]
