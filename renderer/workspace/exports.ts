import i18next from 'i18next'
import { limits } from '../../engine/document/limits'
import type { ExportFile, MeasuredPrecision } from '../../engine/export/file'
import { latexOf } from '../../engine/export/latex'
import type { RunningFormat } from '../../engine/export/formats'
import { isFolder } from '../../engine/export/file'
import { svgOf } from '../../engine/export/svg/svg'
import { reasonOf } from '../../engine/run/careful'
import { registry } from '../../nodes'
import { typeOf } from '../document/ports'
import { problemText, languageOf } from '../drawing/words'
import { pngWithDocument } from '../picture/embedded'
import { pictureOf, svgPicture } from '../picture/picture'
import { pngOf } from '../picture/png'
import { canvasWords } from '../picture/words'
import { answered, failureIn } from '../worker/failure'
import { show } from './dialogStore'
import { pageFile } from './exportPage'
import { titleOf } from './titles'
import { prepared } from './newest'
import { shownTab, type Tab } from './tabs'

export type ExportFormat = RunningFormat | 'svg' | 'png' | 'latex' | 'html'

/** The formats in the order and under the headings in which they are offered. */
export const exportGroups: readonly { readonly heading: string; readonly formats: readonly ExportFormat[] }[] = [
  { heading: 'export.model', formats: ['pytorch-project', 'pytorch', 'numpy', 'onnx'] },
  { heading: 'export.picture', formats: ['html', 'svg', 'png', 'latex'] },
  { heading: 'export.numbers', formats: ['weights-npz', 'weights-json', 'signals-csv'] },
]

/** Formats that show the drawing and do not need it to run. */
const drawn: ReadonlySet<ExportFormat> = new Set<ExportFormat>(['svg', 'png', 'latex'])

/** Whether the network has states from which another program can continue: it has memory, and only runs forward in time. */
export function keepsState(): boolean {
  const { document } = shownTab().documents.store.getState()
  const nodes = Object.entries(document.nodes)
  return nodes.some(([id]) => typeOf(document, id)?.delays) && nodes.every(([, { direction }]) => direction !== 'backward')
}

/** Text key of the reason why a format is unavailable. */
export function exportReason(format: ExportFormat): string | undefined {
  const tab = shownTab()
  const { status } = tab.engine.store.getState().state
  if (Object.keys(tab.documents.store.getState().document.nodes).length === 0) return 'shell.reason.no-network'
  if (drawn.has(format)) return undefined
  // There are nodes, so the engine has not read them yet.
  return status === 'empty' ? 'shell.reason.preparing' : status === 'blocked' ? 'shell.reason.blocked' : undefined
}

/** The files, or why there are none; undefined if the user cancelled. */
async function filesOf(format: ExportFormat, tab: Tab, state: boolean): Promise<readonly ExportFile[] | string | undefined> {
  const { language } = i18next
  if (format === 'svg' || format === 'png') {
    const theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'
    const sizes = tab.engine.store.getState().compiled?.sizes
    const options = { t: canvasWords(languageOf(language)), ...(sizes ? { sizes } : {}) }
    const ready = await prepared(tab)
    if (!ready) return undefined
    const { document: drawn } = ready
    if (format === 'svg') return [{ suffix: '.svg', content: svgPicture(drawn, theme, options) }]
    const png = await pngWithDocument(await pngOf(svgOf(pictureOf(drawn, options), { theme })), drawn)
    return png ? [{ suffix: '.png', content: png }] : i18next.t('export.too-large')
  }
  if (format === 'html') {
    const ready = await prepared(tab)
    if (!ready) return undefined
    const page = await pageFile(tab, ready.document)
    if (page === undefined) return i18next.t('export.page-too-large', { limit: limits.pageData / 2 ** 20 })
    return typeof page === 'string' ? page : [{ suffix: '.html', content: page.html }]
  }
  if (format === 'latex') return [{ suffix: '.tex', content: latexOf(tab.documents.store.getState().document, registry) }]
  const { files, problem } = await answered(tab.engine.ask({ kind: 'export', format, state })).catch((error: unknown) => ({
    files: undefined,
    problem: failureIn(error),
  }))
  return files ?? (problem ? problemText(languageOf(language), problem) : i18next.t('shell.reason.blocked'))
}

/** The names of the written files, and their accuracy if it was measured. */
export interface Exported {
  readonly names: readonly string[]
  readonly measured?: MeasuredPrecision
}

/**
 * Exports the document on screen to a place that the user chooses.
 * @param state Of ONNX, whether states must be given.
 */
export async function exportAs(format: ExportFormat, state = false): Promise<Exported> {
  const tab = shownTab()
  const title = titleOf(tab.documents.store.getState())
  const fail = (reason: string): Exported => {
    show({ kind: 'failure', title: 'export.failed', values: { name: title }, reason })
    return { names: [] }
  }
  const files = await filesOf(format, tab, state).catch(reasonOf)
  if (!files) return { names: [] }
  if (typeof files === 'string') return fail(files)
  const result = await window.unfold.export({
    name: title,
    ...(isFolder(format) ? { folder: true } : {}),
    files: files.map(({ suffix, content }) => ({ suffix, content })),
  })
  if (result === null) return { names: [] }
  if (!result.ok) return fail(result.reason)
  const measured = files.find((file) => file.measured)?.measured
  return { names: result.names, ...(measured ? { measured } : {}) }
}
