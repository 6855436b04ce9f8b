/** What a document may not exceed; checked before anything is allocated for it. */
export const limits = {
  /** UTF-16 units of text: never more than its UTF-8 bytes. */
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
  nodes: 2_000,
  edges: 10_000,
  size: 65_536,
  parameters: 50_000_000,
  /** Notes on the canvas, and UTF-16 units in the text of each. */
  notes: 500,
  noteText: 20_000,
  /** Steps of a tour, and UTF-16 units in the title and the text of each. */
  tourSteps: 100,
  tourTitle: 200,
  tourText: 20_000,
  /** Languages in which the same words are told. */
  languages: 50,
  /** Problems that are listed; a person mends no more at once. */
  problems: 1_000,
} as const
