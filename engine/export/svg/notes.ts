import { element, escaped, widthOf } from './markup'
import { mix, type Palette } from './palette'
import type { PictureNote } from './picture'

interface Line {
  readonly text: string
  readonly size: number
  readonly weight: number
  /** Beside which the rest of the paragraph is indented. */
  readonly mark: string
}

/**
 * A paragraph of Markdown as a plain line: headings are set larger, lists have their dot; the signs of emphasis, code
 * and links fall away. LaTeX stays as it is written: a picture cannot set it.
 */
function lineOf(paragraph: string): Line {
  const heading = /^#{1,6}\s+(.*)$/.exec(paragraph)
  const item = /^\s*[-*+]\s+(.*)$/.exec(paragraph)
  const numbered = /^\s*(\d{1,4}[.)])\s+(.*)$/.exec(paragraph)
  const text = heading?.[1] ?? item?.[1] ?? numbered?.[2] ?? paragraph.replace(/^\s*>\s?/, '')
  // What stands between $ signs keeps its stars and underscores.
  const plain = text.split(/(\$[^$]*\$)/).map((part) => (part.startsWith('$') ? part : part.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*+|`+|(?<=\s|^)_+|_+(?=\s|$)/g, ''))).join('')
  return { text: plain, size: heading ? 15 : 13, weight: heading ? 600 : 400, mark: item ? '•' : numbered ? numbered[1]! : '' }
}

/** Words where there are spaces between them, letters of a language that has none. */
const pieces = (text: string): readonly string[] => text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? []

function wrapped(text: string, room: number, size: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(text)) {
    if (line !== '' && widthOf(line + piece.trimEnd(), size) > room) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  return lines
}

/** A note on its paper, as much of it as the paper holds. */
export function noteMarkup({ x, y, width, height, text, tone }: PictureNote, palette: Palette): string {
  const colour = tone ? palette[`role-${tone}`] : palette['text-tertiary']
  const words: string[] = []
  let at = 8
  for (const paragraph of text.split('\n')) {
    if (paragraph.trim() === '') {
      at += 7
      continue
    }
    const { text: plain, size, weight, mark } = lineOf(paragraph)
    const indent = mark === '' ? 12 : 28
    const step = size * 1.5
    for (const [i, line] of wrapped(plain, width - indent - 12, size).entries()) {
      if (at + step > height - 4) break
      const look = { y: at + size * 1.1, 'font-size': size, fill: palette.text }
      if (i === 0 && mark !== '') words.push(element('text', { x: 14, ...look }, escaped(mark)))
      words.push(element('text', { x: indent, ...look, 'font-weight': weight === 400 ? undefined : weight }, escaped(line)))
      at += step
    }
  }
  return element(
    'g', { transform: `translate(${x} ${y})` },
    element('rect', { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 6, fill: mix(colour, 0.07, palette.surface), stroke: mix(colour, 0.38, palette.line) }),
    element('path', { d: `M1.5 6V${height - 6}`, stroke: mix(colour, 0.8, palette.line), 'stroke-width': 3 }),
    ...words,
  )
}
