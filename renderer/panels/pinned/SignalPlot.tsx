import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type uPlot from 'uplot'
import type { Signal } from '../../../engine/run/streams'
import { figure } from '../../languages/numbers'
import { chooseMoment, engineStore } from '../../workspace/engine'
import { toStep } from '../../workspace/moment'
import type { Part } from '../../workspace/pinned'
import { Empty } from '../Empty'
import { Plot } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import { makeReadout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import type { PlotView } from '../plot/view'
import { whenText } from '../plot/when'
import { lineOptions } from './lines'
import { linesOf } from './overlay'
import { useDrop } from './pinning'
import { keysOf, useCounts, useListed, useNames, useSignals } from './useParts'

const first = ({ step, steps }: Signal): number => step - steps + 1

interface SignalPlotProps {
  readonly of: readonly Extract<Part, { kind: 'signal' }>[]
  readonly view: PlotView
}

/** Units of ports over the last steps, one line each. A drag chooses the moment. */
export function SignalPlot({ of, view }: SignalPlotProps) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const ports = useMemo(() => of.map(({ port }) => port), [of])
  const names = useNames(of)
  const title = useListed(names)
  const newest = useSignals(ports)
  const counts = useCounts(newest, ports)
  const lines = useMemo(
    () =>
      linesOf(of, counts).flatMap((units, p) =>
        units.map((unit) => ({ port: ports[p]!, unit, name: of.length > 1 ? `${names[p]} ${unit + 1}` : `${unit + 1}` })),
      ),
    [of, ports, counts, names],
  )
  // The engine sends the first units of a large node.
  const size = useStore(engineStore, ({ compiled }) => compiled?.sizes[ports[0]?.split('.')[0] ?? ''] ?? 0)
  const all = Math.max(size, counts[0] ?? 0)
  const [readout] = useState(makeReadout)
  /** The signal with the most steps, which gives the x axis and the moment. */
  const widest = useCallback((): Signal | undefined => {
    const { signals } = newest.getState()
    return ports.reduce<Signal | undefined>((widest, port) => {
      const signal = signals.get(port)
      return signal && (!widest || signal.steps > widest.steps) ? signal : widest
    }, undefined)
  }, [newest, ports])
  const options = useMemo(
    () =>
      lineOptions(
        theme,
        t('panels.prediction.steps'),
        lines.map(({ name }) => name),
        () => {
          const signal = widest()
          return signal?.at === undefined ? undefined : first(signal) + signal.at
        },
      ),
    [theme, lines, widest, t],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const signal = widest()
    if (!signal) return [[], ...lines.map(() => [])]
    const { signals } = newest.getState()
    const steps = Array.from({ length: signal.steps }, (_, k) => first(signal) + k)
    return [steps, ...lines.map(({ port, unit }) => steps.map((step) => valueAt(signals.get(port), unit, step)))]
  }, [newest, lines, widest])
  const describe = useCallback(
    (index: number | null) => {
      const signal = widest()
      if (!signal) return
      const { signals } = newest.getState()
      const at = Math.min(signal.steps - 1, index ?? signal.at ?? signal.steps - 1)
      const when = signal.labels?.[at]
      readout.write('at', when === undefined ? String(first(signal) + at) : whenText(signal.axis, when))
      lines.forEach(({ port, unit }, u) => readout.write(`line-${u}`, figure(valueAt(signals.get(port), unit, first(signal) + at) ?? undefined)))
    },
    [newest, lines, readout, widest],
  )
  const pick = useCallback(
    (index: number) => {
      const signal = widest()
      if (signal) chooseMoment(toStep(first(signal) + index), () => ({ playing: false }))
    },
    [widest],
  )
  return (
    <section className="panel-plot" aria-label={title} {...useDrop()}>
      <PlotHead
        title={of.length === 1 && !of[0]!.units && all > lines.length ? `${title} (${t('pinned.some', { shown: lines.length, count: all })})` : title}
        readout={readout}
        plot={{ view, name: title }}
        keys={[{ id: 'at', name: t('panels.prediction.at') }, ...keysOf(lines.map(({ name }) => name))]}
      />
      {lines.length > 0 ? (
        <Plot options={options} read={read} watch={newest.subscribe} describe={describe} pick={pick} label={title} view={view} />
      ) : (
        <Empty text={t('panels.signals.nothing')} />
      )}
    </section>
  )
}

function valueAt(signal: Signal | undefined, unit: number, step: number): number | null {
  if (!signal) return null
  const k = step - first(signal)
  return k < 0 || k >= signal.steps ? null : (signal.values[k * signal.units + unit] ?? null)
}
