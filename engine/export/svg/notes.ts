import { append } from '../../base/lists'
import { cellsOf, markdown, spansOf, type Block } from '../../base/markdown'
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

const BODY = { size: 13, weight: 400, mark: '', display: false }

/** Converts a text to lines without markup; formulas on lines of their own are centred. Invalid LaTeX stays as written. */
function linesOf(text: string, formulas: Formulas, look: Omit<Line, 'runs'> = BODY): Line[] {
  const lines: Line[] = []
  let runs: TextRun[] = []
  let words = ''
  const endWords = (): void => {
    if (words !== '') runs.push(plainRun(words))
    words = ''
  }
  const endLine = (): void => {
    endWords()
    if (runs.some((run) => run.text.trim() !== '')) lines.push({ ...look, mark: lines.length === 0 ? look.mark : '', runs })
    runs = []
  }
  const add = (part: string): void => {
    for (const span of spansOf(part)) {
      if (span.kind === 'strong' || span.kind === 'emphasis') add(span.text)
      else if (span.kind !== 'formula') words += 'label' in span ? span.label : span.text
      else {
        const formula = formulas.get(span.tex)
        if (formula && span.display) {
          endLine()
          lines.push({ ...look, mark: '', display: true, runs: formula })
        } else if (formula) {
          endWords()
          append(runs, formula)
        } else words += span.text
      }
    }
  }
  add(text)
  endLine()
  return lines
}

/** Converts a block of Markdown to lines; the cells of a table are separated by bars. */
function blockLines(block: Block, formulas: Formulas): Line[] {
  switch (block.kind) {
    case 'heading':
      return linesOf(block.text, formulas, { ...BODY, size: 15, weight: 600 })
    case 'paragraph':
    case 'quote':
      return linesOf(block.text, formulas)
    case 'list':
      return block.items.flatMap(({ mark, text }) => linesOf(text, formulas, { ...BODY, mark: block.ordered ? mark : '•' }))
    case 'table':
      return block.lines.filter((_, i) => i !== 1).flatMap((line) => linesOf(cellsOf(line).join(' │ '), formulas))
    case 'code':
      return block.lines.map((line) => ({ ...BODY, runs: [plainRun(line)] }))
    case 'rule':
      return []
  }
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
  for (const block of markdown(text)) {
    at += 7 * block.blanks
    if (block.kind === 'rule' && at + 7 <= height - 4) {
      words.push(element('path', { d: `M12 ${at + 3.5}H${width - 12}`, stroke: palette.line, 'stroke-width': 1 }))
      at += 7
    }
    for (const { runs, size, weight, mark, display } of blockLines(block, formulas)) {
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
