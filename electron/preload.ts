import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { EVENT, INVOKE, SEND } from './channels'
import type { DesktopApi, MenuCommand, OpenedFile, Result, SweepEvent } from './contract'
import { PartsClient } from './parts-client'

const client = new PartsClient((channel, message) => ipcRenderer.invoke(channel, message))
// The main process keeps to the contract, so its answers are not checked.
const invoke = (channel: string, message?: unknown) => client.ask(channel, message) as Promise<never>

/**
 * Returns a subscribe function for one channel; values that arrive before the first listener are delivered to it.
 * @param whole Fetches the long values of a message, if the channel can have any.
 */
function stream<T>(channel: string, whole?: (message: unknown) => Promise<unknown>): (listener: (value: T) => void) => () => void {
  const listeners = new Set<(value: T) => void>()
  let waiting: T[] = []
  const deliver = (value: T): void => {
    if (listeners.size === 0) waiting.push(value)
    else for (const listener of listeners) listener(value)
  }
  ipcRenderer.on(channel, (_event, message: T) => {
    if (whole) void whole(message).then((value) => deliver(value as T))
    else deliver(message)
  })
  return (listener) => {
    listeners.add(listener)
    const late = waiting
    waiting = []
    for (const value of late) listener(value)
    return () => void listeners.delete(listener)
  }
}

const api: DesktopApi = {
  open: () => invoke(INVOKE.open),
  openRecent: (path) => invoke(INVOKE.openRecent, path),
  // Only the preload script can get the path of a dropped file, so a page cannot name a file that the user did not drop.
  openDropped: (file) => invoke(INVOKE.openDropped, webUtils.getPathForFile(file)),
  initial: () => invoke(INVOKE.initial),
  save: (request) => invoke(INVOKE.save, request),
  look: (path) => invoke(INVOKE.look, path),
  accept: (request) => invoke(INVOKE.accept, request),
  changes: (request) => invoke(INVOKE.changes, request),
  export: (request) => invoke(INVOKE.export, request),
  importFile: () => invoke(INVOKE.importFile),
  openData: (request) => invoke(INVOKE.openData, request),
  nextPiece: (file) => invoke(INVOKE.nextPiece, file),
  closeData: (file) => invoke(INVOKE.closeData, file),
  chooseData: (request) => invoke(INVOKE.chooseData, request),
  dropData: ({ from }, file) => invoke(INVOKE.dropData, { from, path: webUtils.getPathForFile(file) }),
  followFile: () => invoke(INVOKE.followFile),
  followed: (file) => invoke(INVOKE.followed, file),
  unfollow: (file) => invoke(INVOKE.unfollow, file),
  restore: () => invoke(INVOKE.restore),
  reopen: (id) => invoke(INVOKE.reopen, id),
  standing: () => ipcRenderer.send(SEND.standing),
  putAside: (request) => invoke(INVOKE.putAside, request),
  showAside: () => invoke(INVOKE.showAside),
  keep: (request) => invoke(INVOKE.keep, request),
  forget: (id) => invoke(INVOKE.forget, id),
  setTabs: (tabs) => ipcRenderer.send(SEND.tabs, tabs),
  listRuns: (request) => invoke(INVOKE.listRuns, request),
  keepRun: (request) => invoke(INVOKE.keepRun, request),
  readRun: (request) => invoke(INVOKE.readRun, request),
  markRuns: (request) => invoke(INVOKE.markRuns, request),
  settleRuns: (request) => invoke(INVOKE.settleRuns, request),
  openRuns: (request) => invoke(INVOKE.openRuns, request),
  startSweep: (request) => invoke(INVOKE.startSweep, request),
  stopSweep: (request) => invoke(INVOKE.stopSweep, request),
  recent: () => invoke(INVOKE.recent),
  examples: () => invoke(INVOKE.examples),
  facts: () => invoke(INVOKE.facts),
  askToSave: (name, others) => invoke(INVOKE.askToSave, { name, others }),
  closing: (works) => ipcRenderer.send(SEND.closing, works),
  closeWindow: () => ipcRenderer.send(SEND.closeWindow),
  setDocumentState: (state) => ipcRenderer.send(SEND.documentState, state),
  setLanguage: (language) => ipcRenderer.send(SEND.language, language),
  setKeys: (keys) => ipcRenderer.send(SEND.keys, keys),
  setTheme: (theme) => ipcRenderer.send(SEND.theme, theme),
  notice: (notice) => ipcRenderer.send(SEND.notice, notice),
  editText: (command) => ipcRenderer.send(SEND.editText, command),
  onSweep: stream<SweepEvent>(EVENT.sweep),
  onMenu: stream<MenuCommand>(EVENT.menu),
  onOpenFile: stream<Result<{ file: OpenedFile }>>(EVENT.openFile, (message) => client.whole(message)),
}

// Main refuses all navigation but gets no event for about:blank, which would leave an empty window.
if (location.protocol === 'app:')
  navigation.addEventListener('navigate', (event) => {
    if (event.cancelable) event.preventDefault()
  })

contextBridge.exposeInMainWorld('unfold', api)
