import type { PatternTrace } from '../../../engine/run/streams'
import type { PlotTheme } from '../plot/theme'
import { isTimed, whenText } from '../plot/when'

export interface Cell {
  readonly unit: number
  readonly step: number
}

/** Position of the cells on the canvas, in CSS pixels. */
interface Layout {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Largest size of a cell. */
const LARGEST = 24
const TOP = 18
const BOTTOM = 20
const RIGHT = 12
/** Rows lower than this show no names. */
const NAMED = 10
const LONGEST_NAME = 96

/** Columns often start with the node's name: drop the common prefix. */
function shortNames(names: readonly string[]): readonly string[] {
  if (names.length < 2) return names
  let common = 0
  while (common < names[0]!.length && names.every((name) => name[common] === names[0]![common])) common++
  return names.some((name) => name.length === common) ? names : names.map((name) => name.slice(common))
}

function layoutOf(canvas: HTMLCanvasElement, { names, units, steps }: PatternTrace, theme: PlotTheme): Layout {
  const height = Math.min(LARGEST, (canvas.clientHeight - TOP - BOTTOM) / units)
  const context = canvas.getContext('2d')!
  context.font = theme.font
  const named = height >= NAMED ? shortNames(names).map((name) => Math.min(LONGEST_NAME, context.measureText(name).width)) : []
  const left = 20 + Math.max(0, ...named)
  return { left, top: TOP, width: Math.min(LARGEST, (canvas.clientWidth - left - RIGHT) / steps), height }
}

/** The cell at a point of the canvas, if any. */
export function cellAt(canvas: HTMLCanvasElement, trace: PatternTrace, theme: PlotTheme, x: number, y: number): Cell | undefined {
  const { left, top, width, height } = layoutOf(canvas, trace, theme)
  const step = Math.floor((x - left) / width)
  const unit = Math.floor((y - top) / height)
  return step >= 0 && step < trace.steps && unit >= 0 && unit < trace.units ? { unit, step } : undefined
}

/** A row per class and a column per step: filled according to the prediction, ringed at the target. */
export function paintPattern(canvas: HTMLCanvasElement, trace: PatternTrace, theme: PlotTheme, part: string, pointed: Cell | undefined, moment?: number): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio || 1
  const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)]
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, w, h)
  const { units, steps, target, prediction, labels, axis } = trace
  const { left, top, width, height } = layoutOf(canvas, trace, theme)
  const gap = Math.min(width, height) >= 8 ? 1 : 0
  const round = Math.min(width, height) >= 8 ? 2 : 0
  const cell = (unit: number, step: number, inset: number): void => {
    context.beginPath()
    context.roundRect(left + step * width + gap + inset, top + unit * height + gap + inset, width - 2 * (gap + inset), height - 2 * (gap + inset), round)
  }
  if (moment !== undefined) {
    context.fillStyle = theme.validation
    context.fillRect(left + moment * width, top - 3, width, units * height + 6)
    context.fillStyle = theme.accent
    context.fillRect(left + moment * width, top - 5, width, 2)
  }
  for (let s = 0; s < steps; s++)
    for (let u = 0; u < units; u++) {
      const at = s * units + u
      cell(u, s, 0)
      context.globalAlpha = 0.5
      context.fillStyle = theme.line
      context.fill()
      context.globalAlpha = Math.max(0, Math.min(1, prediction[at]!))
      context.fillStyle = theme.output
      context.fill()
      context.globalAlpha = 1
      const wanted = target[at]!
      if (!(wanted >= 0.5)) continue
      cell(u, s, 0.75)
      context.lineWidth = 1.5
      context.strokeStyle = theme.text
      context.stroke()
    }
  if (pointed && pointed.step < steps && pointed.unit < units) {
    context.strokeStyle = theme.accent
    context.lineWidth = 2
    cell(pointed.unit, pointed.step, 0)
    context.stroke()
  }

  context.font = theme.font
  context.fillStyle = theme.text
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillText(part, left, TOP / 2)
  context.textAlign = 'right'
  if (height >= NAMED) shortNames(trace.names).forEach((name, u) => context.fillText(name, left - 6, top + (u + 0.5) * height, LONGEST_NAME))
  context.font = theme.numbers
  context.fillStyle = theme.quiet
  context.textAlign = 'center'
  const say = (s: number): string => (isTimed(axis) ? whenText(axis, labels[s]!) : String(labels[s]))
  const room = isTimed(axis) ? context.measureText(say(0)).width + 12 : 28
  const every = [1, 2, 5, 10, 20, 50].find((n) => n * width >= room) ?? 100
  for (let s = 0; s < steps; s += every) context.fillText(say(s), left + (s + 0.5) * width, top + units * height + BOTTOM / 2)
}
