/** The content of a page: a document and its data file. */
export interface PageContent {
  /** Name of the document, and title of the page until its program runs. */
  readonly name: string
  readonly text: string
  /** The data file under the path that the document gives, in base64. */
  readonly data?: { readonly path: string; readonly base64: string }
}

/** Id of the element that contains the document. */
export const CARRIED = 'unfold-document'
/** The placeholder of that element in the template. */
const PLACE = '<!-- document -->'

/**
 * Makes a page from the template that `scripts/page.mjs` builds. The document is data in it: JSON without `<`, in an
 * element that the browser does not execute.
 */
export function pageOf(template: string, carried: PageContent): string {
  if (!template.includes(PLACE)) throw new Error('the template of pages has no place for a document')
  const json = JSON.stringify(carried).replaceAll('<', '\\u003c')
  return template.replace(PLACE, () => `<script type="application/json" id="${CARRIED}">${json}</script>`)
}
