import { useMemo } from 'react'
import type { Pinned, Subject } from '../../workspace/pinned'
import { LossPlot } from '../run/LossPlot'
import { PredictionPlot } from '../run/PredictionPlot'
import { CoursePlot } from './CoursePlot'
import { partsOf } from './overlay'
import { PinnedContext, viewOf } from './pinning'
import { SignalPlot } from './SignalPlot'

/** A pinned plot, in any place. */
export function PinnedPlot({ pinned }: { readonly pinned: Pinned }) {
  return (
    <PinnedContext value={pinned}>
      <Body pinned={pinned} />
    </PinnedContext>
  )
}

/** A plot of one or several subjects that can be overlaid. */
function Lines({ subject, pinned }: { readonly subject: Exclude<Subject, { kind: 'loss' | 'prediction' }>; readonly pinned: Pinned }) {
  // Keep the same list for the same subject.
  const parts = useMemo(() => partsOf(subject) ?? [], [subject])
  const signals = useMemo(() => parts.filter((part) => part.kind === 'signal'), [parts])
  const courses = useMemo(() => parts.filter((part) => part.kind !== 'signal'), [parts])
  return signals.length > 0 ? <SignalPlot of={signals} view={viewOf(pinned)} /> : <CoursePlot of={courses} view={viewOf(pinned)} />
}

function Body({ pinned }: { readonly pinned: Pinned }) {
  const { subject } = pinned
  switch (subject.kind) {
    case 'loss':
      return <LossPlot view={viewOf(pinned)} />
    case 'prediction':
      return <PredictionPlot of={subject.name} />
    default:
      return <Lines subject={subject} pinned={pinned} />
  }
}
