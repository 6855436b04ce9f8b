import type { Area, Contents, Line } from './contents'

export interface Look {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly surface: string
  readonly text: string
  readonly quiet: string
  readonly grid: string
  /** A threshold, with the places where lines cross it. */
  readonly level?: { readonly value: number; readonly crossings: readonly number[] } | undefined
  readonly across: { readonly at: readonly number[]; readonly text: (value: number) => string }
  readonly up: { readonly at: readonly number[]; readonly text: (value: number) => string }
}

const LEFT = 62
const RIGHT = 24
/** Above the plot if the legend has one row. */
const HEAD = 48
const ROW = 18
const BOTTOM = 44
const FONT = 'system-ui, sans-serif'

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
/** Approximate width of a text in the legend, in pixels; ideographs are wider. */
const widthOf = (text: string): number => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? 11 : 6.5), 0)
const round = (value: number): number => Math.round(value * 100) / 100

/** Places pieces of these widths one after the other; starts a new row where one does not fit. */
function rowsOf(widths: readonly number[], room: number): readonly { readonly row: number; readonly at: number }[] {
  let [row, next] = [0, 0]
  return widths.map((width) => {
    if (next > 0 && next + width > room) [row, next] = [row + 1, 0]
    const at = next
    next += width
    return { row, at }
  })
}

/** A plot as SVG: the visible part with its axes, and a legend instead of the values at the cursor; each further row of the legend makes it higher. */
export function svgOfPlot({ across: name, at, lines: all, areas, x, y, log }: Contents, look: Look): string {
  const { title, width, surface, text, quiet, grid, level, across, up } = look
  // The edges of areas are not drawn as lines.
  const lines = all.filter((line) => line.width > 0)
  const right = width - RIGHT
  const places = rowsOf(
    lines.map(({ name }) => 34 + widthOf(name)),
    right - LEFT,
  )
  const more = ROW * (places.at(-1)?.row ?? 0)
  const height = look.height + more
  const top = HEAD + more
  const floor = height - BOTTOM
  const px = (v: number): number => round(LEFT + ((v - x[0]) / (x[1] - x[0] || 1)) * (right - LEFT))
  const on = (v: number): number => (log ? Math.log10(v) : v)
  const py = (v: number): number => round(floor - ((on(v) - on(y[0])) / (on(y[1]) - on(y[0]) || 1)) * (floor - top))
  const label = (px: number, py: number, words: string, anchor: string, size = 11, fill = quiet): string =>
    `<text x="${px}" y="${py}" text-anchor="${anchor}" font-family="${FONT}" font-size="${size}" fill="${escape(fill)}">${escape(words)}</text>`
  const path = ({ values, colour, dash, width: stroke }: Line): string => {
    let drawn = ''
    let begun = false
    values.forEach((v, i) => {
      const seen = v !== null && (!log || v > 0)
      if (seen) drawn += `${begun ? 'L' : 'M'}${px(at[i]!)} ${py(v)}`
      begun = seen
    })
    return `<path d="${drawn}" fill="none" stroke="${escape(colour)}" stroke-width="${stroke}" stroke-linejoin="round"${dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : ''}/>`
  }
  const area = ({ high, low, fill }: Area): string => {
    const there = at.flatMap((v, i) => (high[i] !== null && low[i] !== null ? [{ x: px(v), high: py(high[i]!), low: py(low[i]!) }] : []))
    const edge = [...there.map((p) => `${p.x} ${p.high}`), ...there.reverse().map((p) => `${p.x} ${p.low}`)]
    return `<path d="M${edge.join('L')}Z" fill="${escape(fill)}"/>`
  }
  const legend = lines.flatMap(({ name, colour, dash }, i) => {
    const { row, at: along } = places[i]!
    const [from, y] = [LEFT + along, 36 + ROW * row]
    const line = `<line x1="${from}" x2="${from + 16}" y1="${y}" y2="${y}" stroke="${escape(colour)}" stroke-width="2"${dash.length > 0 ? ' stroke-dasharray="5 3"' : ''}/>`
    return [line, label(from + 20, y + 4, name, 'start', 11, text)]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escape(surface)}"/>`,
    label(LEFT, 20, title, 'start', 13, text),
    ...legend,
    ...up.at.flatMap((v) => [
      `<line x1="${LEFT}" x2="${right}" y1="${py(v)}" y2="${py(v)}" stroke="${escape(grid)}"/>`,
      label(LEFT - 8, py(v) + 4, up.text(v), 'end'),
    ]),
    ...across.at.flatMap((v) => [
      `<line x1="${px(v)}" x2="${px(v)}" y1="${floor}" y2="${floor + 4}" stroke="${escape(grid)}"/>`,
      label(px(v), floor + 17, across.text(v), 'middle'),
    ]),
    label((LEFT + right) / 2, height - 8, name, 'middle'),
    `<clipPath id="plot"><rect x="${LEFT}" y="${top}" width="${right - LEFT}" height="${floor - top}"/></clipPath>`,
    `<g clip-path="url(#plot)">`,
    ...areas.map(area),
    ...lines.map(path),
    ...(level
      ? [
          `<path d="M${LEFT} ${py(level.value)}H${right}" fill="none" stroke="${escape(text)}" stroke-dasharray="6 4"/>`,
          ...level.crossings.map((v) => `<circle cx="${px(v)}" cy="${py(level.value)}" r="2.5" fill="${escape(surface)}" stroke="${escape(text)}"/>`),
          label(right - 2, py(level.value) - 4, String(level.value), 'end', 11, text),
        ]
      : []),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}
