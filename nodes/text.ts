/** Texts of a node type in one language. */
export interface NodeText {
  readonly name: string
  /** One line for the palette and the tooltip. */
  readonly summary: string
  readonly parameters: Readonly<Record<string, { readonly label: string; readonly help: string }>>
  readonly ports: Readonly<Record<string, string>>
  /** One or two paragraphs of Markdown, with the source in the literature. */
  readonly help: string
}
