import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { WeightsCourse } from '../../../engine/run/questions'
import { cssColour } from '../../graph/live/scale'
import { compact, whole } from '../../languages/numbers'
import { ask, engineStore, lookBack, momentStore } from '../../workspace/engine'
import { usePlotTheme } from '../plot/theme'

const WIDTH = 205
const HEIGHT = 72

/** Histograms of a parameter's weights after each epoch; a click shows that epoch, and its difference from now. */
export function Course({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const theme = usePlotTheme()
  const running = useStore(engineStore, ({ state }) => state.status === 'running')
  const learned = useStore(engineStore, ({ state }) => state.learned)
  const epoch = useStore(momentStore, (state) => state.epoch)
  const [course, show] = useState<WeightsCourse>()
  const canvas = useRef<HTMLCanvasElement>(null)
  const map = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    // Keep the last one during training, and ask again at each pause.
    if (running) return undefined
    const asking = ask({ kind: 'weights-course', name, ...(epoch === null ? {} : { epoch }) }).subscribe({
      next: (reply) => 'answer' in reply && show(reply.answer),
      error: () => show(undefined),
    })
    return () => asking.unsubscribe()
  }, [name, epoch, running, learned])
  const at = course && epoch !== null ? course.epochs.indexOf(epoch) : -1
  useEffect(() => {
    if (canvas.current && course) paintCourse(canvas.current, course, at, theme.text)
    if (map.current && course?.difference) paintDifference(map.current, course.difference)
  }, [course, at, theme])
  if (!course || course.epochs.length < 2) return null
  const choose = ({ clientX, currentTarget }: PointerEvent<HTMLCanvasElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const index = Math.max(0, Math.min(course.epochs.length - 1, Math.floor(((clientX - left) / width) * course.epochs.length)))
    void lookBack(index === course.epochs.length - 1 ? null : course.epochs[index]!)
  }
  const short = (value: number): string => compact(value, 3)
  return (
    <figure className="weights-course">
      <span className="plot-title">{t('panels.weights.course')}</span>
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t('panels.weights.course')}
        title={t('panels.weights.course-tip')}
        onPointerDown={choose}
      />
      <figcaption className="figure">
        <span>{whole(course.epochs[0] ?? 0, 0)}</span>
        <span>{whole(course.epochs.at(-1) ?? 0, 0)}</span>
      </figcaption>
      {at >= 0 && (
        <p className="figure">
          {t('panels.weights.compared', { epoch, then: short(course.norms[at]!), now: short(course.norm), difference: short(course.distances[at]!) })}
        </p>
      )}
      {at >= 0 && course.difference && (
        <canvas
          ref={map}
          className="weights-difference"
          role="img"
          aria-label={t('panels.weights.difference', { epoch })}
          title={t('panels.weights.difference', { epoch })}
        />
      )}
    </figure>
  )
}

/** Epochs from left to right, values from below; as dark as the root of the share of entries. */
function paintCourse(element: HTMLCanvasElement, { epochs, bins, counts }: WeightsCourse, at: number, mark: string): void {
  const context = element.getContext('2d')
  if (!context) return
  context.clearRect(0, 0, WIDTH, HEIGHT)
  const [w, h] = [WIDTH / epochs.length, HEIGHT / bins]
  const total = counts.subarray(0, bins).reduce((sum, n) => sum + n, 0) || 1
  for (let e = 0; e < epochs.length; e++)
    for (let b = 0; b < bins; b++) {
      const share = counts[e * bins + b]! / total
      if (share === 0) continue
      context.fillStyle = cssColour(Math.min(1, 0.15 + Math.sqrt(share)))
      context.fillRect(e * w, HEIGHT - (b + 1) * h, Math.max(1, w), Math.max(1, h))
    }
  if (at < 0) return
  context.strokeStyle = mark
  context.strokeRect(at * w + 0.5, 0.5, Math.max(2, w), HEIGHT - 1)
}

/** Now minus then, entry by entry, on the scale of its largest. */
function paintDifference(element: HTMLCanvasElement, { rows, columns, values }: NonNullable<WeightsCourse['difference']>): void {
  element.width = columns
  element.height = rows
  const context = element.getContext('2d')
  if (!context) return
  const most = values.reduce((high, v) => Math.max(high, Math.abs(v)), 0) || 1
  values.forEach((value, i) => {
    context.fillStyle = cssColour(value / most)
    context.fillRect(i % columns, Math.floor(i / columns), 1, 1)
  })
}
