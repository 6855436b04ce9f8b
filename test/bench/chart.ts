import type { CompileTime } from './compile-times'
import type { Curve } from './growth'

/** The result of one program on one workload. */
export interface Row {
  readonly workload: string
  readonly name: string
  readonly unit: string
  readonly median: number
  readonly best: number
  /** The speed of the same workload's first row to this one's, by medians: above 1 where this one is slower. */
  readonly ratio: number
  readonly gigaflops?: number
}

export interface Results {
  readonly rows: readonly Row[]
  readonly compile?: readonly CompileTime[]
  readonly growth?: readonly Curve[]
}

/** The program whose speed is 1. */
const REFERENCES = ['PyTorch', 'PyTorch tensors', 'numpy + scipy CSR float64', 'numpy + scipy CSR float32']

const TITLES: Readonly<Record<string, string>> = {
  W1: 'Elman 1-32-1, batch 1',
  W2: 'LSTM 4-32-2, batch 1',
  W3: 'LSTM 16-128-16, batch 16',
  W4: 'LSTM 64-512-64, batch 32',
  'W5-32': 'RTRL, 32 units, online',
  'W5-64': 'RTRL, 64 units, online',
  W6: 'echo state 1000, float64',
  W6f: 'echo state 1000, float32',
}

interface Mark {
  readonly label: string
  readonly css: string
  matches(name: string): boolean
}

const MARKS: readonly Mark[] = [
  { label: 'Unfold', css: 'own', matches: (n) => n === 'Unfold' },
  { label: '2 threads', css: 'own two', matches: (n) => n === 'Unfold, 2 threads' },
  { label: 'fused multiply-add', css: 'own fused', matches: (n) => n === 'Unfold, fused' },
  { label: 'fused, 2 threads', css: 'own fused two', matches: (n) => n === 'Unfold, fused, 2 threads' },
  { label: 'numpy by hand', css: 'numpy', matches: (n) => n.startsWith('numpy') && !REFERENCES.includes(n) },
  { label: 'best in JavaScript', css: 'js', matches: (n) => n.includes('WebAssembly') },
]

const WIDTH = 760
const LEFT = 250
const RIGHT = 30
const TOP = 62
const ROW = 34

/**
 * Speed of each program as a multiple of PyTorch's on one thread (of numpy and scipy where PyTorch has no part), by
 * medians of one interleaved run, on a logarithmic axis.
 */
export function chart({ rows }: Results): string {
  const workloads = [...new Set(rows.map((r) => r.workload))].flatMap((workload) => {
    const own = rows.filter((r) => r.workload === workload)
    const reference = own.find((r) => REFERENCES.includes(r.name))
    if (!reference) return []
    const points = MARKS.flatMap(({ css, label, matches }) => {
      const speeds = own.filter((r) => matches(r.name)).map((r) => reference.ratio / r.ratio)
      return speeds.length === 0 ? [] : [{ css, label, speed: Math.max(...speeds) }]
    })
    return [{ workload, points }]
  })
  const speeds = workloads.flatMap((w) => w.points.map((p) => p.speed))
  const low = Math.floor(Math.log10(Math.min(0.5, ...speeds)))
  const high = Math.log10(Math.max(2, ...speeds)) + 0.15
  const x = (speed: number): number => LEFT + ((Math.log10(speed) - low) / (high - low)) * (WIDTH - LEFT - RIGHT)
  const height = TOP + workloads.length * ROW + 54
  const ticks = [0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].filter((v) => Math.log10(v) >= low && Math.log10(v) <= high)
  const text = (px: number, py: number, content: string, css: string): string =>
    `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" class="${css}">${content}</text>`

  const used = MARKS.filter((m) => workloads.some((w) => w.points.some((p) => p.css === m.css)))
  let at = 16
  const legend = used.map(({ label, css }) => {
    const drawn = `<circle cx="${at + 6}" cy="20" r="5" class="${css}"/>${text(at + 17, 24, label, 'label')}`
    at += 34 + label.length * 6.6
    return drawn
  })
  const grid = ticks.map(
    (v) =>
      `<line x1="${x(v).toFixed(1)}" x2="${x(v).toFixed(1)}" y1="${TOP - 12}" y2="${height - 54}" class="${v === 1 ? 'one' : 'grid'}"/>`
      + text(x(v), height - 36, String(v), 'tick'),
  )
  const lines = workloads.map(({ workload, points }, i) => {
    const y = TOP + i * ROW + ROW / 2 - 6
    const xs = points.map((p) => x(p.speed))
    const dots = points
      .toReversed()
      .map(
        ({ css, speed, label }) =>
          `<circle cx="${x(speed).toFixed(1)}" cy="${y}" r="5.5" class="${css}"><title>${label}: ${speed.toPrecision(2)} ×</title></circle>`,
      )
    const own = points.find((p) => p.css === 'own')
    return (
      `<line x1="${Math.min(x(1), ...xs).toFixed(1)}" x2="${Math.max(x(1), ...xs).toFixed(1)}" y1="${y}" y2="${y}" class="span"/>${dots.join('')}`
      + text(16, y + 4, `<tspan class="strong">${workload}</tspan> ${TITLES[workload] ?? ''}`, 'label')
      + (own ? text(x(own.speed), y - 9, `${own.speed.toPrecision(2)} ×`, 'value') : '')
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Speed of training as a multiple of PyTorch on one thread">
<style>
svg { --ink: #23262d; --soft: #6a7080; --grid: #e3e5ea; --own: #3b6cf0; --numpy: #b0782a; --js: #8a8f9c; --paper: #ffffff; font: 12px system-ui, sans-serif }
@media (prefers-color-scheme: dark) { svg { --ink: #e6e8ee; --soft: #9aa1b2; --grid: #343842; --own: #7ea2ff; --numpy: #e0a95c; --js: #7d8494; --paper: #181a1f } }
rect { fill: var(--paper) } text { fill: var(--ink) } .strong { font-weight: 600 } .tick { fill: var(--soft); text-anchor: middle } .value { fill: var(--own); text-anchor: middle; font-size: 11px; font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 4px }
.grid, .one, .span { stroke: var(--grid); stroke-width: 1 } .one { stroke: var(--soft); stroke-dasharray: 3 3 } .span { stroke-width: 2 }
.own { fill: var(--own) } .two { fill: var(--paper); stroke: var(--own); stroke-width: 2.5 } .fused { fill-opacity: .4 } .fused.two { fill-opacity: 1; stroke-opacity: .4 } .numpy { fill: var(--numpy) } .js { fill: var(--js) }
</style>
<rect width="${WIDTH}" height="${height}"/>
${[...legend, ...grid, ...lines, text((LEFT + WIDTH - RIGHT) / 2, height - 14, 'times as fast as PyTorch on one thread (W6: as numpy and scipy)', 'tick')].join('\n')}
</svg>
`
}
