import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, parse, resolve } from 'node:path'
import { ExportError, isFolder, type ExportFile } from '../../engine/export/file'
import { dataFormats, modelFormats, type RunningFormat } from '../../engine/export/formats'
import { limits } from '../../engine/document/limits'
import { latexOf } from '../../engine/export/latex'
import { pageOf } from '../../engine/export/page'
import { palettes, type Theme } from '../../engine/export/svg/palette'
import { Model } from '../../engine/learn/model/model'
import { prepare } from '../../engine/learn/check/prepare'
import { registry } from '../../nodes'
import { svgPicture } from '../../renderer/picture/picture'
import { canvasWords } from '../../renderer/picture/words'
import { filesOf } from '../bundles'
import type { CliCommand } from '../command'
import { Refused, open, ready, refuseOverwrite, type OpenedDocument } from '../open'
import { place } from '../places'
import { USAGE } from '../status'
import { Target } from '../target'
import { languageOf, say, printProblems, type Terminal } from '../terminal'
import { UsageError } from '../usage'
import { writeAll } from '../write-all'

interface Request {
  readonly terminal: Terminal
  readonly opened: OpenedDocument
  readonly theme: Theme
  /** For ONNX: whether states are inputs without defaults. */
  readonly state: boolean
}

/** Writes a network, with its weights, in another format. */
interface Exporter {
  /** Whether a network that cannot run can be exported too, because it is only drawn. */
  readonly draws?: boolean
  files(request: Request): readonly ExportFile[]
}

/** Returns the exporter of a format for a runnable network with its weights, and with the scaling and categories of its columns. */
const ofModel = (format: keyof typeof modelFormats): Exporter => ({
  files({ opened, state }) {
    const dataset = isFolder(format)
      ? ready(opened, 'required').dataset
      : prepare(opened.document, registry, opened.compiled, opened.data, { targets: 'optional' }).dataset
    const network = opened.compiled.network!
    const model = new Model(dataset?.fitted ? { ...network, document: { ...network.document, fitted: dataset.fitted } } : network)
    return format === 'onnx' ? modelFormats.onnx(model, dataset, { state }) : modelFormats[format](model, dataset)
  },
})

/** Returns the exporter of a format for signals over the data. */
const ofData = (format: keyof typeof dataFormats): Exporter => ({
  files({ opened }) {
    const { network, dataset } = ready(opened, 'optional')
    return dataFormats[format](new Model(network), dataset)
  },
})

const all = <F extends RunningFormat>(formats: Readonly<Record<F, unknown>>, make: (format: F) => Exporter): Record<string, Exporter> =>
  Object.fromEntries((Object.keys(formats) as F[]).map((format) => [format, make(format)]))

/** The formats by their name in `--to`. */
const exporters: Readonly<Record<string, Exporter>> = {
  ...all(modelFormats, ofModel),
  ...all(dataFormats, ofData),
  html: { draws: true, files: ({ opened }) => [{ suffix: '.html', content: page(opened) }] },
  latex: { files: ({ opened }) => [{ suffix: '.tex', content: latexOf(opened.document, registry) }] },
  svg: {
    draws: true,
    files: ({ opened: { document, compiled }, terminal, theme }) => [
      { suffix: '.svg', content: svgPicture(document, theme, { t: canvasWords(languageOf(terminal)), sizes: compiled.sizes }) },
    ],
  },
}

/** The document with its data as one page that learns in a browser. */
function page(opened: OpenedDocument): string {
  const template = place('renderer/page.html') ?? place('out/renderer/page.html')
  if (template === undefined) throw new UsageError('cli-export-page')
  const path = opened.document.data?.kind === 'file' ? opened.document.data.path : undefined
  const [, data] = filesOf(opened).find(([name]) => name === path) ?? []
  if (data && data.length > limits.pageData)
    throw new UsageError('cli-export-page-data', { limit: limits.pageData / 2 ** 20, got: Math.ceil(data.length / 2 ** 20) })
  return pageOf(readFileSync(template, 'utf8'), {
    name: parse(opened.path).name,
    text: opened.text,
    ...(path !== undefined && data ? { data: { path, base64: Buffer.from(data).toString('base64') } } : {}),
  })
}

function written(exporter: Exporter, request: Request): readonly ExportFile[] {
  try {
    return exporter.files(request)
  } catch (error) {
    throw error instanceof ExportError ? new Refused([error.problem]) : error
  }
}

