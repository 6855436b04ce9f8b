import { RunFailure } from '../problems/RunFailure'
import { LossPlot } from './LossPlot'
import { PredictionPlot } from './PredictionPlot'
import { Scores } from './Scores'

/** How training goes: loss, target against prediction, scores. */
export function RunPanel() {
  return (
    <div className="panel-run">
      <RunFailure />
      <div className="panel-run-plots">
        <LossPlot />
        <PredictionPlot />
        <Scores />
      </div>
    </div>
  )
}
