/** The whole interface between main and renderer. Values cross as plain data; main checks them. */
import type { Mark } from '../engine/sweep/row'

/**
 * A text, or the pieces of a long one, which the main process joins: joining half a gigabyte would block the window for
 * half a second.
 */
export type LongText = string | { readonly pieces: readonly string[] }

export interface OpenedFile {
  /** Absolute path; null for an example or a document that has never been saved. */
  readonly path: string | null
  /** File name without its folder. */
  readonly name: string
  /** The text; for a PNG picture, which may hold a document, the bytes, which the sandboxed renderer decodes. */
  readonly content: string | Uint8Array
  /** File name of the example, if this is one. */
  readonly example?: string
  /** Other paths, through links, by which the same file is open here. */
  readonly also?: readonly string[]
  /** SHA-256 fingerprint of the content. */
  readonly print?: string
  /** Set for a table that is not a document: the name by which an unsaved document may read it. `content` is empty then. */
  readonly table?: string
}

export type Language = 'en' | 'ja'
export type Theme = 'system' | 'light' | 'dark'

/** Where a document lives and where its data files are looked up; no field is set for one that was never saved. */
export interface DocumentPlace {
  readonly path: string | null
  readonly example?: string
  /**
   * The picture that held the document, or its former file that now holds another document. Data files are read beside
   * it; it is not overwritten without asking.
   */
  readonly picture?: string
}

export interface Failed {
  readonly ok: false
  readonly reason: string
  /** Set if the file changed since it was last read or written here, so that nothing was written: whether it is gone, and the fingerprint of its content. */
  readonly changed?: { readonly gone: boolean; readonly print: string }
}
export type Result<T> = ({ readonly ok: true } & T) | Failed

/** Where a document was saved. */
export interface Saved {
  readonly path: string
  readonly name: string
  /** Other paths, through links, by which the same file is open here. */
  readonly also: readonly string[]
  /** Name of its data file, if that was copied beside it. */
  readonly copied?: string
  /** Name of its data file, if that was not found. */
  readonly missing?: string
}

/** How a file compares with its content when it was last read or written here; `unread` if it never was, `unknown` if it cannot be read now. */
export type FileState = 'same' | 'changed' | 'gone' | 'unread' | 'unknown'

export interface ExampleEntry {
  /** File name in examples/, such as `elman-sunspots.unfold`. */
  readonly file: string
  readonly text: string
}

export interface RuntimeFacts {
  readonly app: string
  readonly electron: string
  readonly chromium: string
  readonly node: string
  readonly v8: string
  readonly platform: string
  /** Whether this is the official build of the version in package.json. */
  readonly official: boolean
}

/**
 * How the last session ended: `clean`: the window was closed; `reloaded`: the page was reloaded; `killed`: the program
 * was killed; `crashed`: the window crashed, hung, or was still restoring documents, so the app restores nothing
 * unasked.
 */
export type SessionEnd = 'clean' | 'reloaded' | 'killed' | 'crashed'

/** A document of the journal, before it is opened. */
export interface JournalEntry {
  readonly id: string
  readonly name: string
  readonly path: string | null
}

/** A part of the journal that could not be read. The others are still restored. */
export interface LostEntry {
  readonly id: string
  /** Title of the document; empty if that cannot be read either. */
  readonly name: string
  readonly what: 'entry' | 'weights' | 'learned'
  /** `newer`: written by a newer Unfold; `too-slow`: the disk did not answer. */
  readonly fault: 'damaged' | 'newer' | 'not-file' | 'too-large' | 'too-slow' | 'unreadable'
  /** Name of its file in the `aside` folder; null if it was left where it is. */
  readonly file: string | null
}

/** A document that was open when the program ended. */
export interface KeptDocument {
  readonly id: string
  /** The document with its history; its weights and what training learned are separate, all as passed to `keep`. */
  readonly text: string
  readonly weights: string | null
  readonly learned: string | null
  /** Current content of its file; null if there is none or it cannot be read. */
  readonly disk: string | null
  /** Whether the disk with its file did not answer. */
  readonly unreachable: boolean
  readonly lost: readonly LostEntry[]
}

/** Why the journal could not store a document. */
export type NotKept = 'disk-full' | 'no-permission' | 'too-much' | 'other'

/** The files of a run: its result, the losses of its epochs, and the document at its start, with its best weights and with its last. */
export type RunFile = 'result' | 'log' | 'document' | 'best' | 'trained'

/** A folder with runs of a document. */
export interface RunSource {
  /** '' for those of the window; otherwise the name by which requests refer to it. */
  readonly name: string
  /** Name of the folder; '' for the runs of the window. */
  readonly title: string
  /** JSON of its `RunRow`s: one string crosses between processes faster than ten thousand objects. */
  readonly rows: string
  /** The text of the sweep's plan, with its document; null if it is none. */
  readonly plan: string | null
}