/**
 * Writes the files of a folder, which is made if it does not exist.
 * @returns the paths written.
 */
function writeFolder(folder: string, files: readonly ExportFile[], overwrite: boolean): string[] {
  const present = statSync(folder, { throwIfNoEntry: false })
  if (present && !present.isDirectory()) throw new UsageError('cli-export-folder-file', { path: folder })
  const there = files.map(({ suffix }) => suffix).filter((name) => existsSync(join(folder, name)))
  if (there.length > 0 && !overwrite) throw new UsageError('cli-export-folder-there', { files: there.join(', '), path: folder })
  return writeAll(files.map(({ suffix, content }) => ({ path: join(folder, suffix), content })))
}

/** Exports the network to another format. */
export const exportCommand: CliCommand = {
  name: 'export',
  takes: ['FILE'],
  options: {
    to: { takes: 'text' },
    out: { takes: 'text' },
    theme: { takes: 'choice', choices: Object.keys(palettes) },
    overwrite: { takes: 'nothing' },
    state: { takes: 'nothing' },
  },
  run({ terminal, json, positional: [file], options }) {
    const to = String(options.get('to') ?? '')
    const known = Object.keys(exporters)
    if (!Object.hasOwn(exporters, to)) throw new UsageError('cli-export-unknown', { got: to, known: known.join(', ') })
    const exporter = exporters[to]!
    if (options.has('state') && to !== 'onnx') throw new UsageError('cli-option-for', { name: '--state', needed: '--to onnx' })
    const out = options.get('out') as string | undefined
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    const folder = isFolder(to)
    if (folder && path === undefined) throw new UsageError('cli-export-folder', { to })
    const target = path === undefined || folder ? undefined : new Target(path)
    const opened = open(terminal, file!)
    if (path !== undefined) refuseOverwrite(opened, path, 'out', 'document')
    const { compiled } = opened
    if (!compiled.network && !exporter.draws) throw new Refused(compiled.errors, compiled.warnings)
    printProblems(terminal, 'cli-warning', compiled.warnings)
    const files = written(exporter, { terminal, opened, theme: (options.get('theme') as Theme | undefined) ?? 'light', state: options.has('state') })
    // Also with --overwrite: the further files have names that the user did not choose.
    const { dir, name } = path === undefined ? { dir: '', name: '' } : parse(path)
    const all =
      path === undefined ? [] : files.map(({ suffix }, i) => (folder ? join(path, suffix) : i === 0 ? path : join(dir || dirname(path), `${name}${suffix}`)))
    for (const each of all) refuseOverwrite(opened, each, 'out', 'document')
    if (folder) {
      const paths = writeFolder(path!, files, options.has('overwrite'))
      if (json) terminal.out(`${JSON.stringify({ file: path, files: paths })}\n`)
      else for (const written of paths) terminal.err(`${say(terminal, 'cli-saved', { path: written })}\n`)
      return 0
    }
    if (path === undefined || !target) {
      const text = files[0]!.content
      if (typeof text !== 'string') throw new UsageError('cli-export-binary', { to })
      if (json) terminal.out(`${JSON.stringify({ text })}\n`)
      else terminal.file?.(text)
      return 0
    }
    const further = all.slice(1).filter((beside) => existsSync(beside))
    // The user named one file and may not know of the others.
    if (further.length > 0 && !options.has('overwrite')) throw new UsageError('cli-export-there', { files: further.join(', '), path })
    const targets = all.map((each, i) => (i === 0 ? target : new Target(each)))
    const paths = files.map(({ content }, i) => targets[i]!.write(content))
    const moved = targets.filter(({ path: requested }, i) => paths[i] !== requested)
    for (const { path: requested } of moved)
      terminal.err(`${say(terminal, 'cli-changed', { path: requested, instead: paths[targets.findIndex((one) => one.path === requested)]! })}\n`)
    const measured = files.find((one) => one.measured)?.measured
    if (json) terminal.out(`${JSON.stringify({ file: path, files: paths, ...measured })}\n`)
    else {
      for (const written of paths) terminal.err(`${say(terminal, 'cli-saved', { path: written })}\n`)
      if (measured && !Number.isFinite(measured.float32)) terminal.err(`${say(terminal, 'cli-export-float64-beyond')}\n`)
      else if (measured) terminal.err(`${say(terminal, `cli-export-${measured.precision}`, { distance: measured.float32.toExponential(1) })}\n`)
    }
    return moved.length > 0 ? USAGE : 0
  },
}
