import { element, escaped, widthOf } from './markup'

/** A run of text with one style. */
export interface TextRun {
  readonly text: string
  /** Font size relative to the line's. */
  readonly size: number
  /** Distance above the baseline (below: negative), in units of the line's font size. */
  readonly up: number
  readonly italic: boolean
  readonly bold: boolean
  /** Whether it belongs to a formula, which has fonts of its own. */
  readonly formula: boolean
}

export const plainRun = (text: string): TextRun => ({ text, size: 1, up: 0, italic: false, bold: false, formula: false })

/** Fonts for formulas, in order of preference; all have italics and Greek. */
const FORMULA = "KaTeX_Main, 'Latin Modern Roman', 'STIX Two Text', Cambria, 'Times New Roman', serif"
const LETTERS = `KaTeX_Math, ${FORMULA}`

/** Factor for viewers without these fonts, which use wider ones. */
const WIDER = 1.08

/** Returns an approximate upper bound of the width of runs; combining characters have no width. */
export const widthOfRuns = (runs: readonly TextRun[], size: number): number =>
  runs.reduce((sum, run) => sum + WIDER * widthOf(run.text.replace(/\p{M}/gu, ''), size * run.size), 0)

/** The content of a `text` element: plain runs as text, others as `tspan`, positioned relative to the run before. */
export function runsMarkup(runs: readonly TextRun[], size: number): string {
  let up = 0
  return runs
    .map((run) => {
      const dy = (up - run.up) * size
      up = run.up
      if (!run.formula && dy === 0) return escaped(run.text)
      return element(
        'tspan',
        {
          dy: dy === 0 ? undefined : dy,
          'font-size': run.size === 1 ? (run.formula ? size * 1.08 : undefined) : size * run.size,
          'font-family': run.formula ? (run.italic ? LETTERS : FORMULA) : undefined,
          'font-style': run.italic ? 'italic' : undefined,
          'font-weight': run.bold ? 600 : undefined,
          'xml:space': /^\s|\s$/.test(run.text) ? 'preserve' : undefined,
        },
        escaped(run.text),
      )
    })
    .join('')
}
