import { dialog, type BrowserWindow } from 'electron'
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join, parse } from 'node:path'
import { limits } from '../engine/document/limits'
import { writeAllAtomically } from './atomic'
import { ContractError, list, name, record } from './check'
import type { DesktopApi, Result } from './contract'
import { onDisk, onDiskFor } from './disk'
import { writeFailure } from './failure'
import { text } from './language'
import { mayReplace, suggestedName } from './places'

type Request = Parameters<DesktopApi['export']>[0]

const content = (value: unknown, what: string): string | Uint8Array => {
  if ((typeof value === 'string' || value instanceof Uint8Array) && value.length <= limits.exportBytes) return value
  throw new ContractError(`${what} is not what the contract says`)
}
/** Checks for a suffix such as `.py` or `_test.py`; anything that could lead to another folder fails. */
const suffix = (value: unknown, what: string): string => {
  if (typeof value === 'string' && /^(?:_[a-z]{1,16})?\.[a-z]{1,8}$/.test(value)) return value
  throw new ContractError(`${what} is not what the contract says`)
}
const request = record<Request>({ name, files: list(record<Request['files'][number]>({ suffix, content }), limits.exportFiles) })

const exists = (path: string): Promise<boolean> =>
  onDisk(path, () => stat(path)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  )

/** Returns the paths of an export's files when the user chose `chosen` for the first; the others are named after it. */
export const exportPaths = (chosen: string, suffixes: readonly string[]): string[] => {
  const first = extname(chosen) === '' ? chosen + suffixes[0]! : chosen
  const { dir, name: stem } = parse(first)
  return suffixes.map((end, i) => (i === 0 ? first : join(dir, stem + end)))
}

/**
 * Writes all of an export's files, or none if one cannot be written.
 * @param replace Asks whether existing files may be overwritten that the save dialog did not ask about.
 * @returns null if they may not.
 */
export async function writeExport(
  chosen: string,
  files: Request['files'],
  replace: (names: readonly string[]) => Promise<boolean>,
): Promise<Result<{ names: readonly string[] }> | null> {
  const paths = exportPaths(
    chosen,
    files.map((file) => file.suffix),
  )
  try {
    const unasked = paths.filter((path) => path !== chosen)
    const there = await Promise.all(unasked.map(exists))
    const taken = unasked.filter((_, i) => there[i])
    if (taken.length > 0 && !(await replace(taken.map((path) => basename(path))))) return null
    await writeAllAtomically(
      files.map((file, i) => ({ path: paths[i]!, content: file.content })),
      onDiskFor(paths[0]!),
    )
    return { ok: true, names: paths.map((path) => basename(path)) }
  } catch (error) {
    return writeFailure(error, paths[0]!)
  }
}

/** Returns the name of a file type in the save dialog. */
function typeName(extension: string): string {
  switch (extension) {
    case 'py':
      return text('type.python')
    case 'onnx':
      return text('type.onnx')
    case 'svg':
      return text('type.svg')
    case 'png':
      return text('type.png')
    case 'tex':
      return text('type.latex')
    case 'npz':
      return text('type.npz')
    case 'json':
      return text('type.json')
    case 'csv':
      return text('type.csv')
    default:
      return extension.toUpperCase()
  }
}

/** Handles the renderer's request to save an export; null when cancelled. */
export async function answerExport(
  window: BrowserWindow,
  folder: string,
  value: unknown,
): Promise<{ folder: string; result: Result<{ names: readonly string[] }> | null }> {
  const { name: title, files } = request(value, 'export')
  const end = files[0]?.suffix
  if (end === undefined) throw new ContractError('export is not what the contract says')
  const extension = end.slice(end.lastIndexOf('.') + 1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: text('dialog.export'),
    defaultPath: join(folder, suggestedName(title) + end),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
    filters: [
      { name: typeName(extension), extensions: [extension] },
      { name: text('dialog.all-files'), extensions: ['*'] },
    ],
  })
  if (canceled || !filePath) return { folder, result: null }
  return { folder: dirname(filePath), result: await writeExport(filePath, files, (names) => mayReplace(window, names)) }
}
