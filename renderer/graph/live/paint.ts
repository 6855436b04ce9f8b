import { cssColour, lineColour, packedColour } from './scale'
import type { Signal } from './live'

/** Paints units (rows) over steps (columns), one pixel per value; CSS scales it up. */
export function paintHeat(canvas: HTMLCanvasElement, signal: Signal | undefined): void {
  const context = canvas.getContext('2d')
  if (!context) return
  if (!signal || signal.units === 0 || signal.steps === 0) {
    context.clearRect(0, 0, canvas.width, canvas.height)
    return
  }
  const { units, steps, room, values } = signal
  if (canvas.width !== room) canvas.width = room
  if (canvas.height !== units) canvas.height = units
  const image = context.createImageData(steps, units)
  const pixels = new Uint32Array(image.data.buffer)
  for (let t = 0; t < steps; t++) for (let u = 0; u < units; u++) pixels[u * steps + t] = packedColour(values[t * units + u]!)
  // Aligns the newest step to the right; space for steps to come stays empty at the left.
  context.clearRect(0, 0, room - steps, units)
  context.putImageData(image, room - steps, 0)
}

/** Draws one unit as a line over time. Zero is in the middle unless all values have the same sign. */
export function paintTrace(canvas: HTMLCanvasElement, signal: Signal | undefined, width: number, height: number): void {
  const ratio = 2
  if (canvas.width !== width * ratio) canvas.width = width * ratio
  if (canvas.height !== height * ratio) canvas.height = height * ratio
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  if (!signal || signal.room < 2) return
  const { steps, room, values } = signal
  let low = 0
  let high = 0
  for (let t = 0; t < steps; t++) {
    const v = values[t]!
    if (v < low) low = v
    if (v > high) high = v
  }
  // Never magnify beyond a span of 0.5, so that small signals look small.
  const span = Math.max(high - low, 0.5)
  const y = (v: number): number => height - 5 - ((v - low) / span) * (height - 10)
  const zero = y(0)
  const dx = width / room
  for (let t = 0; t < steps; t++) {
    const v = values[t]!
    const top = y(v)
    context.fillStyle = cssColour(v)
    context.fillRect((room - steps + t) * dx, Math.min(top, zero), dx + 0.3, Math.max(0.75, Math.abs(top - zero)))
  }
}

/** Draws units as a disc of dots, each in the colour of its newest value. */
export function paintField(canvas: HTMLCanvasElement, signal: Signal | undefined, diameter: number, units: number): void {
  const ratio = 2
  if (canvas.width !== diameter * ratio) canvas.width = canvas.height = diameter * ratio
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, diameter, diameter)
  const count = Math.max(1, Math.min(signal?.units ?? units, 160))
  const radius = diameter / 2
  const reach = radius - 12
  const dot = Math.max(2, Math.min(5.5, (reach / Math.sqrt(count)) * 0.72))
  const first = signal ? (signal.steps - 1) * signal.units : 0
  context.strokeStyle = lineColour()
  for (let i = 0; i < count; i++) {
    // Vogel's spiral: uniform density from the centre to the rim.
    const r = count === 1 ? 0 : reach * Math.sqrt((i + 0.5) / count)
    const angle = i * 2.399963229728653
    context.beginPath()
    context.arc(radius + r * Math.cos(angle), radius + r * Math.sin(angle), dot, 0, 2 * Math.PI)
    context.fillStyle = cssColour(signal ? signal.values[first + i]! : 0)
    context.fill()
    context.lineWidth = 0.75
    context.stroke()
  }
}

/** Mean of the newest step. */
export function meanNow(signal: Signal | undefined): number | undefined {
  if (!signal || signal.steps === 0 || signal.units === 0) return undefined
  const first = (signal.steps - 1) * signal.units
  let sum = 0
  for (let i = 0; i < signal.units; i++) sum += signal.values[first + i]!
  return sum / signal.units
}
