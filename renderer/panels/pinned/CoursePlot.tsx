import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type uPlot from 'uplot'
import { figure, whole } from '../../languages/numbers'
import { ask, engineStore, lookBack, momentStore } from '../../workspace/engine'
import type { Part } from '../../workspace/pinned'
import { Empty } from '../Empty'
import { Plot } from '../plot/Plot'
import { PlotHead } from '../plot/PlotHead'
import { makeReadout } from '../plot/readout'
import { usePlotTheme } from '../plot/theme'
import type { PlotView } from '../plot/view'
import { lineOptions } from './lines'
import { linesOf, sourceOf } from './overlay'
import { useDrop } from './pinning'
import { keysOf, useListed, useNames } from './useParts'

type Of = Extract<Part, { kind: 'course' | 'weights' }>

/** Lines over epochs: `values` by epoch and line. */
interface Course {
  readonly epochs: ArrayLike<number>
  readonly lines: number
  readonly values: ArrayLike<number>
}

/** Asks for the courses at each pause and for each sequence; keeps the last ones during training. By source. */
function useCourses(of: readonly Of[]): ReadonlyMap<string, Course> {
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const learned = useStore(engineStore, ({ state }) => state.learned)
  const part = useStore(momentStore, (state) => state.part)
  const sequence = useStore(momentStore, (state) => state.sequence)
  const [courses, show] = useState<ReadonlyMap<string, Course>>(() => new Map())
  useEffect(() => {
    if (running) return undefined
    const asking = of.map((one) => {
      const take = (course: Course | undefined): void =>
        show((known) => {
          const others = [...known].filter(([source]) => source !== sourceOf(one))
          return new Map(course ? [...others, [sourceOf(one), course]] : others)
        })
      const error = (): void => take(undefined)
      return one.kind === 'course'
        ? ask({ kind: 'port-course', port: one.port, part, sequence }).subscribe({
            next: (reply) => 'answer' in reply && take(reply.answer && { epochs: reply.answer.epochs, lines: reply.answer.units, values: reply.answer.means }),
            error,
          })
        : ask({ kind: 'weights-course', name: one.name, entries: one.entries }).subscribe({
            next: (reply) =>
              'answer' in reply && take(reply.answer?.values && { epochs: reply.answer.epochs, lines: one.entries.length, values: reply.answer.values }),
            error,
          })
    })
    return () => asking.forEach((each) => each.unsubscribe())
  }, [of, running, learned, part, sequence])
  return courses
}

/** The title of a plot over epochs, of one source or of several. */
function useTitle(of: readonly Of[], names: readonly string[]): string {
  const { t } = useTranslation()
  const listed = useListed(names)
  if (of.length > 1) return t('pinned.by-epoch', { names: listed })
  return of[0]?.kind === 'weights' ? t('pinned.weights', { name: listed }) : t('pinned.course', { name: listed.replace(/ · gate$/u, '') })
}

/** The mean of ports, such as how far a gate is open, or single weights, over the kept epochs. A click shows an epoch. */
export function CoursePlot({ of, view }: { readonly of: readonly Of[]; readonly view: PlotView }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const courses = useCourses(of)
  const names = useNames(of)
  const title = useTitle(of, names)
  const lines = useMemo(() => {
    const found = of.map((part) => courses.get(sourceOf(part)))
    return linesOf(
      of,
      found.map((course) => course?.lines),
    ).flatMap((units, p) =>
      units.map((unit) => {
        const part = of[p]!
        const name = part.kind === 'weights' ? part.names[unit]! : String(unit + 1)
        return { course: found[p], unit, name: of.length > 1 ? `${names[p]} ${name}` : name }
      }),
    )
  }, [of, courses, names])
  const epochs = useMemo(() => [...new Set([...courses.values()].flatMap((course) => Array.from(course.epochs)))].sort((a, b) => a - b), [courses])
  const columns = useMemo(
    () =>
      lines.map(({ course, unit }) => {
        const at = new Map(Array.from(course?.epochs ?? [], (epoch, e) => [epoch, e]))
        return epochs.map((epoch) => (at.has(epoch) ? (course!.values[at.get(epoch)! * course!.lines + unit] ?? null) : null))
      }),
    [lines, epochs],
  )
  const [shown] = useState(() => createStore<{ readonly data: uPlot.AlignedData }>(() => ({ data: [[]] })))
  useEffect(() => shown.setState({ data: [epochs, ...columns] }), [shown, epochs, columns])
  const [readout] = useState(makeReadout)
  const options = useMemo(
    () =>
      lineOptions(
        theme,
        t('panels.loss.epochs'),
        lines.map(({ name }) => name),
        () => momentStore.getState().epoch ?? undefined,
      ),
    [theme, lines, t],
  )
  const read = useCallback((): uPlot.AlignedData => {
    const { data } = shown.getState()
    return data.length === lines.length + 1 ? data : [[], ...lines.map(() => [])]
  }, [shown, lines])
  const watch = useCallback(
    (changed: () => void) => {
      const leave = [shown.subscribe(changed), momentStore.subscribe((now, old) => now.epoch !== old.epoch && changed())]
      return () => leave.forEach((each) => each())
    },
    [shown],
  )
  const describe = useCallback(
    (index: number | null) => {
      const [at = [], ...values] = shown.getState().data
      const here = Math.min(at.length - 1, index ?? at.length - 1)
      readout.write('epoch', at[here] === undefined ? '' : whole(at[here], 0))
      values.forEach((column, u) => readout.write(`line-${u}`, figure(column[here])))
    },
    [shown, readout],
  )
  const pick = useCallback(
    (index: number) => {
      const [at = []] = shown.getState().data
      void lookBack(index >= at.length - 1 ? null : at[index]!)
    },
    [shown],
  )
  return (
    <section className="panel-plot" aria-label={title} {...useDrop()}>
      <PlotHead
        title={title}
        readout={readout}
        plot={{ view, name: title }}
        keys={[{ id: 'epoch', name: t('panels.loss.epoch') }, ...keysOf(lines.map(({ name }) => name))]}
      />
      {epochs.length > 1 && lines.length > 0 ? (
        <Plot options={options} read={read} watch={watch} describe={describe} pick={pick} label={title} view={view} />
      ) : (
        <Empty text={t('pinned.no-course')} />
      )}
    </section>
  )
}
