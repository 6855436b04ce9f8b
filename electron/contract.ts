/** What main and renderer say to each other: the whole of it. Values cross as plain data and are checked in main. */

export interface OpenedFile {
  /** Absolute path, or null for an example or a document that has never been saved. */
  readonly path: string | null
  /** File name without its folder. */
  readonly name: string
  /** Its text; of a PNG picture, which may hold a document, its bytes: they are taken apart in the sandbox. */
  readonly content: string | Uint8Array
  /** File name of the example it came from, if it is one. */
  readonly example?: string
  /** Other paths by which the same file was opened here, through links. */
  readonly also?: readonly string[]
  /** Fingerprint of what it holds. */
  readonly print?: string
  /** It is a table and no document: the name by which a document without a place may read it. `content` is empty. */
  readonly table?: string
}

export type Language = 'en' | 'ja'
export type Theme = 'system' | 'light' | 'dark'

/** Where a document stands, and its data files beside it; none of these for one that was never saved. */
export interface Place {
  readonly path: string | null
  readonly example?: string
  /** The picture that held it, or the file that it had and that now holds another document: read beside like a document's file, and not saved over unasked. */
  readonly picture?: string
}

export interface Failed {
  readonly ok: false
  readonly reason: string
  /** The file is not as it was read or written here, and nothing was written: whether it is gone, and the fingerprint of what it holds. */
  readonly changed?: { readonly gone: boolean; readonly print: string }
}
export type Result<T> = ({ readonly ok: true } & T) | Failed

/** Where a document was saved. */
export interface Saved {
  readonly path: string
  readonly name: string
  /** Other paths by which the same file was opened here, through links. */
  readonly also: readonly string[]
  /** Name of its data file, where that was copied beside it. */
  readonly copied?: string
  /** Name of its data file, where there is none to be had. */
  readonly missing?: string
}

/** A file against what it held when it was last read or written here; `unread` where it never was. */
export type FileState = 'same' | 'changed' | 'gone' | 'unread'

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
  /** Whether it is the official build of the version that package.json names. */
  readonly official: boolean
}

/**
 * How the last session ended: the window was closed; the page was loaded anew; the program was killed; or the window
 * had ended on its own, did not answer, or was still opening what there was, so that nothing is opened again unasked.
 */
export type Ended = 'clean' | 'reloaded' | 'killed' | 'crashed'

/** A document of the journal, before it is opened. */
export interface JournalEntry {
  readonly id: string
  readonly name: string
  readonly path: string | null
}

/** What of the journal could not be read; it keeps nothing else from being brought back. */
export interface LostEntry {
  readonly id: string
  /** What the document is called; empty where not even that can be read. */
  readonly name: string
  readonly what: 'entry' | 'weights' | 'learned'
  /** `newer`: written by a newer Unfold; `too-slow`: the disk did not answer. */
  readonly fault: 'damaged' | 'newer' | 'not-file' | 'too-large' | 'too-slow' | 'unreadable'
  /** Its file's name in the folder of what was put aside; null where it stays where it is. */
  readonly file: string | null
}

/** A document that was open when the program ended. */
export interface KeptDocument {
  readonly id: string
  /** The document with its history, and its weights and what training had learned apart, as they were given to `keep`. */
  readonly text: string
  readonly weights: string | null
  readonly learned: string | null
  /** What its file holds now; null where there is none, or where it cannot be read. */
  readonly disk: string | null
  /** Whether the disk with its file did not answer. */
  readonly unreachable: boolean
  readonly lost: readonly LostEntry[]
}

/** Why the journal does not hold what it was given. */
export type NotKept = 'disk-full' | 'no-permission' | 'too-much' | 'other'

/** The accelerator of a command, as Electron writes it. */
export interface MenuKey {
  readonly command: string
  readonly key: string | null
}

/** Menu entries and system events that the renderer carries out. */
export type MenuCommand =
  | 'new' | 'open' | 'save' | 'save-as' | 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'duplicate' | 'delete' | 'select-all'
  | 'fit' | 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'toggle-play' | 'step' | 'reset' | 'check-gradients' | 'about' | 'guide' | 'shortcuts' | 'theme' | 'language'
  | 'find' | 'settings' | 'export' | 'close' | 'close-window' | 'next-tab' | 'previous-tab'

