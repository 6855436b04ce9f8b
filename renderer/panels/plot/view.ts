import type uPlot from 'uplot'
import { contentsOf } from './contents'
import { crossingsOf } from './marks'
import { panned, zoomed, type Range } from './range'

/**
 * The user's view of a plot: a range of its x axis (by default all of it), the lines that are not hidden, and a
 * threshold. It outlives the plot itself, which is created again with each theme and wherever it is moved.
 */
export class PlotView {
  plot: uPlot | undefined
  private range: Range | undefined
  private readonly hidden = new Set<number>()
  /** A threshold on the y axis, and the visible crossings of visible lines; undefined without one. */
  level: number | undefined
  crossings: readonly number[] = []
  private readonly waiting = new Set<() => void>()

  /** Takes the hidden lines and the threshold of another view. */
  like({ hidden, level }: PlotView): void {
    for (const line of hidden) this.hidden.add(line)
    this.level = level
  }

  /** Calls `changed` after each change of the view. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.waiting.add(changed)
    return () => this.waiting.delete(changed)
  }
  readonly isZoomed = (): boolean => this.range !== undefined
  readonly isHidden = (line: number): boolean => this.hidden.has(line)
  /** The view as one string, for React. */
  readonly state = (): string => [this.range?.join() ?? '', this.level ?? '', this.crossings.length, ...this.hidden].join(' ')

  attach(plot: uPlot): void {
    this.plot = plot
    for (const line of this.hidden) if (line < plot.series.length) plot.setSeries(line, { show: false })
    this.show()
  }

  detach(): void {
    this.plot = undefined
  }

  /** Sets new data; a chosen range stays. */
  update(data: uPlot.AlignedData): void {
    this.plot?.setData(data, this.range === undefined)
    if (this.range !== undefined) this.show()
  }

  /** Zooms in (`factor` below 1) or out around a position on the x axis, by default its middle. */
  zoom(factor: number, at?: number): void {
    const [now, whole] = [this.now(), this.whole()]
    if (now && whole) this.choose(zoomed(now, whole, at ?? (now[0] + now[1]) / 2, factor))
  }

  /** Shows a range, from then on as if the user had chosen it. */
  look(range: Range): void {
    this.choose(range)
  }

  /** Moves by a fraction of the width. */
  pan(share: number): void {
    const [now, whole] = [this.now(), this.whole()]
    if (now && whole) this.choose(panned(now, whole, share))
  }

  /** Shows the whole x axis again. */
  reset(): void {
    this.choose(undefined)
  }

  toggle(lines: readonly number[]): void {
    const hide = lines.some((line) => !this.hidden.has(line))
    for (const line of lines) {
      if (hide) this.hidden.add(line)
      else this.hidden.delete(line)
      this.plot?.setSeries(line, { show: !hide })
    }
    this.changed()
  }

  /** Sets or removes the threshold. */
  setLevel(level: number | undefined): void {
    this.level = level
    this.crossings = []
    // The range of the y axis includes it.
    this.plot?.setData(this.plot.data, this.range === undefined)
    this.show()
    this.changed()
  }

  /** Finds the crossings again, when the plot is drawn. */
  cross(): void {
    const { plot, level } = this
    if (!plot || level === undefined) return
    const before = this.crossings.length
    const { at, lines } = contentsOf(plot)
    this.crossings = lines.flatMap(({ values }) => crossingsOf(at, values, level))
    if (this.crossings.length !== before) this.changed()
  }

  private now(): Range | undefined {
    const { min, max } = this.plot?.scales.x ?? {}
    return min === undefined || max === undefined || min === null || max === null ? undefined : [min, max]
  }

  private whole(): Range | undefined {
    const x = this.plot?.data[0]
    const [first, last] = [x?.[0], x?.[x.length - 1]]
    return first === undefined || last === undefined || first === last ? undefined : [first, last]
  }

  private choose(range: Range | undefined): void {
    const { plot } = this
    if (!plot || (range === undefined && this.range === undefined)) return
    this.range = range
    if (range) this.show()
    else plot.setData(plot.data, true)
    this.changed()
  }

  private show(): void {
    if (this.range) this.plot?.setScale('x', { min: this.range[0], max: this.range[1] })
  }

  private changed(): void {
    for (const notify of [...this.waiting]) notify()
  }
}
