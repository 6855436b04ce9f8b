import { element, escaped, widthOf } from './markup'

/** Letters of one look in a line. */
export interface Run {
  readonly text: string
  /** Of the size of the line. */
  readonly size: number
  /** How far it is raised, in units of that size; lowered below 0. */
  readonly up: number
  readonly italic: boolean
  readonly bold: boolean
  /** Part of a formula, which has letters of its own. */
  readonly formula: boolean
}

export const plainRun = (text: string): Run => ({ text, size: 1, up: 0, italic: false, bold: false, formula: false })

/** Faces in which formulas are set where they are there; each has italics and Greek. */
const FORMULA = "KaTeX_Main, 'Latin Modern Roman', 'STIX Two Text', Cambria, 'Times New Roman', serif"
const LETTERS = `KaTeX_Math, ${FORMULA}`

/** Viewers that have not our fonts take wider ones. */
const WIDER = 1.08

/** About how wide runs are drawn at a size, at most; letters that combine with others take no room. */
export const widthOfRuns = (runs: readonly Run[], size: number): number =>
  runs.reduce((sum, run) => sum + WIDER * widthOf(run.text.replace(/\p{M}/gu, ''), size * run.size), 0)

/** The content of a `text` element: plain letters as they are, others in `tspan`, raised from where the last one stood. */
export function runsMarkup(runs: readonly Run[], size: number): string {
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
