/**
 * What may come in, bounded in one place: read by the schema, the editor, the bridge between window and main process,
 * the journal and the command line, and listed in docs/format.md. Imports nothing, so that every part may read it.
 * Lengths of text are UTF-16 units.
 */
export const limits = {
  // Files and what is read of them.
  /** Bytes of any file that is read, and units of a document's text: never more than its UTF-8 bytes. */
  textLength: 512 * 1024 * 1024,
  /** Bytes of the text that a PNG picture holds: deflated, a small file could hold any length. */
  pictureText: 128 * 1024 * 1024,
  /** Chunks of a PNG picture that are looked through for it. */
  pictureChunks: 1_000_000,
  nesting: 64,
  /** Values of any kind in the JSON text: a bound on what parsing it allocates. */
  values: 64 * 1024 * 1024,
  /** Lists and objects among them. */
  containers: 16 * 1024 * 1024,
  /** Problems that are listed; a person mends no more at once. */
  problems: 1_000,

  // The network.
  nodes: 2_000,
  edges: 10_000,
  size: 65_536,
  parameters: 50_000_000,
  /** Bytes in memory while training: values, adjoints, weights, their gradients, and every copy of them that training keeps. */
  memory: 3 * 2 ** 30,
  /** Units of the state that `analyze` takes: a matrix of so many rows is decomposed at every step. */
  analysisState: 1_024,
  /** Units of one checkpoint in the window: of larger ones neither history nor the journal has room for the copies. */
  checkpoint: 256 * 2 ** 20,

  // Names and texts.
  /** Of a node, an edge, a note or a group. */
  id: 64,
  /** A document's own name, labels, names of columns, of groups and of their ports, words of a link. */
  name: 1_000,
  /** A category of a column: the text of one cell. */
  category: 10_000,
  /** The path of a data file as a document names it. */
  dataPath: 4_096,
  /** A document's description, in each language. */
  description: 100_000,

  // The drawing.
  /** Distance of anything drawn from the origin along x and along y, in units of the canvas. */
  coordinate: 1_000_000,
  groups: 2_000,
  /** Groups inside one another. */
  groupDepth: 32,
  /** Bends of one wire. */
  bends: 32,
  /** Notes on the canvas, and the text of each. */
  notes: 500,
  noteText: 20_000,
  /** Steps of a tour, and the title and the text of each. */
  tourSteps: 100,
  tourTitle: 200,
  tourText: 20_000,
  /** Languages in which the same words are told. */
  languages: 50,

  // What is shown: more opens and is saved as it is, and stands on the screen cut, or as it is written.
  /** Text of a description that is set. */
  shownText: 20_000,
  /** Formulas of one text that are set, the length of each, and braces inside one another. */
  formulas: 100,
  formulaLength: 2_000,
  formulaDepth: 24,
  /** Columns and cells of a table in a text. */
  tableColumns: 64,
  tableCells: 2_000,

  // Tables.
  cells: 2 ** 27,
  columns: 65_536,
  /** Units of one row, and of one value of a JSON table. */
  row: 16 * 2 ** 20,
  /** Text of a table that is held to recognize how it is written, and records of it that are looked at for its shape. */
  head: 2 ** 20,
  headRecords: 400,
  /** Further words for missing, and the length of each. */
  missingWords: 100,
  missingWord: 100,
  categories: 65_536,

  // The window and the main process.
  /** The path of a file, absolute. */
  path: 32_768,
  /** What the window is called: a name with words around it. */
  title: 1_100,
  /** Text of a part of a network that is pasted. */
  clipboard: 64 * 2 ** 20,
  /** Bytes of one file of an export. */
  exportBytes: 2 ** 30,
  exportFiles: 8,
  /** Cells of an exported table: more than that other programs do not open. */
  exportCells: 10_000_000,
  /** Data files that are being read at the same time. */
  openFiles: 32,
  tabs: 10_000,
  menuKeys: 500,

  // The journal.
  /** A document with its history, as it is kept. */
  journalEntry: 512 * 1024 * 1024,
  /** Steps of a document's history, and the text of those that are kept. */
  history: 1_000,
  journalHistory: 4 * 2 ** 20,
  /** Bytes of all that it holds on the disk. */
  journalBytes: 8 * 2 ** 30,
} as const
