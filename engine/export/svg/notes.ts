import { append } from '../../base/lists'
import { element, escaped } from './markup'
import { mix, type Palette } from './palette'
import type { PictureNote } from './picture'
import { plainRun, runsMarkup, widthOfRuns, type TextRun } from './runs'

interface Line {
  readonly runs: readonly TextRun[]
  readonly size: number
  readonly weight: number
  /** Bullet or number in the indentation of a list item. */
  readonly mark: string
  /** Whether it is a formula on a line of its own, which is centred. */
  readonly display: boolean
}

type Formulas = PictureNote['formulas']

/**
 * Converts a paragraph of Markdown to plain lines: larger headings, bullets for lists; drops the marks of emphasis,
 * code and links. Invalid LaTeX stays as written.
 */
function linesOf(paragraph: string, formulas: Formulas): Line[] {
  const heading = /^#{1,6}\s+(.*)$/.exec(paragraph)
  const item = /^\s*[-*+]\s+(.*)$/.exec(paragraph)
  const numbered = /^\s*(\d{1,4}[.)])\s+(.*)$/.exec(paragraph)
  const text = heading?.[1] ?? item?.[1] ?? numbered?.[2] ?? paragraph.replace(/^\s*>\s?/, '')
  const look = { size: heading ? 15 : 13, weight: heading ? 600 : 400, mark: item ? '•' : numbered ? numbered[1]! : '' }
  return text.split(/(\$\$[^$]+\$\$)/).flatMap((part, i): Line[] => {
    const formula = i % 2 === 1 ? formulas.get(part.slice(2, -2)) : undefined
    if (formula) return [{ ...look, runs: formula, mark: '', display: true }]
    const runs = part.split(/(\$[^$]+\$)/).flatMap((piece, k): readonly TextRun[] => {
      if (k % 2 === 1) return formulas.get(piece.slice(1, -1)) ?? [plainRun(piece)]
      const plain = piece.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\*+|`+|(?<=\s|^)_+|_+(?=\s|$)/g, '')
      return plain === '' ? [] : [plainRun(plain)]
    })
    return runs.every((run) => run.text.trim() === '') ? [] : [{ ...look, runs, mark: i === 0 ? look.mark : '', display: false }]
  })
}

/**
 * Splits text where lines may break: between words, or between characters in languages without spaces. Does not split
 * formulas.
 */
function piecesOf(runs: readonly TextRun[]): TextRun[][] {
  const pieces: TextRun[][] = []
  let glued = false
  for (const run of runs) {
    const texts = run.formula
      ? (run.text.match(/.*? [=≤≥<>≈→∈+−] |.+$/gu) ?? [run.text])
      : (run.text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? [])
    for (const text of texts) {
      // Keeps together the parts of a formula, and what follows it without a space, such as a comma.
      if (glued && !/^[\s\u3000-\u9fff\uff00-\uffef]/u.test(text)) pieces.at(-1)!.push({ ...run, text })
      else pieces.push([{ ...run, text }])
      glued = !/[\s\u3000-\u9fff\uff00-\uffef]$/u.test(text)
    }
  }
  return pieces
}

const trimmed = (line: readonly TextRun[]): TextRun[] => line.map((run, i) => (i === line.length - 1 ? { ...run, text: run.text.trimEnd() } : run))

/** Merges adjacent runs of plain text. */
function joined(line: readonly TextRun[]): TextRun[] {
  const out: TextRun[] = []
  for (const run of line) {
    const last = out.at(-1)
    if (last && !last.formula && !run.formula) out[out.length - 1] = plainRun(last.text + run.text)
    else out.push(run)
  }
  return out
}

function wrapped(runs: readonly TextRun[], room: number, size: number): TextRun[][] {
  const lines: TextRun[][] = []
  let line: TextRun[] = []
  for (const piece of piecesOf(runs)) {
    if (line.length > 0 && widthOfRuns([...line, ...trimmed(piece)], size) > room) {
      lines.push(line)
      line = []
    }
    append(line, piece)
  }
  lines.push(line)
  return lines.filter((one) => one.some(({ text }) => text.trim() !== '')).map((one) => trimmed(joined(one)))
}

/** Draws a note, with as much of its text as fits. */
export function noteMarkup({ x, y, width, height, text, tone, formulas }: PictureNote, palette: Palette): string {
  const colour = tone ? palette[`role-${tone}`] : palette['text-tertiary']
  const words: string[] = []
  let at = 8
  for (const paragraph of text.replace(/\$\$[^$]+\$\$/g, (formula) => formula.replaceAll('\n', ' ')).split('\n')) {
    if (paragraph.trim() === '') {
      at += 7
      continue
    }
    for (const { runs, size, weight, mark, display } of linesOf(paragraph, formulas)) {
      const indent = mark === '' ? 12 : 28
      const step = size * 1.5
      for (const [i, line] of wrapped(runs, width - indent - 12, size).entries()) {
        if (at + step > height - 4) break
        const look = { y: at + size * 1.1, 'font-size': size, fill: palette.text }
        if (i === 0 && mark !== '') words.push(element('text', { x: 14, ...look }, escaped(mark)))
        const place = display ? { x: width / 2, 'text-anchor': 'middle' } : { x: indent }
        words.push(element('text', { ...place, ...look, 'font-weight': weight === 400 ? undefined : weight }, runsMarkup(line, size)))
        at += step
      }
    }
  }
  return element(
    'g',
    { transform: `translate(${x} ${y})` },
    element('rect', {
      x: 0.5,
      y: 0.5,
      width: width - 1,
      height: height - 1,
      rx: 6,
      fill: mix(colour, 0.07, palette.surface),
      stroke: mix(colour, 0.38, palette.line),
    }),
    element('path', { d: `M1.5 6V${height - 6}`, stroke: mix(colour, 0.8, palette.line), 'stroke-width': 3 }),
    ...words,
  )
}
