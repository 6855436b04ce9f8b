import { useCallback, useEffect, useRef, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { PatternTrace } from '../../../engine/run/streams'
import { chooseMoment, momentStore, predictions } from '../../workspace/engine'
import { toStepOf } from '../../workspace/moment'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { figure } from '../../languages/numbers'
import type { Readout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import { whenText } from '../plot/when'
import { cellAt, paintPattern, type Cell } from './paintPattern'

const find = (output: string): PatternTrace | undefined => predictions.getState()?.find((p): p is PatternTrace => p.kind === 'pattern' && p.output === output)

/** The column of the moment that is held. */
function momentIn({ from, steps }: PatternTrace): number | undefined {
  const { held, step } = momentStore.getState()
  return held && step >= from && step < from + steps ? step - from : undefined
}

/** The classes of an output over the steps of a sequence: predicted probabilities and targets. */
export function PatternPlot({ output, readout }: { readonly output: string; readonly readout: Readout }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const label = useStore(documentStore, (state) => labelOf(state.document, output))
  const canvas = useRef<HTMLCanvasElement>(null)
  const pointed = useRef<Cell>(undefined)

  const draw = useCallback(() => {
    const trace = find(output)
    if (!canvas.current || !trace) return
    paintPattern(canvas.current, trace, theme, t(`panels.part.${trace.part}`), pointed.current, momentIn(trace))
    const at = pointed.current
    const value = (of: Float32Array): string => {
      const v = at && of[at.step * trace.units + at.unit]
      return v === undefined || Number.isNaN(v) ? '' : figure(v)
    }
    readout.write('at', at ? whenText(trace.axis, trace.labels[at.step] ?? at.step) : '')
    readout.write('class', at ? (trace.names[at.unit] ?? String(at.unit + 1)) : '')
    readout.write('target', value(trace.target))
    readout.write('prediction', value(trace.prediction))
  }, [output, theme, t, readout])

  useEffect(() => {
    draw()
    const leave = [predictions.subscribe(draw), momentStore.subscribe((now, old) => (now.held !== old.held || (now.held && now.step !== old.step)) && draw())]
    const observer = new ResizeObserver(draw)
    observer.observe(canvas.current!)
    return () => {
      leave.forEach((each) => each())
      observer.disconnect()
    }
  }, [draw])

  const point = (event: PointerEvent<HTMLCanvasElement>): void => {
    const trace = find(output)
    const box = event.currentTarget.getBoundingClientRect()
    pointed.current = trace && cellAt(event.currentTarget, trace, theme, event.clientX - box.left, event.clientY - box.top)
    const { from, part } = trace ?? { from: 0, part: 'train' }
    if (pointed.current && event.buttons === 1) chooseMoment(toStepOf({ part, sequence: 0 }, from + pointed.current.step))
    draw()
  }
  return (
    <div className="pattern-host">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('panels.prediction.pattern', { output: label })}
        onPointerDown={point}
        onPointerMove={point}
        onPointerLeave={() => {
          pointed.current = undefined
          draw()
        }}
      />
    </div>
  )
}