/** The request to the process of a sweep. */
export interface SweepOrder {
  readonly folder: string
  readonly file: string
  readonly vary: readonly string[]
  readonly seeds: string
  /** Number of combinations to sample; null for all. */
  readonly random: number | null
  /** Whether successive halving stops runs early. */
  readonly asha: boolean
  readonly jobs: number
  readonly resume: boolean
  readonly version: string
  readonly language: string
}
export type SweepMessage =
  | { readonly kind: 'share'; readonly run: number; readonly share: number }
  | { readonly kind: 'run'; readonly run: number /** JSON of its `result.json`, or of its result so far while it waits at a rung. */; readonly result: string }
  /** `reason`: why it did not start, or failed. */
  | { readonly kind: 'ended'; readonly reason: string | null }

/** The progress of a document's sweep. */
export type SweepEvent = { readonly id: string; readonly source: string } & SweepMessage

/** The accelerator of a command, in Electron's notation. */
export interface MenuKey {
  readonly command: string
  readonly key: string | null
}

/** Menu entries and system events that the renderer carries out. */
export type MenuCommand =
  | 'new'
  | 'open'
  | 'save'
  | 'save-as'
  | 'save-bundle'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'duplicate'
  | 'delete'
  | 'select-all'
  | 'fit'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-reset'
  | 'toggle-play'
  | 'step'
  | 'reset'
  | 'check-gradients'
  | 'about'
  | 'guide'
  | 'shortcuts'
  | 'theme'
  | 'language'
  | 'find'
  | 'settings'
  | 'export'
  | 'import'
  | 'close'
  | 'close-window'
  | 'next-tab'
  | 'previous-tab'

