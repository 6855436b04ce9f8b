import { create } from 'zustand'

/** Pages of the project's documentation that the program carries with it, by the names of their files. */
const texts = import.meta.glob<string>('../../../docs/{guide,guide.ja,format,errors,tasks}.md', { query: '?raw', import: 'default' })
const pictures = import.meta.glob<string>('../../../docs/images/guide-*.webp', { query: '?url', import: 'default', eager: true })

const FOLDER = '../../../docs/'

export const isPage = (file: string): boolean => Object.hasOwn(texts, FOLDER + file)
/** Where a picture lies, in the theme of the window. */
export const pictureAddress = (source: string, dark: boolean): string | undefined =>
  pictures[FOLDER + (dark ? source.replace(/-light(?=\.webp$)/, '-dark') : source)]

/** A picture in two themes, which Markdown has no sign for, and its place in the text in one. */
const PICTURE = /<picture>[\s\S]*?<img alt="([^"]*)" src="([^"]*)"[\s\S]*?<\/picture>/g
const read = (html: string): string => html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The text of a page without its own list of contents, which stands beside it. */
export async function readPage(file: string): Promise<string> {
  const text = await texts[FOLDER + file]?.()
  return (text ?? '')
    .replace(/^(?:- \[[^\]\n]*\]\(#[^)\n]*\)\n)+/m, '')
    .replace(PICTURE, (_all, words: string, source: string) => `![${read(words)}](${source})`)
}

/** The guide in a language of the window. */
export const guideIn = (language: string): string => (language === 'ja' ? 'guide.ja.md' : 'guide.md')

/** The page that was read last, undefined for the guide, and how far: who looks something up finds the place again. */
export const useReading = create<{ readonly page: string | undefined; readonly scrolled: number }>(() => ({ page: undefined, scrolled: 0 }))
