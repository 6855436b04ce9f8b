/** Writes a cell of a CSV table (RFC 4180). Also quotes texts with blanks at an end, because many readers drop these. */
export const csvCell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