/** `window.unfold`, exposed by the preload script. */
export interface DesktopApi {
  /** Shows the open dialog; null when cancelled. */
  open(): Promise<Result<{ file: OpenedFile }> | null>
  /** Opens a document of the recent list; refuses any other path. */
  openRecent(path: string): Promise<Result<{ file: OpenedFile }>>
  /** Opens a file dropped on the window. */
  openDropped(file: File): Promise<Result<{ file: OpenedFile }>>
  /** Returns the document that the app was started with (association, command line) on the first call; null if none. */
  initial(): Promise<Result<{ file: OpenedFile }> | null>
  /**
   * Saves a document atomically; as a bundle with its data if the name is that of a bundle, which the dialog proposes if
   * `bundle` is set. If `path` is null or `ask` is set, shows the save dialog first. A data file named in
   * `data` that stands beside `from` but not in the new folder is copied there, and the result says so. If another
   * program has changed the file, nothing is written and the result says so, unless the content has the fingerprint
   * `seen`, which the user agreed to overwrite.
   */
  save(request: {
    path: string | null
    ask: boolean
    bundle: boolean
    suggestedName: string
    text: LongText
    from: DocumentPlace
    data: string | null
    seen: string | null
  }): Promise<Result<Saved> | null>
  /** Returns the current content of an open document's file, without opening it. */
  look(path: string): Promise<Result<{ content: string; print: string }>>
  /** Declares that the open document is based on the content with this fingerprint; `save` reports any other content before it overwrites it. */
  accept(request: { path: string; print: string }): Promise<void>
  /** Returns whether other programs have changed the files of open documents, or their data files. */
  changes(request: {
    documents: readonly string[]
    data: readonly { from: DocumentPlace; data: string }[]
  }): Promise<{ documents: readonly FileState[]; data: readonly FileState[] }>
  /**
   * Shows a save dialog for an export and writes its files, named after the first (`suffix`: `.py`, `_test.py`); for a
   * `folder`, a dialog for the place of a new folder, in which the suffixes are the whole names. Null when cancelled.
   */
  export(request: {
    name: string
    folder?: boolean
    files: readonly { suffix: string; content: string | Uint8Array }[]
  }): Promise<Result<{ names: readonly string[] }> | null>
  /** Shows a dialog for a model of another program and reads it; null when cancelled. */
  importFile(): Promise<Result<{ name: string; bytes: Uint8Array }> | null>
  /** Opens a data file beside a document or an example, never outside that folder, for reading in pieces; returns its handle and size in bytes. */
  openData(request: { from: DocumentPlace; data: string }): Promise<Result<{ file: number; size: number }>>
  /** Returns the next bytes of an opened file; null at its end, where main closes it. */
  nextPiece(file: number): Promise<Result<{ bytes: Uint8Array | null }>>
  /** Closes a file before its end. */
  closeData(file: number): Promise<void>
  /**
   * Shows a dialog to choose a data file, and returns the name by which the document at `from` may read it from now on.
   * Saving copies the file beside the document. Null when cancelled.
   */
  chooseData(request: { from: DocumentPlace }): Promise<Result<{ name: string }> | null>
  /** The same for a data file dropped on the window. */
  dropData(request: { from: DocumentPlace }, file: File): Promise<Result<{ name: string }>>
  /** Shows a dialog to choose a file that grows; returns its number and name. Null when cancelled. */
  followFile(): Promise<Result<{ file: number; name: string }> | null>
  /** Returns the bytes that were appended to a followed file; `anew` if it was replaced or truncated and is read from its beginning. Null if it is not followed. */
  followed(file: number): Promise<Result<{ gained: { readonly bytes: Uint8Array; readonly anew: boolean } | null }>>
  /** Ends following a file. */
  unfollow(file: number): Promise<void>
  /** Returns the documents that were open when the program ended: `entries` to reopen, `offered` to reopen only if the user asks. */
  restore(): Promise<{
    ended: SessionEnd
    shown: string | null
    entries: readonly JournalEntry[]
    offered: readonly JournalEntry[]
    lost: readonly LostEntry[]
  }>
  /** Reads one document of the journal. */
  reopen(id: string): Promise<KeptDocument | LostEntry>
  /** Reports that the window survived reopening its documents. */
  standing(): void
  /** Moves an entry or part that does not parse as a document into the `aside` folder; returns its file name there. */
  putAside(request: { id: string; what: LostEntry['what'] }): Promise<string | null>
  /** Shows the `aside` folder in the file manager. */
  showAside(): Promise<void>
  /**
   * Writes an open document with its history into the journal, apart from the user's files; null on success. An absent
   * `weights` or `learned` leaves the stored one; null removes it.
   */
  keep(request: { id: string; place: DocumentPlace; name: string; text: string; weights?: LongText | null; learned?: string | null }): Promise<NotKept | null>
  /** Removes a document from the journal. */
  forget(id: string): Promise<boolean>
  /** Sends the order of the tabs and which is shown. */
  setTabs(tabs: { order: readonly string[]; shown: string }): void
  /** Returns the runs kept of a document: those of the window, its sweeps, and the folders opened with `openRuns`. */
  listRuns(request: { id: string; from: DocumentPlace }): Promise<Result<{ sources: readonly RunSource[] }>>
  /** Writes a run of the window beside its document; null for a new one, or for files that stay as they are. Returns its number. */
  keepRun(request: {
    id: string
    from: DocumentPlace
    run: number | null
    files: { result: string; log: string | null; document: string | null; best: LongText | null; trained: LongText | null }
  }): Promise<Result<{ run: number }>>
  /** Reads one file of a run. */
  readRun(request: { id: string; from: DocumentPlace; source: string; run: number; file: RunFile }): Promise<Result<{ text: string }>>
  /** Writes names, tags and notes of runs, or marks them as deleted. */
  markRuns(request: { id: string; from: DocumentPlace; source: string; marks: readonly { run: number; mark: Mark }[] }): Promise<Result<object>>
  /** Moves the runs of a document beside the file in which it was just saved; returns how many runs were there before. */
  settleRuns(request: { id: string; from: DocumentPlace }): Promise<Result<{ before: number }>>
  /** Shows a dialog for the folder of a sweep, and returns its runs; null when cancelled. */
  openRuns(request: { id: string; from: DocumentPlace }): Promise<Result<{ source: RunSource }> | null>
  /** Starts a sweep of the document's text, or continues one (`source`); returns its name. Its progress follows as events. */
  startSweep(request: {
    id: string
    from: DocumentPlace
    text: string
    data: string | null
    vary: readonly string[]
    seeds: string
    random: number | null
    asha: boolean
    jobs: number
    source: string | null
  }): Promise<Result<{ source: string }>>
  /** Stops a sweep, with a checkpoint of each run in progress. */
  stopSweep(request: { id: string; source: string }): Promise<Result<object>>
  recent(): Promise<readonly string[]>
  examples(): Promise<readonly ExampleEntry[]>
  facts(): Promise<RuntimeFacts>
  /** Reports that the renderer is busy closing (true), or that it waits for the user or stays open (false). */
  closing(works: boolean): void
  /** Closes the window; call it once unsaved work is dealt with. */
  closeWindow(): void
  /** Sends whether there is unsaved work (main then asks the renderer before closing) and what is open. */
  setDocumentState(state: { edited: boolean; title: string; path: string | null }): void
  /** Sets the language of the native menu and dialogs. */
  setLanguage(language: Language): void
  /** Sets the accelerators that the user has changed; null for an entry without one. */
  setKeys(keys: readonly MenuKey[]): void
  /** Sets the theme of `prefers-color-scheme`, native dialogs and the window before its first paint. */
  setTheme(theme: Theme): void
  /** Shows a notification of the system, unless the window has the focus. */
  notice(notice: { title: string; body: string }): void
  /** Runs an edit command of the menu in the focused text field, as the system would. */
  editText(command: 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'select-all' | 'delete'): void
  /** Asks natively about unsaved work; if `others` more documents are unsaved, the answer may apply to all. */
  askToSave(name: string, others: number): Promise<'save' | 'discard' | 'cancel' | 'save-all' | 'discard-all'>
  /** Subscribes to the progress of sweeps. */
  onSweep(listener: (event: SweepEvent) => void): () => void
  onMenu(listener: (command: MenuCommand) => void): () => void
  /** Subscribes to documents opened while the app runs (second instance, association, menu). */
  onOpenFile(listener: (result: Result<{ file: OpenedFile }>) => void): () => void
}

declare global {
  interface Window {
    readonly unfold: DesktopApi
  }
}
