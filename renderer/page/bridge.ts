import type { DesktopApi } from '../../electron/contract'
import { decodeBase64 } from '../../engine/base/base64'
import type { PageContent } from '../../engine/export/page'

/** Bytes handed out at once. */
const PIECE = 2 ** 19

const nothing = (): void => undefined
const never = (): (() => void) => nothing
const refused = { ok: false, reason: 'not in a page' } as const

/** Offers a file for download. */
function download(name: string, content: string | Uint8Array): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart]))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Lets the reader choose a file; null if they do not. */
const choose = (): Promise<File | null> =>
  new Promise((answer) => {
    const field = document.createElement('input')
    field.type = 'file'
    field.onchange = () => answer(field.files?.[0] ?? null)
    field.oncancel = () => answer(null)
    field.click()
  })

/**
 * Replaces the app's main process in a page, as far as possible: provides the data that the page contains and
 * tables that the reader chooses, and saves what plots export as downloads. Nothing else is read or written.
 */
export function bridgeFor({ data }: PageContent): DesktopApi {
  const files = new Map<string, Uint8Array>()
  const bytes = data && decodeBase64(data.base64)
  if (data && bytes) files.set(data.path, bytes)
  const reading = new Map<number, { readonly bytes: Uint8Array; at: number }>()
  let opened = 0
  return {
    open: () => Promise.resolve(null),
    openRecent: () => Promise.resolve(refused),
    openDropped: () => Promise.resolve(refused),
    initial: () => Promise.resolve(null),
    save: () => Promise.resolve(null),
    look: () => Promise.resolve(refused),
    accept: () => Promise.resolve(),
    changes: () => Promise.resolve({ documents: [], data: [] }),
    export({ name, files: written }) {
      const names = written.map(({ suffix, content }) => {
        download(name + suffix, content)
        return name + suffix
      })
      return Promise.resolve({ ok: true, names })
    },
    importFile: () => Promise.resolve(null),
    openData({ data: path }) {
      const found = files.get(path)
      if (!found) return Promise.resolve({ ok: false, reason: path })
      reading.set(++opened, { bytes: found, at: 0 })
      return Promise.resolve({ ok: true, file: opened, size: found.length })
    },
    nextPiece(file) {
      const open = reading.get(file)
      const piece = open?.bytes.slice(open.at, open.at + PIECE)
      if (!open || !piece?.length) reading.delete(file)
      else open.at += PIECE
      return Promise.resolve({ ok: true, bytes: piece?.length ? piece : null })
    },
    closeData: (file) => Promise.resolve(void reading.delete(file)),
    async chooseData() {
      const file = await choose()
      if (!file) return null
      files.set(file.name, new Uint8Array(await file.arrayBuffer()))
      return { ok: true, name: file.name }
    },
    dropData: () => Promise.resolve(refused),
    followFile: () => Promise.resolve(null),
    followed: () => Promise.resolve({ ok: true, gained: null }),
    unfollow: () => Promise.resolve(),
    restore: () => Promise.resolve({ ended: 'clean', shown: null, entries: [], offered: [], lost: [] }),
    reopen: () => Promise.reject(new Error(refused.reason)),
    standing: nothing,
    putAside: () => Promise.resolve(null),
    showAside: () => Promise.resolve(),
    keep: () => Promise.resolve(null),
    forget: () => Promise.resolve(true),
    setTabs: nothing,
    notice: nothing,
    listRuns: () => Promise.resolve({ ok: true, sources: [] }),
    keepRun: () => Promise.resolve(refused),
    readRun: () => Promise.resolve(refused),
    markRuns: () => Promise.resolve(refused),
    settleRuns: () => Promise.resolve(refused),
    openRuns: () => Promise.resolve(null),
    startSweep: () => Promise.resolve(refused),
    stopSweep: () => Promise.resolve(refused),
    recent: () => Promise.resolve([]),
    examples: () => Promise.resolve([]),
    facts: () => Promise.reject(new Error(refused.reason)),
    closing: nothing,
    closeWindow: nothing,
    setDocumentState: nothing,
    setLanguage: nothing,
    setKeys: nothing,
    setTheme: (theme) => void (document.documentElement.style.colorScheme = theme === 'system' ? '' : theme),
    editText: nothing,
    askToSave: () => Promise.resolve('cancel'),
    onSweep: never,
    onMenu: never,
    onOpenFile: never,
  }
}