/** `window.unfold`, given by the preload script. */
export interface DesktopApi {
  /** Shows the open dialog; null when cancelled. */
  open(): Promise<Result<{ file: OpenedFile }> | null>
  /** Opens a document from the recent list; refuses any other path. */
  openRecent(path: string): Promise<Result<{ file: OpenedFile }>>
  /** Opens a file that was dropped on the window. */
  openDropped(file: File): Promise<Result<{ file: OpenedFile }>>
  /** The document that the app was started with (association, command line), once; null if none. */
  initial(): Promise<Result<{ file: OpenedFile }> | null>
  /**
   * Writes beside the target and renames. `path` null, or `ask`: shows the save dialog first. `from`: the example or
   * document that data files stand beside; a data file named in `data` that is not in the new folder is copied there,
   * and the answer says so. Where another program has changed the file, nothing is written and the answer tells it;
   * `seen`: the fingerprint of what it holds now, which the person wants to write over.
   */
  save(request: {
    path: string | null; ask: boolean; suggestedName: string; text: string
    from: Place; data: string | null; seen: string | null
  }): Promise<Result<Saved> | null>
  /** What the file of an open document holds now, without opening it. */
  look(path: string): Promise<Result<{ content: string; print: string }>>
  /** The document that is open is now that of what its file held with this fingerprint; what it holds otherwise is told before it is written over. */
  accept(request: { path: string; print: string }): Promise<void>
  /** Whether another program has changed the files of open documents, or their data files. */
  changes(request: { documents: readonly string[]; data: readonly { from: Place; data: string }[] }): Promise<{ documents: readonly FileState[]; data: readonly FileState[] }>
  /**
   * Shows a save dialog for an export and writes its files, named after the first (`suffix`: `.py`, `_test.py`); null
   * when cancelled.
   */
  export(request: { name: string; files: readonly { suffix: string; content: string | Uint8Array }[] }): Promise<Result<{ names: readonly string[] }> | null>
  /** Opens a data file beside a document or an example, never outside that folder, for reading piece by piece: its number and its bytes. */
  openData(request: { from: Place; data: string }): Promise<Result<{ file: number; size: number }>>
  /** The next bytes of a file that was opened; null at its end, where it is closed. */
  nextPiece(file: number): Promise<Result<{ bytes: Uint8Array | null }>>
  /** Lets a file go before its end. */
  closeData(file: number): Promise<void>
  /**
   * Shows a dialog for a data file of the user's. By the name that it answers the document at `from` may read it from
   * then on, and saving copies it beside the document. Null when cancelled.
   */
  chooseData(request: { from: Place }): Promise<Result<{ name: string }> | null>
  /** The same for a data file that was dropped on the window. */
  dropData(request: { from: Place }, file: File): Promise<Result<{ name: string }>>
  /** What was open when the program ended: what is to be opened again, and what is only offered. */
  restore(): Promise<{ ended: Ended; shown: string | null; entries: readonly JournalEntry[]; offered: readonly JournalEntry[]; lost: readonly LostEntry[] }>
  /** Reads one document of the journal. */
  reopen(id: string): Promise<KeptDocument | LostEntry>
  /** Says that what was opened at the start has not ended the window. */
  standing(): void
  /** Takes what no document can be made of out of the way; answers the name of its file there. */
  putAside(request: { id: string; what: LostEntry['what'] }): Promise<string | null>
  /** Shows the folder of what was put aside. */
  showAside(): Promise<void>
  /**
   * Writes an open document with its history into the journal, apart from the person's files; null where it is on the
   * disk. Weights and what was learned have files of their own: absent, they are as they were; null, there are none.
   */
  keep(request: { id: string; place: Place; name: string; text: string; weights?: string | null; learned?: string | null }): Promise<NotKept | null>
  /** Takes a document out of the journal. */
  forget(id: string): Promise<boolean>
  /** Tells main in which order the documents stand, and which is shown. */
  setTabs(tabs: { order: readonly string[]; shown: string }): void
  recent(): Promise<readonly string[]>
  examples(): Promise<readonly ExampleEntry[]>
  facts(): Promise<RuntimeFacts>
  /** Tells main that the window is about to close and works on it, or that it waits for the person or stays. */
  closing(works: boolean): void
  /** Asks main to close the window now that unsaved work was dealt with. */
  closeWindow(): void
  /** Tells main whether there is unsaved work (it then asks the renderer before it closes) and what is open. */
  setDocumentState(state: { edited: boolean; title: string; path: string | null }): void
  /** Language of the native menu and dialogs. */
  setLanguage(language: Language): void
  /** The accelerators of the native menu, where a person has changed them; null for an entry without one. */
  setKeys(keys: readonly MenuKey[]): void
  /** Light, dark, or as the system: for `prefers-color-scheme`, native dialogs and the window before its first paint. */
  setTheme(theme: Theme): void
  /** Carries out an edit command of the menu in the text field that has the focus, as the system does. */
  editText(command: 'undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'select-all' | 'delete'): void
  /** Asks about unsaved work, natively; where `others` wait to be asked about, the answer may be for all of them. */
  askToSave(name: string, others: number): Promise<'save' | 'discard' | 'cancel' | 'save-all' | 'discard-all'>
  onMenu(listener: (command: MenuCommand) => void): () => void
  /** A document to open while running (second instance, association). */
  onOpenFile(listener: (file: OpenedFile) => void): () => void
}

declare global {
  interface Window {
    readonly unfold: DesktopApi
  }
}
