import type uPlot from 'uplot'
import { panned, zoomed, type Range } from './range'

/**
 * The user's view of a plot: a range of its x axis (by default all of it) and the lines that are not hidden. It
 * outlives the
 * plot itself, which is created again with each theme.
 */
export class PlotView {
  plot: uPlot | undefined
  private range: Range | undefined
  private readonly hidden = new Set<number>()
  private readonly waiting = new Set<() => void>()

  /** Calls `changed` after each change of the view. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.waiting.add(changed)
    return () => this.waiting.delete(changed)
  }
  readonly isZoomed = (): boolean => this.range !== undefined
  readonly isHidden = (line: number): boolean => this.hidden.has(line)
  /** The view as one string, for React. */
  readonly state = (): string => [this.range?.join() ?? '', ...this.hidden].join(' ')

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
    for (const tell of [...this.waiting]) tell()
  }
}
