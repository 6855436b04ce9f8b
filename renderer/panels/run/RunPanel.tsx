import { RunFailure } from '../problems/RunFailure'
import { LossPlot } from './LossPlot'
import { PredictionPlot } from './PredictionPlot'
import { RunNotes } from './RunNotes'
import { Scores } from './Scores'

/** The progress of training: loss, target and prediction, scores. */
export function RunPanel() {
  return (
    <div className="panel-run">
      <RunFailure />
      <RunNotes />
      <div className="panel-run-plots">
        <LossPlot />
        <PredictionPlot />
        <Scores />
      </div>
    </div>
  )
}
