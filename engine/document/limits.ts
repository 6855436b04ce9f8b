/**
 * All limits of input in one place, for the schema, the editor, the bridge between window and main process, the journal
 * and the command line; docs/format.md lists them. Imports nothing, so that every part may use it. Lengths of text are
 * in UTF-16 units.
 */
export const limits = {
  // Files and their contents.
  /** Bytes of any input file. */
  textLength: 512 * 1024 * 1024,
  /**
   * UTF-16 units of a document's text, and bytes of its file. `parameters` weights of 64 bits take 255 MiB of it. The window
   * and its engine hold several such texts, in a heap of at most 4 GiB, on small machines 2 GiB.
   */
  documentText: 288 * 2 ** 20,
  /** Bytes of the text embedded in a PNG, because a small compressed file may inflate to any length. */
  pictureText: 128 * 1024 * 1024,
  /** Chunks of a PNG to search for it. */
  pictureChunks: 1_000_000,
  /** Files in an archive, their bytes when unpacked, and unpacked bytes per packed byte. */
  archiveFiles: 1_000,
  archiveBytes: 2 ** 30,
  archiveRatio: 200,
  /** Runs in a bundle (the newest ones), and their bytes. */
  bundleRuns: 100,
  bundleRunBytes: 256 * 2 ** 20,
  nesting: 64,
  /** Values of any kind in the JSON text, lists and objects among them; bounds what parsing allocates. */
  values: 64 * 1024 * 1024,
  /** Values in `data`, and in `fitted`, which the window parses, and sends to its engine, in one task each. */
  inlineValues: 2 ** 20,
  /** Values in all other parts together, which have no tables of numbers, for the same reason. */
  otherValues: 2 ** 19,
  /** Tensors in `weights`, and values in it besides their numbers. */
  tensors: 20_000,
  tensorValues: 320_000,
  /** Problems to list. */
  problems: 1_000,

  // The network.
  nodes: 2_000,
  edges: 10_000,
  size: 65_536,
  /** UTF-16 units of a formula, nodes of its tree, and levels of it. */
  formulaText: 500,
  formulaNodes: 200,
  formulaLevels: 32,
  parameters: 25_000_000,
  /** Runs of single frozen weights of one wire. */
  frozen: 100_000,
  /**
   * Bytes in memory while training: values, adjoints, weights, gradients, and every copy of them that training keeps.
   */
  memory: 3 * 2 ** 30,
  /** Numbers in the matrices of Levenberg–Marquardt and of the Kalman filter: about 2,000 weights together. */
  curvature: 10_000_000,
  /** State units for `analyze`, which decomposes a square matrix of this size at every step. */
  analysisState: 1_024,
  /** Numbers of a forecast: steps × (1 + paths) × units of the outputs. */
  forecast: 2 ** 26,
  /** UTF-16 units of one checkpoint in the window; neither history nor the journal keeps copies of larger ones. */
  checkpoint: 256 * 2 ** 20,
  /** Bytes of the training states kept of one document, and their number; beyond these limits, every other state is dropped. */
  past: 128 * 2 ** 20,
  pastEpochs: 1_000,

  // The unrolled view.
  /** Ports times steps, and steps. */
  unrolled: 8_192,
  unrolledSteps: 64,

  // Names and texts.
  /** Id of a node, an edge, a note or a group. */
  id: 64,
  /** The document's name, labels, names of columns, groups and ports, ids of linked sets. */
  name: 1_000,
  /** A category of a column, which is the text of one cell. */
  category: 10_000,
  /** The path of a data file in a document. */
  dataPath: 4_096,
  /** A document's description, in each language. */
  description: 100_000,

  // The drawing.
  /** Distance from the origin along x and along y, in units of the drawing. */
  coordinate: 1_000_000,
  groups: 2_000,
  /** Nesting of groups. */
  groupDepth: 32,
  /** Entries of `view.nodes` and of `view.edges`, those of nodes and wires that do not exist included. */
  viewEntries: 20_000,
  /** Bends of one wire, and of all wires together. */
  bends: 32,
  allBends: 32_000,
  /** Notes on the canvas, and the text of each. */
  notes: 500,
  noteText: 20_000,
  /** Steps of a tour, and the title and the text of each. */
  tourSteps: 100,
  tourTitle: 200,
  tourText: 20_000,
  /** Languages of one text. */
  languages: 50,

  // Rendering. Documents beyond these limits open and are saved unchanged; the screen shows the text cut or as source.
  /** Text of a description to render. */
  shownText: 20_000,
  /** Formulas to render per text, length of each, and nesting of its braces. */
  formulas: 100,
  formulaLength: 2_000,
  formulaDepth: 24,
  /** Columns and cells of a table to render. */
  tableColumns: 64,
  tableCells: 2_000,

  // Tables.
  cells: 2 ** 27,
  columns: 65_536,
  /** UTF-16 units of one row, and of one value of a JSON table. */
  row: 16 * 2 ** 20,
  /** UTF-16 units of one line of a stream of rows. */
  streamLine: 2 ** 20,
  /** Text of a table to keep for recognizing its format, and records of it to examine. */
  head: 2 ** 20,
  headRecords: 400,
  /** Additional words for missing values, and the length of each. */
  missingWords: 100,
  missingWord: 100,
  /** Rows at the end of a table that may be left out. */
  footer: 1_000,
  /** Columns that together give the place of a row in time: year, month, day, hour, minute, second. */
  stepColumns: 6,
  categories: 65_536,
  /** Categories of all columns of a document. */
  allCategories: 2 ** 19,

  // Sweeps.
  /** Runs of one sweep, and runs that are kept of one document. */
  runs: 10_000,
  /** Tags of one run. */
  runTags: 20,

  // The window and the main process.
  /** An absolute path of a file. */
  path: 32_768,
  /** The window's title. */
  title: 1_100,
  /** Bytes of one file of an export. */
  exportBytes: 2 ** 30,
  exportFiles: 8,
  /** Bytes of the data in an exported page, which a browser reads at once. */
  pageData: 64 * 2 ** 20,
  /** Cells of an exported table; other programs do not open larger ones. */
  exportCells: 10_000_000,
  /** Bytes of an imported file of weights or of a model, of the header that describes it, and how many tensors it may have. */
  importBytes: 512 * 2 ** 20,
  importHeader: 16 * 2 ** 20,
  importTensors: 10_000,
  /** Recurrent and dense modules of an imported model whose order is searched by their sizes. */
  importModules: 8,
  /** Data files that may be open for reading at the same time. */
  openFiles: 32,
  /** UTF-16 units and bytes of long values on their way between window and main process, in each direction. */
  crossing: 2 ** 31,
  tabs: 10_000,
  menuKeys: 500,

  // The journal.
  /** A document with its history in the journal, and each of its parts that have files of their own. */
  journalEntry: 288 * 2 ** 20,
  /** Steps of a document's history, and the text of those in the journal. */
  history: 1_000,
  journalHistory: 4 * 2 ** 20,
  /** Bytes of the whole journal on disk. */
  journalBytes: 8 * 2 ** 30,
} as const
