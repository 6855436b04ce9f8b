import { dialog, type BrowserWindow } from 'electron'
import { rmdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, parse } from 'node:path'
import { limits } from '../engine/document/limits'
import { writeAllAtomically } from './atomic'
import { ContractError, exportRequest, IN_FOLDER, take } from './check'
import type { DesktopApi, Result } from './contract'
import { onDisk, onDiskFor } from './disk'
import { FileError, writeFailure } from './failure'
import { text } from './language'
import { mayReplace, suggestedName } from './places'
import { makeFolder } from './folder'

type Request = Parameters<DesktopApi['export']>[0]

const isContent = (value: unknown): value is string | Uint8Array =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length <= limits.exportBytes

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

/** @throws FileError for a file that has been opened as a document or as data, though the save dialog has asked about it. */
async function refuseInputs(paths: readonly string[], isInput: (path: string) => Promise<boolean>): Promise<void> {
  for (const path of paths) if (await isInput(path)) throw new FileError(text('error.export-input', { name: basename(path) }))
}

/**
 * Writes all of an export's files, or none if one cannot be written.
 * @param replace Asks whether existing files may be overwritten that the save dialog did not ask about.
 * @param isInput Whether a file has been opened as a document or as data.
 * @returns null if they may not.
 */
export async function writeExport(
  chosen: string,
  files: Request['files'],
  replace: (names: readonly string[]) => Promise<boolean>,
  isInput: (path: string) => Promise<boolean>,
): Promise<Result<{ names: readonly string[] }> | null> {
  const paths = exportPaths(
    chosen,
    files.map((file) => file.suffix),
  )
  try {
    await refuseInputs(paths, isInput)
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

/**
 * Writes all files of a folder inside the one that the user chose, or none if one cannot be written.
 * @param replace Asks whether existing files may be overwritten.
 * @param isInput Whether a file has been opened as a document or as data.
 * @returns null if they may not.
 */
export async function writeFolder(
  chosen: string,
  folder: string,
  files: Request['files'],
  replace: (names: readonly string[]) => Promise<boolean>,
  isInput: (path: string) => Promise<boolean>,
): Promise<Result<{ names: readonly string[] }> | null> {
  const into = join(chosen, folder)
  const paths = files.map(({ suffix }) => join(into, suffix))
  let made = false
  try {
    await refuseInputs(paths, isInput)
    const there = await Promise.all(paths.map(exists))
    const taken = paths.filter((_, i) => there[i]).map((path) => join(folder, basename(path)))
    if (taken.length > 0 && !(await replace(taken))) return null
    made = !(await exists(into))
    await onDisk(into, () => makeFolder(into))
    await writeAllAtomically(
      files.map(({ content }, i) => ({ path: paths[i]!, content })),
      onDiskFor(into),
    )
    return { ok: true, names: paths.map((path) => join(folder, basename(path))) }
  } catch (error) {
    // rmdir removes only an empty folder.
    if (made) await onDisk(into, () => rmdir(into)).catch(() => undefined)
    return writeFailure(error, into)
  }
}

const TYPES = {
  py: 'type.python',
  onnx: 'type.onnx',
  svg: 'type.svg',
  png: 'type.png',
  tex: 'type.latex',
  html: 'type.html',
  npz: 'type.npz',
  json: 'type.json',
  csv: 'type.csv',
} as const

/** Returns the name of a file type in the save dialog. */
const typeName = (extension: string): string => (Object.hasOwn(TYPES, extension) ? text(TYPES[extension as keyof typeof TYPES]) : extension.toUpperCase())

/** Handles the renderer's request to save an export; null when cancelled. */
export async function answerExport(
  window: BrowserWindow,
  folder: string,
  value: unknown,
  isInput: (path: string) => Promise<boolean>,
): Promise<{ folder: string; result: Result<{ names: readonly string[] }> | null }> {
  const { name: title, folder: asFolder = false, files: sent } = take(exportRequest, value, 'export')
  const files = sent.map(({ suffix, content }) => {
    if (!isContent(content)) throw new ContractError('export.files')
    return { suffix, content }
  })
  const end = files[0]?.suffix
  if (end === undefined || files.some(({ suffix }) => IN_FOLDER.test(suffix) !== asFolder)) throw new ContractError('export')
  if (asFolder) {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: text('dialog.export-folder', { name: `${suggestedName(title)}-pytorch` }),
      defaultPath: folder,
      properties: ['openDirectory', 'createDirectory'],
    })
    const [chosen] = filePaths
    if (canceled || chosen === undefined) return { folder, result: null }
    return { folder: chosen, result: await writeFolder(chosen, `${suggestedName(title)}-pytorch`, files, (names) => mayReplace(window, names), isInput) }
  }
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
  return { folder: dirname(filePath), result: await writeExport(filePath, files, (names) => mayReplace(window, names), isInput) }
}
