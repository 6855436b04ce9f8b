import { dialog, ipcMain, shell, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { BUNDLE } from '../engine/archive/bundle'
import { boolean, choice } from '../engine/contract/schema'
import { Inbox, Outbox } from './boxes'
import { INVOKE, SEND } from './channels'
import {
  acceptRequest,
  askToSaveRequest,
  changesRequest,
  chooseDataRequest,
  ContractError,
  documentState,
  dropDataRequest,
  fileNumber,
  languageChoice,
  menuKeys,
  openDataRequest,
  path,
  saveRequest,
  take,
  themeChoice,
} from './check'
import type { Language, MenuKey, OpenedFile, DocumentPlace, Result } from './contract'
import { onDisk } from './disk'
import { EXTENSION, type Documents } from './documents'
import { answerExport } from './exports'
import { answerRuns } from './answer-runs'
import { readModel } from './imports'
import { runtimeFacts } from './facts'
import { failure, FileError } from './failure'
import { checkFile } from './files'
import type { Journal } from './journal'
import { text } from './language'
import { FollowedFiles } from './follow'
import { showNotice } from './notice'
import { Pieces } from './pieces'
import { mayReplace, suggestedName } from './places'
import { isOurs } from './policy'
import type { RecentDocuments } from './recent'
import type { KeptRuns } from './runs'
import type { Sweeps } from './sweeps'
import { answerRestoring } from './restoring'
import type { MainWindow } from './window'

export interface Services {
  readonly main: MainWindow
  readonly documents: Documents
  readonly recent: RecentDocuments
  readonly journal: Journal
  readonly runs: KeptRuns
  readonly sweeps: Sweeps
  /** The user's documents folder, where dialogs start. */
  readonly home: string
  /** Returns the document that the app was started with; called once. */
  initial(): Promise<Result<{ file: OpenedFile }> | null>
  setLanguage(language: Language): void
  setKeys(keys: readonly MenuKey[]): void
}

const ACCELERATOR =
  /^(?:(?:CmdOrCtrl|Control|Alt|Shift)\+){0,4}(?:[A-Z0-9]|F\d{1,2}|Plus|[-=,./;'[\]\\`]|Enter|Tab|Space|Delete|Backspace|Insert|Home|End|PageUp|PageDown|Up|Down|Left|Right)$/
/** Leaves out accelerators that the menu does not know. */
const shortcuts = (keys: readonly MenuKey[]): readonly MenuKey[] =>
  keys.map(({ command, key }) => ({ command, key: key !== null && ACCELERATOR.test(key) ? key : null }))

/** Everything that the open dialog accepts: documents, pictures that hold one, and tables. */
const openFilter = () => [
  { name: text('dialog.documents-tables'), extensions: [EXTENSION.slice(1), BUNDLE.slice(1), 'svg', 'png', 'csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson'] },
  { name: text('dialog.all-files'), extensions: ['*'] },
]
const saveFilters = (bundle: boolean) => {
  const alone = { name: text('dialog.documents'), extensions: [EXTENSION.slice(1)] }
  const bundled = { name: text('dialog.bundles'), extensions: [BUNDLE.slice(1)] }
  return [...(bundle ? [bundled, alone] : [alone, bundled]), { name: text('dialog.all-files'), extensions: ['*'] }]
}

/** The name of a document or bundle, with another extension. */
const named = (name: string, extension: string): string => name.replace(/\.unfoldz?$/, '') + extension

/**
 * Handles all requests of the renderer, after checking the sender and the values.
 * @returns a function that prepares a message with long values for sending to the renderer.
 */
export function answerRenderer({
  main,
  documents,
  recent,
  journal,
  runs,
  sweeps,
  home,
  initial,
  setLanguage,
  setKeys,
}: Services): (message: unknown) => unknown {
  const { window } = main
  let lastFolder = home

  const inbox = new Inbox()
  const outbox = new Outbox()

  const isFromUs = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const frame = event.senderFrame
    return event.sender === window.webContents && frame !== null && frame === window.webContents.mainFrame && isOurs(frame.url)
  }
  const refusal = (error: unknown): unknown =>
    error instanceof ContractError ? { ok: false, reason: text('error.refused', { what: error.message }) } : failure(error, '')
  /** Turns every error into a result with a message, so that the renderer never waits for ever. */
  const answer = (channel: string, handler: (request: unknown) => unknown, otherwise: (error: unknown) => unknown = refusal) =>
    ipcMain.handle(channel, async (event, request: unknown) => {
      if (!isFromUs(event)) return refusal(new ContractError('this page'))
      try {
        const whole = inbox.unpack(request)
        if (!whole) throw new FileError(text('error.not-whole'))
        return outbox.pack(await handler(whole.message))
      } catch (error) {
        return otherwise(error)
      }
    })
  /** Drops messages that violate the contract: no caller waits for them, and an error dialog would let an attacker raise it at will. */
  const onMessage = (channel: string, handler: (message: unknown) => void) =>
    ipcMain.on(channel, (event, message: unknown) => {
      if (!isFromUs(event)) return
      try {
        handler(message)
      } catch (error) {
        if (!(error instanceof ContractError)) throw error
        console.error(`${channel}: ${error.message}`)
      }
    })
  const none = (): readonly string[] => []

  answer(INVOKE.sendPart, (value) => inbox.take(value))
  answer(INVOKE.fetchPart, (value) => {
    const part = outbox.fetch(value)
    if (part === undefined) throw new FileError(text('error.not-whole'))
    return part
  })

  async function choose(title: string, more: Electron.OpenDialogOptions): Promise<string | null> {
    const {
      canceled,
      filePaths: [chosen],
    } = await main.showDialog(() => dialog.showOpenDialog(window, { title, defaultPath: lastFolder, properties: ['openFile'], ...more }))
    if (canceled || chosen === undefined) return null
    lastFolder = join(chosen, '..')
    return chosen
  }
  const chooseFile = (title: string, filters: Electron.FileFilter[]): Promise<string | null> => choose(title, { filters })

  answer(INVOKE.open, async () => {
    const chosen = await chooseFile(text('dialog.open'), openFilter())
    return chosen === null ? null : documents.read(chosen)
  })
  answer(INVOKE.openRecent, (request) => documents.readRecent(take(path, request, 'path')))
  answer(INVOKE.openDropped, (request) => {
    const dropped = take(path, request, 'path')
    return dropped === '' ? { ok: false, reason: text('error.not-dropped') } : documents.read(dropped)
  })
  answer(INVOKE.initial, () => initial())
  answer(INVOKE.recent, () => recent.list(), none)
  answer(INVOKE.examples, () => documents.examples(), none)
  answer(INVOKE.facts, () => runtimeFacts())

  answer(INVOKE.save, async (value) => {
    const request = take(saveRequest, value, 'save')
    const { path: own } = request
    if (own !== null && !documents.isOpen(own)) return { ok: false, reason: text('error.not-open', { name: basename(own) }) }
    if (own !== null && !request.ask) return documents.save(own, request.text, request.from, request.data, { seen: request.seen })
    const suggested = suggestedName(request.suggestedName)
    const extension = request.bundle ? BUNDLE : EXTENSION
    const { canceled, filePath } = await main.showDialog(() =>
      dialog.showSaveDialog(window, {
        title: text('dialog.save'),
        filters: saveFilters(request.bundle),
        defaultPath:
          own !== null
            ? request.bundle
              ? named(own, BUNDLE)
              : own
            : join(
                documents.isKnown(request.from) && request.from.picture !== undefined ? dirname(request.from.picture) : lastFolder,
                named(suggested, extension),
              ),
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      }),
    )
    if (canceled || !filePath) return null
    lastFolder = dirname(filePath)
    if (extname(filePath) !== '') return documents.save(filePath, request.text, request.from, request.data)
    const target = filePath + extension
    const there = await onDisk(target, () => stat(target)).then(
      () => true,
      () => false,
    )
    if (there && !(await main.showDialog(() => mayReplace(window, [basename(target)])))) return null
    return documents.save(target, request.text, request.from, request.data)
  })
  answer(INVOKE.look, (request) => documents.look(take(path, request, 'path')))
  answer(
    INVOKE.accept,
    (value) => {
      const request = take(acceptRequest, value, 'accept')
      documents.accept(request.path, request.print)
    },
    () => undefined,
  )
  answer(
    INVOKE.changes,
    async (value) => {
      const { documents: paths, data } = take(changesRequest, value, 'changes')
      return {
        documents: await Promise.all(paths.map((entry) => documents.stateOf(entry))),
        data: await Promise.all(data.map((entry) => documents.dataState(entry.from, entry.data))),
      }
    },
    () => ({ documents: [], data: [] }),
  )

  answer(INVOKE.importFile, async () => {
    const chosen = await chooseFile(text('dialog.import'), [
      { name: text('type.models'), extensions: ['safetensors', 'onnx', 'keras', 'h5', 'hdf5'] },
      { name: text('dialog.all-files'), extensions: ['*'] },
    ])
    return chosen === null ? null : readModel(chosen)
  })

  answer(INVOKE.export, async (value) => {
    const { folder, result } = await main.showDialog(() => answerExport(window, lastFolder, value, (path) => documents.known.holds(path)))
    lastFolder = folder
    return result
  })

  /** Lets the document at `from` read a table that the user chose for it. */
  async function takeData(from: DocumentPlace, chosen: string): Promise<Result<{ name: string }>> {
    try {
      await checkFile(chosen)
      return { ok: true, name: await documents.data.choose(from, chosen) }
    } catch (error) {
      return failure(error, chosen)
    }
  }

  const follow = new FollowedFiles()
  const pieces = new Pieces((read, print) => documents.known.set(read, print))
  /** Releases what a page held when it ended. */
  const leave = (): void => {
    pieces.closeAll()
    follow.closeAll()
    inbox.clear()
    outbox.clear()
  }
  window.webContents.on('render-process-gone', leave)
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) leave()
  })
  answer(INVOKE.openData, async (value) => {
    const { from, data } = take(openDataRequest, value, 'openData')
    try {
      return { ok: true, ...(await pieces.open(await documents.data.find(from, data))) }
    } catch (error) {
      return failure(error, data)
    }
  })
  answer(INVOKE.nextPiece, async (value) => {
    try {
      return { ok: true, bytes: await pieces.next(take(fileNumber, value, 'file')) }
    } catch (error) {
      return failure(error, '')
    }
  })
  answer(
    INVOKE.closeData,
    (value) => pieces.close(take(fileNumber, value, 'file')),
    () => undefined,
  )
  const tableFilters = (): Electron.FileFilter[] => [
    { name: text('dialog.tables'), extensions: ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'txt'] },
    { name: text('dialog.all-files'), extensions: ['*'] },
  ]
  // Only files that the user chooses in this dialog can be followed; the page knows their numbers, not their paths.
  answer(INVOKE.followFile, async () => {
    const chosen = await chooseFile(text('dialog.follow'), tableFilters())
    if (chosen === null) return null
    try {
      return { ok: true, ...(await follow.open(chosen)) }
    } catch (error) {
      return failure(error, chosen)
    }
  })
  answer(INVOKE.followed, async (value) => {
    try {
      return { ok: true, gained: await follow.next(take(fileNumber, value, 'file')) }
    } catch (error) {
      return failure(error, '')
    }
  })
  answer(
    INVOKE.unfollow,
    (value) => follow.close(take(fileNumber, value, 'file')),
    () => undefined,
  )
  answer(INVOKE.chooseData, async (value) => {
    const { from } = take(chooseDataRequest, value, 'chooseData')
    const chosen = await chooseFile(text('dialog.data'), tableFilters())
    return chosen === null ? null : takeData(from, chosen)
  })
  answer(INVOKE.dropData, async (value) => {
    const { from, path: dropped } = take(dropDataRequest, value, 'dropData')
    return dropped === '' ? { ok: false, reason: text('error.not-dropped') } : takeData(from, dropped)
  })
  answerRestoring(
    answer,
    onMessage,
    documents,
    journal,
    (folder) => shell.openPath(folder),
    async (document) => {
      await sweeps.stop(document)
      await runs.forget(document)
    },
  )
  answerRuns(answer, runs, sweeps, () => choose(text('dialog.runs'), { properties: ['openDirectory'] }))
  answer(
    INVOKE.askToSave,
    async (value) => {
      const asked = take(askToSaveRequest, value, 'askToSave')
      const { response } = await main.showDialog(() =>
        dialog.showMessageBox(window, {
          type: 'question',
          message: text('dialog.unsaved', { name: asked.name }),
          detail:
            asked.others === 0
              ? text('dialog.unsaved-detail')
              : `${text('dialog.unsaved-detail')} ${text('dialog.unsaved-others', { count: String(asked.others) })}`,
          buttons: [
            text('dialog.button-save'),
            text('dialog.button-discard'),
            text('dialog.button-cancel'),
            ...(asked.others === 0 ? [] : [text('dialog.button-save-all'), text('dialog.button-discard-all')]),
          ],
          defaultId: 0,
          cancelId: 2,
          noLink: true,
        }),
      )
      return (['save', 'discard', 'cancel', 'save-all', 'discard-all'] as const)[response] ?? 'cancel'
    },
    () => 'cancel',
  )

  onMessage(SEND.closeWindow, () => {
    journal.close()
    main.close()
  })
  onMessage(SEND.closing, (value) => main.closing(take(boolean, value, 'closing')))
  onMessage(SEND.documentState, (value) => main.setDocument(take(documentState, value, 'documentState')))
  onMessage(SEND.language, (value) => setLanguage(take(languageChoice, value, 'language')))
  onMessage(SEND.keys, (value) => setKeys(shortcuts(take(menuKeys, value, 'keys'))))
  onMessage(SEND.theme, (value) => main.setTheme(take(themeChoice, value, 'theme')))
  onMessage(SEND.notice, (value) => showNotice(value, window))
  onMessage(SEND.editText, (value) => {
    const contents = window.webContents
    const commands = {
      undo: () => contents.undo(),
      redo: () => contents.redo(),
      cut: () => contents.cut(),
      copy: () => contents.copy(),
      paste: () => contents.paste(),
      'select-all': () => contents.selectAll(),
      delete: () => contents.delete(),
    }
    commands[take(choice(Object.keys(commands) as (keyof typeof commands)[]), value, 'command')]()
  })
  return (message) => outbox.pack(message)
}
