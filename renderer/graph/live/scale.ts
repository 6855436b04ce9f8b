/** The diverging colour scale: 256 colours, packed as in ImageData. */
const STOPS = ['--diverging-negative-strong', '--diverging-negative', '--diverging-zero', '--diverging-positive', '--diverging-positive-strong']

const table = new Uint32Array(256)
const css: string[] = []
let line = ''
const listeners = new Set<() => void>()
let read = false

function rgb(colour: string, context: CanvasRenderingContext2D): readonly [number, number, number] {
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data
  return [r!, g!, b!]
}

/** Reads the theme's CSS variables; called again when the theme changes. */
function readTheme(): void {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return
  const style = getComputedStyle(document.documentElement)
  const stops = STOPS.map((name) => rgb(style.getPropertyValue(name).trim(), context))
  for (let i = 0; i < 256; i++) {
    const at = (i / 255) * (stops.length - 1)
    const k = Math.min(stops.length - 2, Math.floor(at))
    const f = at - k
    const mix = (c: 0 | 1 | 2): number => Math.round(stops[k]![c] * (1 - f) + stops[k + 1]![c] * f)
    const [r, g, b] = [mix(0), mix(1), mix(2)]
    table[i] = 0xff000000 | (b << 16) | (g << 8) | r
    css[i] = `rgb(${r} ${g} ${b})`
  }
  line = style.getPropertyValue('--line-strong').trim()
  for (const listener of listeners) listener()
}

function ready(): void {
  if (read) return
  read = true
  readTheme()
  new MutationObserver(readTheme).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-scale', 'class', 'style'] })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', readTheme)
}

/** Index of a value on the scale from −1 to 1; values beyond are clamped. */
const index = (value: number): number => (value >= 1 ? 255 : value <= -1 ? 0 : Number.isNaN(value) ? 128 : Math.round((value + 1) * 127.5))

export function packedColour(value: number): number {
  ready()
  return table[index(value)]!
}

export function cssColour(value: number): string {
  ready()
  return css[index(value)]!
}

/** The colour of outlines around painted values. */
export function lineColour(): string {
  ready()
  return line
}

/** Calls `listener` after each change of theme; returns a function that stops it. */
export function onTheme(listener: () => void): () => void {
  ready()
  listeners.add(listener)
  return () => listeners.delete(listener)
}
